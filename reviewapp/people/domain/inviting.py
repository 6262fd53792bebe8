"""Inviting people by mail: making invitations, sending them anew, taking them back."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reviewapp.audit.domain import record
from reviewapp.isolation.scopes import everything
from reviewapp.people.models import (
    Invitation,
    InvitationState,
    InvitedUnit,
    Membership,
    Organisation,
    Unit,
    User,
)

from .tokens import digest_of, new_token

DAYS = 7
MOST_AT_ONCE = 50
MOST_IN_AN_HOUR = 200
MOST_SENT = 10
BETWEEN_MAILS = timedelta(minutes=1)


class InvitationRefused(Exception):
    """An invitation that cannot be made or sent; the text says why."""


@transaction.atomic
def invite(
    *,
    organisation: Organisation,
    email: str,
    role: str,
    name: str = "",
    units: Iterable[tuple[Unit, str]] = (),
    by: User | None = None,
) -> tuple[Invitation, str]:
    """Makes an invitation; its mail is the caller's.

    Args:
        organisation: where to.
        email: whom; an account of any organisation may have it, or none.
        role: what they will be in the organisation.
        name: how to call them until they say it themselves.
        units: units of the organisation, and what they will be there.
        by: who invites.

    Returns:
        the invitation, and its token, which is kept nowhere.

    Raises:
        InvitationRefused: a member already, invited already, or too many within the hour.
    """
    email = email.strip().lower()
    _check_invited(organisation, email)
    token, digest = new_token()
    invitation = Invitation(
        organisation=organisation,
        email=email,
        name=name,
        role=role,
        token_digest=digest,
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=DAYS),
    )
    _save_once(invitation)
    InvitedUnit.objects.bulk_create(
        InvitedUnit(invitation=invitation, unit=unit, role=unit_role) for unit, unit_role in units
    )
    _record(invitation, "invitation.created", by=by, after={"role": role, "days": DAYS})
    return invitation, token


@transaction.atomic
def renew_invitation(invitation: Invitation, *, by: User | None = None) -> str:
    """A new token and a new week; the link of the mail before is dead.

    Raises:
        InvitationRefused: it is over, or was sent just now, or too often.
    """
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    _check_renewed(held)
    token, held.token_digest = new_token()
    held.expires_at = timezone.now() + timedelta(days=DAYS)
    held.save(update_fields=["token_digest", "expires_at"])
    _record(held, "invitation.renewed", by=by)
    return token


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User | None = None) -> bool:
    """False: it was over already."""
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not waiting.update(revoked_at=timezone.now()):
        return False
    _record(invitation, "invitation.revoked", by=by)
    return True


def note_sent(invitation: Invitation) -> None:
    """Remembers that the mail went out."""
    Invitation.objects.filter(pk=invitation.pk).update(
        last_sent_at=timezone.now(), times_sent=invitation.times_sent + 1
    )


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a token opens now; None for unknown, old, used and revoked ones."""
    return open_invitation(digest_of(token))


def open_invitation(digest: str) -> Invitation | None:
    found = Invitation.objects.select_related("organisation", "invited_by")
    with everything():  # whoever has the link may be in no organisation, or in another one
        invitation = found.filter(token_digest=digest).first()
    return invitation if invitation and invitation.state == InvitationState.OPEN else None


def waiting_for(user: User) -> list[Invitation]:
    """What waits for a person's own address; for a person who proved that it is theirs."""
    found = Invitation.objects.select_related("organisation", "invited_by").filter(
        email=user.email, accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
    with everything():
        return list(found.order_by("created_at")[:20])


def _check_invited(organisation: Organisation, email: str) -> None:
    member = Membership.objects.filter(organisation=organisation, user__email=email).first()
    if member and member.deactivated_at:
        raise InvitationRefused(
            _("This person is deactivated here. Reactivate them in the list of people.")
        )
    if member:
        raise InvitationRefused(_("This person is in the organisation already."))
    of_late = timezone.now() - timedelta(hours=1)
    if organisation.invitations.filter(created_at__gt=of_late).count() >= MOST_IN_AN_HOUR:
        raise InvitationRefused(
            _("%(number)d people were invited within the last hour. Try again later.")
            % {"number": MOST_IN_AN_HOUR}
        )
    _put_away_expired(organisation, email)


def _put_away_expired(organisation: Organisation, email: str) -> None:
    organisation.invitations.filter(
        email=email, accepted_at=None, revoked_at=None, expires_at__lte=timezone.now()
    ).update(revoked_at=timezone.now())


def _save_once(invitation: Invitation) -> None:
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError as error:
        raise InvitationRefused(
            _("This address is invited already. Send that invitation again instead.")
        ) from error


def _check_renewed(invitation: Invitation) -> None:
    if invitation.accepted_at or invitation.revoked_at:
        raise InvitationRefused(_("This invitation is over. Invite the person anew."))
    sent = invitation.last_sent_at
    if sent and sent > timezone.now() - BETWEEN_MAILS:
        raise InvitationRefused(_("It was sent just now. Wait a minute before sending it again."))
    if invitation.times_sent >= MOST_SENT:
        raise InvitationRefused(
            _("It was sent %(number)d times. Ask the person, or take it back and invite anew.")
            % {"number": MOST_SENT}
        )


def _record(invitation: Invitation, action: str, *, by: User | None, after: object = None) -> None:
    record(
        organisation=invitation.organisation_id,
        action=action,
        by=by,
        subject=invitation.email,
        after=after,
    )
