"""The pages of shares: those of a lens, and what an address offers."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils import timezone

from reviewapp.people.models import Organisation

from ..domain.library import latest_version
from ..domain.reading import lens_of
from ..domain.sharing import ShareRefused, accepted_before, check_offer
from ..models import Lens, LensShare

PER_PAGE = 25


def shares_context(lens: Lens, wanted: QueryDict) -> dict[str, Any]:
    """The shares of a lens, the newest first, each with its state in a word."""
    found = lens.shares.select_related("organisation", "created_by", "accepted_by")
    page = Paginator(found, PER_PAGE).get_page(wanted.get("page"))
    return {"page_obj": page, "rows": [(each, state_of(each)) for each in page.object_list]}


def state_of(share: LensShare) -> str:
    """`accepted`, `open`, `expired`, or how it ended: `revoked`, `left`."""
    if share.left_at and share.left_at == share.revoked_at:
        return "left"
    if share.revoked_at:
        return "revoked"
    if share.accepted_at:
        return "accepted"
    return "open" if share.expires_at > timezone.now() else "expired"


def offer_context(share: LensShare, organisation: Organisation) -> dict[str, Any]:
    """What a share offers to an organisation; `refused` says in words why it cannot be accepted.

    A share that is over names neither the lens nor whose it was.
    """
    held = accepted_before(share, organisation)
    try:
        if not held:
            check_offer(share, organisation)
    except ShareRefused as refused:
        return {"held": False, "refused": str(refused)}
    version = latest_version(share.lens)
    return {
        "held": held,
        "refused": "",
        "share": share,
        "lens": share.lens,
        "version": version,
        "version_count": share.lens.versions.count(),
        "document": lens_of(version),
    }


def held_lens(organisation: Organisation, lens_id: UUID) -> Lens | None:
    """A lens that is or was shared with the organisation and stands in its library."""
    shares = LensShare.objects.filter(organisation=organisation, lens=lens_id, left_at=None)
    found = shares.select_related("lens__organisation").first()
    return found.lens if found else None
