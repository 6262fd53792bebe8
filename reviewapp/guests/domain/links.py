"""Making, finding and ending links for guests."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from reviewapp.people.models import User
from reviewapp.reviews.models import LensReview
from reviewapp.workloads.recording import record_on

from ..models import GuestLink

MAX_DAYS = 90
MAX_OPEN = 50
_SIGNER = signing.Signer(salt="reviewapp.guests")
_SECRET_BYTES = 24


class LinkRefused(Exception):
    """A link that cannot be made; the text says why."""


@transaction.atomic
def make_link(
    *, review: LensReview, name: str, days: int, with_evidence: bool, by: User | None
) -> tuple[GuestLink, str]:
    """A link to a review, and the token of its address, which is kept nowhere.

    Args:
        review: what the guest reads.
        name: whom it is for, in one line.
        days: how long it works, 1 to 90.
        with_evidence: findings with their resources, and attached files, too.
        by: who makes it.

    Raises:
        LinkRefused: the days are out of bounds, or too many links of the workload are open.
    """
    if not 1 <= days <= MAX_DAYS:
        raise LinkRefused(_("A link works for 1 to %(days)s days.") % {"days": MAX_DAYS})
    now = timezone.now()
    open_links = review.workload.guest_links.filter(revoked_at=None, expires_at__gt=now)
    if open_links.count() >= MAX_OPEN:
        raise LinkRefused(_("%(most)s links are open. End some first.") % {"most": MAX_OPEN})
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    link = GuestLink.objects.create(
        workload=review.workload,
        review=review,
        name=name,
        with_evidence=with_evidence,
        digest=_digest(secret),
        created_by=by,
        expires_at=now + timedelta(days=days),
    )
    told = {"review": review.slug, "until": link.expires_at.isoformat(), "evidence": with_evidence}
    record_on(review.workload, "guest.invited", by=by, subject=name, after=told)
    return link, _SIGNER.sign(secret)


def find_link(token: str) -> GuestLink | None:
    """The link of a token, in whatever state it is; None where nobody here signed it.

    Looks through all organisations: a guest belongs to none.
    """
    try:
        secret = _SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    return GuestLink.objects.filter(digest=_digest(secret)).first()


def standing_link(link_id: UUID) -> GuestLink | None:
    """A link that neither ended nor expired, with what it shows; of all organisations."""
    found = GuestLink.objects.select_related(
        "workload__organisation", "review__version__lens", "review__workload"
    )
    link = found.filter(pk=link_id, review__removed_at=None).first()
    return link if link and link.stands else None


def note_opened(link: GuestLink) -> None:
    now = timezone.now()
    GuestLink.objects.filter(pk=link.pk).update(
        opened_at=Coalesce("opened_at", now),
        last_opened_at=now,
        times_opened=F("times_opened") + 1,
    )
    record_on(link.workload, "guest.opened", by=None, subject=link.name)


@transaction.atomic
def revoke_link(link: GuestLink, *, by: User | None) -> bool:
    """Ends a link, for whoever is reading by it too; False where it had ended."""
    standing = GuestLink.objects.filter(pk=link.pk, revoked_at=None)
    if not standing.update(revoked_at=timezone.now(), revoked_by=by):
        return False
    record_on(link.workload, "guest.revoked", by=by, subject=link.name)
    return True


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
