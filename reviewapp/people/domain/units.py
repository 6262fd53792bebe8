"""Units of an organisation, and what its members are in them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from reviewapp.audit.domain import record
from reviewapp.people.models import Membership, Organisation, Unit, UnitRole, User
from reviewapp.people.signals import unit_role_given

from .organisations import NameTaken

MOST_UNITS = 500


class TooManyUnits(Exception):
    """An organisation has at most `MOST_UNITS`."""


class NotAMember(Exception):
    """The person is no active member of the organisation."""


@transaction.atomic
def create_unit(*, organisation: Organisation, name: str, by: User | None = None) -> Unit:
    """Raises NameTaken, TooManyUnits."""
    if organisation.units.count() >= MOST_UNITS:
        raise TooManyUnits
    with _name_once():
        unit = Unit.objects.create(organisation=organisation, name=name)
    _record(unit, "unit.created", by=by)
    return unit


@transaction.atomic
def rename_unit(unit: Unit, name: str, *, by: User | None = None) -> None:
    """Raises NameTaken."""
    before, unit.name = unit.name, name
    with _name_once():
        unit.save(update_fields=["name"])
    _record(unit, "unit.renamed", by=by, before=before, after=name)


@transaction.atomic
def delete_unit(unit: Unit, *, by: User | None = None) -> None:
    """Its workloads stay, without a unit; what its people were in it goes."""
    kept = unit.workloads.count()
    _record(unit, "unit.deleted", by=by, before={"people": unit.roles.count(), "workloads": kept})
    unit.delete()


@transaction.atomic
def give_unit_role(*, unit: Unit, user: User, role: str, by: User | None = None) -> UnitRole:
    """Gives a role, or another than before.

    Raises:
        NotAMember: see there.
    """
    if not Membership.active.filter(organisation=unit.organisation_id, user=user).exists():
        raise NotAMember
    before = UnitRole.objects.select_for_update().filter(unit=unit, user=user).first()
    given, _ = UnitRole.objects.update_or_create(unit=unit, user=user, defaults={"role": role})
    if before is None or before.role != role:
        was = {"role": before.role} if before else None
        after = {"person": user.email, "role": role}
        _record(unit, "unit.role_given", by=by, before=was, after=after)
        unit_role_given.send(UnitRole, unit=unit, user=user, role=role, by=by)
    return given


@transaction.atomic
def take_unit_role(held: UnitRole, *, by: User | None = None) -> None:
    before = {"person": held.user.email, "role": held.role}
    _record(held.unit, "unit.role_taken", by=by, before=before)
    held.delete()


@contextmanager
def _name_once() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise NameTaken from error


def _record(
    unit: Unit, action: str, *, by: User | None, before: object = None, after: object = None
) -> None:
    record(
        organisation=unit.organisation_id,
        action=action,
        by=by,
        subject=unit.name,
        before=before,
        after=after,
    )
