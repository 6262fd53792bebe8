"""Sharing a lens with another organisation, by an address that is shown once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reviewapp.audit.domain import record
from reviewapp.isolation.scopes import everything
from reviewapp.people.domain.tokens import digest_of, new_token
from reviewapp.people.models import Organisation, User

from ..models import Lens, LensShare
from .library import lock_library
from .publishing import free_alias

MAX_DAYS = 30
MAX_NOTE = 200
MAX_OPEN = 50


class ShareRefused(Exception):
    """A share that cannot be made or accepted; the text says why, and names nobody's lens."""


def make_share(
    *, lens: Lens, note: str = "", days: int = MAX_DAYS, by: User | None = None
) -> tuple[LensShare, str]:
    """Offers a lens to whoever gets the code.

    Args:
        lens: one of the organisation's own.
        note: whom it is for, at most 200 characters.
        days: how long the code may be accepted, 1 to 30. What was accepted stays.
        by: who shares.

    Returns:
        the share, and its code, which is kept nowhere.

    Raises:
        ShareRefused: the days or the note are out of bounds, or too many offers are open.
    """
    if not 1 <= days <= MAX_DAYS:
        raise ShareRefused(_("An address works for 1 to %(most)s days.") % {"most": MAX_DAYS})
    if len(note) > MAX_NOTE:
        words = _("Whom it is for is said in at most %(most)s characters.")
        raise ShareRefused(words % {"most": MAX_NOTE})
    now = timezone.now()
    if lens.shares.filter(accepted_at=None, revoked_at=None, expires_at__gt=now).count() > MAX_OPEN:
        words = _("%(count)s addresses of this lens are open. Revoke some first.")
        raise ShareRefused(words % {"count": MAX_OPEN})
    code, digest = new_token()
    share = _offer(
        lens=lens,
        code_digest=digest,
        note=note,
        created_by=by,
        expires_at=now + timedelta(days=days),
    )
    return share, code


@transaction.atomic
def _offer(**values: Any) -> LensShare:
    share = LensShare.objects.create(**values)
    _tell(share, share.lens.organisation_id, "lens.shared")
    return share


def share_of(code: str) -> LensShare | None:
    """The share that a code belongs to, in whatever state it is and whoever made it."""
    return share_by(digest_of(code))


@everything()
def share_by(digest: str) -> LensShare | None:
    """The share whose code has this digest; as `share_of`."""
    found = LensShare.objects.select_related("lens__organisation")
    return found.filter(code_digest=digest).first()


def accepted_before(share: LensShare, organisation: Organisation) -> bool:
    """Whether the organisation has the lens by this or by another share."""
    return LensShare.objects.filter(
        lens=share.lens_id, organisation=organisation, revoked_at=None
    ).exists()


def check_offer(share: LensShare, organisation: Organisation) -> None:
    """Raises ShareRefused where the organisation cannot accept the share."""
    if share.lens.organisation_id == organisation.pk:
        raise ShareRefused(
            _(
                "This address shares a lens of your own organisation. "
                "Give it to a member of another."
            )
        )
    if share.accepted_at:
        raise ShareRefused(
            _("This address was used already. Ask whoever gave it to you for a new one.")
        )
    if share.revoked_at:
        raise ShareRefused(_("This address was taken back by whoever shared the lens."))
    if share.expires_at <= timezone.now():
        raise ShareRefused(
            _("This address is too old to be used. Ask whoever gave it to you for a new one.")
        )


@everything()
@transaction.atomic
def accept_share(*, share: LensShare, organisation: Organisation, by: User | None) -> LensShare:
    """Puts the lens into the organisation's library, with all its versions. Twice is once.

    Raises:
        ShareRefused: it is the organisation's own lens, or the offer stands no more.
    """
    lock_library()
    held = LensShare.objects.select_related("lens").get(pk=share.pk)
    standing = LensShare.objects.filter(
        lens=held.lens_id, organisation=organisation, revoked_at=None
    ).first()
    if standing:
        return standing
    check_offer(held, organisation)
    held.organisation = organisation
    held.alias = free_alias(organisation, held.lens.alias)
    held.accepted_at = timezone.now()
    held.accepted_by = by
    held.save(update_fields=["organisation", "alias", "accepted_at", "accepted_by"])
    _forget_earlier(held)
    _tell(held, held.lens.organisation_id, "lens.share_accepted", after=organisation.name)
    _tell(held, organisation.pk, "lens.share_accepted")
    return held


@transaction.atomic
def revoke_share(*, share: LensShare) -> bool:
    """Ends a share, accepted or not. Reviews that began with the lens go on. False: it was over."""
    ended = LensShare.objects.filter(pk=share.pk, revoked_at=None)
    if not ended.update(revoked_at=timezone.now()):
        return False
    _tell(share, share.lens.organisation_id, "lens.share_revoked")
    return True


@transaction.atomic
def leave_share(*, lens: Lens, organisation: Organisation) -> bool:
    """Takes a lens of somebody else out of the organisation's library. False: it was not in it."""
    now = timezone.now()
    shares = LensShare.objects.filter(lens=lens, organisation=organisation)
    shares.filter(revoked_at=None).update(revoked_at=now)
    if not shares.filter(left_at=None).update(left_at=now):
        return False
    record(organisation=organisation, action="lens.share_left", by=None, subject=lens.name)
    return True


def _tell(share: LensShare, organisation_id: UUID | None, action: str, after: Any = None) -> None:
    """In the log of who shares, or of who takes; the code is told to nobody."""
    if organisation_id:
        subject = share.lens.name
        record(
            organisation=organisation_id,
            action=action,
            by=None,
            subject=subject,
            after=after,
            why=share.note,
        )


def _forget_earlier(share: LensShare) -> None:
    """A share that ended before says nothing any more once the lens is shared again."""
    earlier = LensShare.objects.filter(lens=share.lens_id, organisation=share.organisation_id)
    earlier.exclude(pk=share.pk).filter(left_at=None).update(left_at=timezone.now())
