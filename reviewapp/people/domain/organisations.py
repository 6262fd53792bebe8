"""Making and finding organisations."""

from django.db import transaction

from reviewapp.people.models import Membership, Organisation, Role, User

DEFAULT_NAME = "Default"


@transaction.atomic
def create_organisation(*, name: str, owner: User | None = None) -> Organisation:
    organisation = Organisation.objects.create(name=name)
    if owner:
        Membership.objects.create(organisation=organisation, user=owner, role=Role.OWNER)
    return organisation


def default_organisation() -> Organisation:
    """The oldest organisation; commands without a name mean this one. Made where none exists."""
    found = Organisation.objects.order_by("created_at").first()
    return found or create_organisation(name=DEFAULT_NAME)
