"""Sharing a workload with another organisation, by an address that is shown once.

No name of an organisation is asked for, so nobody can find out which there are.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from reviewapp.audit.domain import record
from reviewapp.isolation.scopes import everything
from reviewapp.people.domain.tokens import new_token
from reviewapp.people.models import Organisation, User
from reviewapp.workloads.models import ShareOffer, Workload, WorkloadShare
from reviewapp.workloads.recording import record_on

MAX_DAYS = 30
MAX_NOTE = 200
MAX_OPEN = 20


class ShareRefused(Exception):
    """A share that cannot be made or accepted; the text says why, and names nobody's workload."""


@transaction.atomic
def offer_share(
    *, workload: Workload, role: str, note: str = "", days: int = MAX_DAYS, by: User | None
) -> tuple[ShareOffer, str]:
    """Offers a workload to whoever gets the code.

    Args:
        workload: which.
        role: what the other organisation's people may be there at most, of `WorkloadShare.ROLES`.
        note: whom it is for, at most 200 characters.
        days: how long the code may be accepted, 1 to 30. What was accepted stays.
        by: who shares.

    Returns:
        the offer, and its code, which is kept nowhere.

    Raises:
        ShareRefused: too many offers are open, or something is out of bounds.
    """
    if role not in WorkloadShare.ROLES or not 1 <= days <= MAX_DAYS or len(note) > MAX_NOTE:
        raise ShareRefused(_("An address works for 1 to %d days.") % MAX_DAYS)
    if open_offers(workload).count() >= MAX_OPEN:
        raise ShareRefused(_("%d addresses are open. Take some back first.") % MAX_OPEN)
    code, digest = new_token()
    offer = ShareOffer.objects.create(
        workload=workload,
        role=role,
        note=note,
        code_digest=digest,
        created_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    after = {"role": role, "days": days}
    record_on(workload, "share.offered", by=by, subject=note or workload.name, after=after)
    return offer, code


def open_offers(workload: Workload) -> QuerySet[ShareOffer]:
    return workload.share_offers.filter(
        accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )


def offer_of(digest: str) -> ShareOffer | None:
    """What the code of a digest offers now; None for unknown, old, used and revoked ones alike."""
    found = ShareOffer.objects.select_related("workload__organisation", "created_by")
    with everything():  # another organisation's
        offer = found.filter(code_digest=digest, accepted_at=None, revoked_at=None).first()
    return offer if offer and offer.expires_at > timezone.now() else None


def accept_share(*, offer: ShareOffer, organisation: Organisation, by: User | None) -> Workload:
    """Lets an organisation see the workload; where it does already, the offer's role counts.

    Raises:
        ShareRefused: it is the organisation's own workload, or the offer stands no more.
    """
    with everything(), transaction.atomic():
        return _accept(offer, organisation, by)


def _accept(offer: ShareOffer, organisation: Organisation, by: User | None) -> Workload:
    held = ShareOffer.objects.select_for_update(of=("self",)).select_related("workload")
    mine = held.get(pk=offer.pk)
    if mine.workload.organisation_id == organisation.pk:
        raise ShareRefused(_("This is a workload of your own organisation."))
    if mine.accepted_at or mine.revoked_at or mine.expires_at <= timezone.now():
        raise ShareRefused(_("This address works no more. Ask whoever gave it to you for another."))
    WorkloadShare.objects.update_or_create(
        workload=mine.workload,
        organisation=organisation,
        defaults={"role": mine.role, "created_by": mine.created_by},
    )
    mine.accepted_at = timezone.now()
    mine.save(update_fields=["accepted_at"])
    _record_for_both(mine.workload, organisation, "share.accepted", by=by, role=mine.role)
    return mine.workload


@transaction.atomic
def revoke_offer(offer: ShareOffer, *, by: User | None) -> bool:
    """False: it was over already."""
    waiting = ShareOffer.objects.filter(pk=offer.pk, accepted_at=None, revoked_at=None)
    if not waiting.update(revoked_at=timezone.now()):
        return False
    record_on(offer.workload, "share.revoked", by=by, subject=offer.note or offer.workload.name)
    return True


def revoke_share(share: WorkloadShare, *, by: User | None) -> None:
    """Ends what was accepted; from the next request on the other organisation sees nothing."""
    with everything(), transaction.atomic():
        _record_for_both(
            share.workload, share.organisation, "share.revoked", by=by, role=share.role
        )
        share.delete()


def leave_share(share: WorkloadShare, *, by: User | None) -> None:
    """The other organisation gives it back."""
    with everything(), transaction.atomic():
        _record_for_both(share.workload, share.organisation, "share.left", by=by, role=share.role)
        share.delete()


def _record_for_both(
    workload: Workload, partner: Organisation, action: str, *, by: User | None, role: str
) -> None:
    """In the log of each of the two."""
    said = {"role": role, "with": partner.name}
    record_on(workload, action, by=by, subject=partner.name, after=said)
    record(organisation=partner, action=action, by=by, subject=workload.name, after={"role": role})
