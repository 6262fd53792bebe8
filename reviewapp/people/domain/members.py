"""Adding people to an organisation, changing what they may do, removing them."""

from django.db import IntegrityError, transaction

from reviewapp.people.models import Membership, Organisation, Role, User


class AlreadyMember(Exception):
    """The person is in this organisation."""


class BelongsElsewhere(Exception):
    """The person is in another organisation; an account belongs to one."""


class LastOwner(Exception):
    """An organisation keeps at least one owner."""


def add_member(
    *, organisation: Organisation, email: str, role: str, name: str = ""
) -> tuple[Membership, bool]:
    """Adds a person by e-mail address; an unknown address becomes an account without a password.

    Returns:
        The membership, and whether the account is new (and needs a link to set a password).

    Raises:
        AlreadyMember, BelongsElsewhere: see there.
    """
    try:
        return _add(organisation, email.strip().lower(), role, name)
    except IntegrityError:
        # Somebody added the same person at the same moment; what they wrote decides.
        return _add(organisation, email.strip().lower(), role, name)


@transaction.atomic
def _add(organisation: Organisation, email: str, role: str, name: str) -> tuple[Membership, bool]:
    user = User.objects.select_for_update().filter(email=email).first()
    if user and Membership.objects.filter(user=user, organisation=organisation).exists():
        raise AlreadyMember
    if user and Membership.objects.filter(user=user).exists():
        raise BelongsElsewhere
    created = user is None
    if user is None:
        user = User.objects.create_user(email, None, name=name)
    membership = Membership.objects.create(organisation=organisation, user=user, role=role)
    return membership, created


@transaction.atomic
def change_role(membership: Membership, role: str) -> None:
    """Raises LastOwner where the only owner would become something else."""
    if role != Role.OWNER:
        _keep_an_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])


@transaction.atomic
def remove_member(membership: Membership) -> None:
    """Takes the membership away; the account and what it wrote stay in the history.

    Raises LastOwner where it is the only owner's.
    """
    _keep_an_owner(membership)
    membership.delete()


def _keep_an_owner(membership: Membership) -> None:
    """Locks the owners' rows, so that two owners cannot remove each other at once."""
    owners = list(
        Membership.objects.select_for_update()
        .filter(organisation=membership.organisation, role=Role.OWNER)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if owners == [membership.pk]:
        raise LastOwner
