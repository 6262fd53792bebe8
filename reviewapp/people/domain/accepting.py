"""Accepting an invitation: with the account that has the address, or with a new one."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from reviewapp.audit.domain import record
from reviewapp.isolation.scopes import everything
from reviewapp.people.models import (
    Invitation,
    InvitationState,
    Membership,
    UnitRole,
    User,
)
from reviewapp.people.signals import invitation_accepted

from .members import join


class NotOpen(Exception):
    """The invitation is over: used, revoked or too old."""


class AnotherAddress(Exception):
    """The account has another address than the one that was invited."""


class HasAccount(Exception):
    """Somebody has an account of this address: they sign in instead of making another one."""


def accept_invitation(*, invitation: Invitation, user: User) -> Membership:
    """Makes the account a member, with what the invitation gives in units and on a workload.

    Whoever came into the organisation by another way meanwhile keeps the role they have there.

    Raises:
        NotOpen, AnotherAddress: see there.
    """
    with everything(), transaction.atomic():
        return _accept(invitation, user)


def _accept(invitation: Invitation, user: User) -> Membership:
    held = Invitation.objects.select_for_update(of=("self",)).select_related("organisation")
    mine = held.get(pk=invitation.pk)
    if mine.state != InvitationState.OPEN:
        raise NotOpen
    if user.email.lower() != mine.email:
        raise AnotherAddress
    membership = Membership.objects.filter(organisation=mine.organisation, user=user).first()
    if membership and membership.deactivated_at:
        raise NotOpen
    if membership is None:
        membership = join(organisation=mine.organisation, user=user, role=mine.role, by=user)
    _give(mine, user)
    _close(mine, user)
    return membership


def accept_with_new_account(*, invitation: Invitation, name: str, password: str) -> Membership:
    """Makes the account first. The mail's link proved the address.

    Raises:
        NotOpen, HasAccount: see there.
    """
    with everything(), transaction.atomic():
        user = _new_account(invitation.email, name, password)
        return accept_invitation(invitation=invitation, user=user)


def _new_account(email: str, name: str, password: str) -> User:
    if User.objects.filter(email=email).exists():
        raise HasAccount
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, name=name)
    except IntegrityError as error:
        raise HasAccount from error


def _give(invitation: Invitation, user: User) -> None:
    for each in invitation.units.select_related("unit"):
        UnitRole.objects.get_or_create(unit=each.unit, user=user, defaults={"role": each.role})
    invitation_accepted.send(Invitation, invitation=invitation, user=user)


def _close(invitation: Invitation, user: User) -> None:
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(
        organisation=invitation.organisation_id,
        action="invitation.accepted",
        by=user,
        subject=invitation.email,
        after={"role": invitation.role},
    )
