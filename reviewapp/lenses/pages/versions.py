"""The versions of a lens with how many reviews stand on each, and the choice of two."""

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from reviewapp.people.models import Organisation

from ..models import Lens, LensVersion


def versions_of(lens: Lens, organisation: Organisation) -> QuerySet[LensVersion]:
    """The newest first, each with `in_use`: the organisation's reviews that stand on it."""
    # Reviews belong to a later stage, so they are only named here.
    standing = Q(reviews__workload__organisation=organisation, reviews__removed_at=None)
    found = lens.versions.defer("document").select_related("created_by").order_by("-number")
    return found.annotate(in_use=Count("reviews", filter=standing))


def chosen_pair(
    lens: Lens, wanted: QueryDict
) -> tuple[list[LensVersion], LensVersion | None, LensVersion | None]:
    """All versions, and the two that an address asks for: the last two where it asks for none."""
    known = list(lens.versions.defer("document").order_by("-number"))
    by_number = {str(each.number): each for each in known}
    after = by_number.get(wanted.get("after", ""), known[0] if known else None)
    before = by_number.get(wanted.get("before", ""), _one_before(known, after))
    return known, before, after


def _one_before(known: list[LensVersion], after: LensVersion | None) -> LensVersion | None:
    """The version before that one; itself where it is the first."""
    older = [each for each in known if after and each.number < after.number]
    return older[0] if older else after
