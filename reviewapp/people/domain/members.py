"""The people of an organisation: what they may do, whether they may do it now, that they go.

History stays in all of these: what somebody wrote, answered and decided keeps their name.
"""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from reviewapp.audit.domain import record
from reviewapp.people.models import Membership, Organisation, Role, UnitRole, User
from reviewapp.people.signals import member_gone


class AlreadyMember(Exception):
    """The person is in this organisation."""


class LastOwner(Exception):
    """An organisation keeps at least one active owner."""


class WrongConfirmation(Exception):
    """The typed name is not the organisation's."""


class NotTheirs(Exception):
    """Only an active owner hands an organisation over, to another active member."""


def add_member(
    *, organisation: Organisation, email: str, role: str, name: str = "", by: User | None = None
) -> tuple[Membership, bool]:
    """Adds a person at once; an unknown address becomes an account without a password.

    For the command line and the demo: people are invited on the pages.

    Returns:
        The membership, and whether the account is new (and needs a link to set a password).

    Raises:
        AlreadyMember: see there.
    """
    wanted = {"organisation": organisation, "email": email.strip().lower(), "role": role}
    try:
        return _add(**wanted, name=name, by=by)  # type: ignore[arg-type]
    except IntegrityError:
        # Somebody added the same person at the same moment; what they wrote decides.
        return _add(**wanted, name=name, by=by)  # type: ignore[arg-type]


@transaction.atomic
def _add(
    *, organisation: Organisation, email: str, role: str, name: str, by: User | None
) -> tuple[Membership, bool]:
    user = User.objects.select_for_update().filter(email=email).first()
    created = user is None
    if user is None:
        user = User.objects.create_user(email, None, name=name)
    return join(organisation=organisation, user=user, role=role, by=by), created


@transaction.atomic
def join(*, organisation: Organisation, user: User, role: str, by: User | None) -> Membership:
    """Makes an account a member.

    Raises:
        AlreadyMember: see there.
    """
    if Membership.objects.filter(user=user, organisation=organisation).exists():
        raise AlreadyMember
    membership = Membership.objects.create(organisation=organisation, user=user, role=role)
    _record(membership, "member.added", by=by, after={"role": role})
    return membership


@transaction.atomic
def change_role(membership: Membership, role: str, *, by: User | None = None) -> None:
    """Raises LastOwner where the only owner would become something else."""
    held = _lock(membership)
    if role == held.role:
        return
    if role != Role.OWNER:
        _keep_an_owner(held)
    before, held.role = held.role, role
    held.save(update_fields=["role"])
    membership.role = role
    _record(held, "member.role_changed", by=by, before={"role": before}, after={"role": role})


@transaction.atomic
def deactivate_member(membership: Membership, *, by: User | None = None) -> None:
    """From the next request on they see nothing of the organisation. Raises LastOwner."""
    held = _lock(membership)
    if held.deactivated_at:
        return
    _keep_an_owner(held)
    held.deactivated_at = timezone.now()
    held.save(update_fields=["deactivated_at"])
    _record(held, "member.deactivated", by=by)


@transaction.atomic
def reactivate_member(membership: Membership, *, by: User | None = None) -> None:
    """Gives back all that they had."""
    held = _lock(membership)
    if held.deactivated_at is None:
        return
    held.deactivated_at = None
    held.save(update_fields=["deactivated_at"])
    _record(held, "member.reactivated", by=by)


@transaction.atomic
def remove_member(membership: Membership, *, by: User | None = None) -> None:
    """Takes the membership away, with every role in units and on workloads.

    Raises LastOwner where it is the only owner's.
    """
    held = _lock(membership)
    _keep_an_owner(held)
    organisation, user = held.organisation, held.user
    left = by is not None and by.pk == user.pk
    before = {"role": held.role}
    _record(held, "member.left" if left else "member.removed", by=by, before=before)
    UnitRole.objects.filter(user=user, unit__organisation=organisation).delete()
    member_gone.send(Membership, organisation=organisation, user=user)
    held.delete()


@transaction.atomic
def transfer_ownership(*, giver: Membership, taker: Membership, typed: str) -> None:
    """Makes another member the owner; who gave it becomes a lead reviewer.

    Raises:
        WrongConfirmation: `typed` is not the organisation's name.
        NotTheirs: see there; what counts is what is written now, not what a page showed.
    """
    organisation = giver.organisation
    if typed.strip() != organisation.name:
        raise WrongConfirmation
    rows = Membership.active.select_for_update(of=("self",)).filter(organisation=organisation)
    held = {each.pk: each for each in rows.filter(pk__in=[giver.pk, taker.pk]).order_by("pk")}
    old, new = held.get(giver.pk), held.get(taker.pk)
    if old is None or new is None or old == new or old.role != Role.OWNER:
        raise NotTheirs
    before = {"role": new.role}
    new.role, old.role = Role.OWNER, Role.LEAD
    new.save(update_fields=["role"])
    old.save(update_fields=["role"])
    after = {"role": Role.OWNER, "from": giver.user.email}
    _record(taker, "member.ownership_transferred", by=giver.user, before=before, after=after)


def _lock(membership: Membership) -> Membership:
    """The row as it is now, held with those of all owners.

    In one order, so that two owners can neither remove each other at once nor wait for each other
    for ever.

    Raises Membership.DoesNotExist where somebody removed it meanwhile.
    """
    asked = Q(pk=membership.pk) | Q(role=Role.OWNER)
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "organisation")
    found = rows.filter(asked, organisation=membership.organisation_id).order_by("pk")
    for held in found:
        if held.pk == membership.pk:
            return held
    raise Membership.DoesNotExist


def _keep_an_owner(membership: Membership) -> None:
    """To be called with the owners' rows locked."""
    owners = Membership.active.filter(
        organisation=membership.organisation_id, role=Role.OWNER
    ).values_list("pk", flat=True)
    if list(owners) == [membership.pk]:
        raise LastOwner


def _record(
    membership: Membership,
    action: str,
    *,
    by: User | None,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    record(
        organisation=membership.organisation_id,
        action=action,
        by=by,
        subject=membership.user.email,
        before=before,
        after=after,
    )
