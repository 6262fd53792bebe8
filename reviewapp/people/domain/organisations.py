"""Making and finding organisations."""

from django.db import IntegrityError, transaction

from reviewapp.audit.domain import record
from reviewapp.people.models import Membership, Organisation, Role, User

DEFAULT_NAME = "Default"


class NameTaken(Exception):
    """There is an organisation of this name."""


@transaction.atomic
def create_organisation(*, name: str, owner: User | None = None) -> Organisation:
    """Raises NameTaken; the database's own constraint decides."""
    organisation = Organisation(name=name)
    _save(organisation)
    if owner:
        Membership.objects.create(organisation=organisation, user=owner, role=Role.OWNER)
    return organisation


@transaction.atomic
def rename_organisation(organisation: Organisation, name: str, *, by: User | None = None) -> None:
    """Raises NameTaken."""
    before, organisation.name = organisation.name, name
    _save(organisation)
    record(
        organisation=organisation,
        action="organisation.renamed",
        by=by,
        subject=name,
        before=before,
        after=name,
    )


def _save(organisation: Organisation) -> None:
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        raise NameTaken from error


def default_organisation() -> Organisation:
    """The oldest organisation; commands without a name mean this one. Made where none exists."""
    found = Organisation.objects.order_by("created_at").first()
    return found or create_organisation(name=DEFAULT_NAME)
