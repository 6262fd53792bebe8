"""Taking answers over from elsewhere: another workload, a milestone, the other built-in lens."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from reviewapp.people.access import require_answers, rights_of
from reviewapp.people.models import Role
from reviewapp.web.words import one_line
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload
from reviewapp.workloads.roles import visible_workloads

from ..domain import copying, crossing
from ..domain.proposing import Proposal, write_proposals
from ..domain.writing import ReviewClosed
from ..models import LensReview, Origin
from ..pages.proposals import chosen, proposals_context, read_versions, written_words
from ..pages.question import Place, find_place, place_context
from ..queries import answers_in_full

SOURCES_PER_PAGE = 50
NOTHING_CHOSEN = gettext_lazy("Tick at least one question to take over.")


@require_safe
@workload_view(home=True)
def copy_sources(request: HttpRequest, *, workload: Workload, lens: str) -> HttpResponse:
    """What answers could be copied from."""
    place = find_place(workload, lens)
    wanted = one_line(request.GET.get("q"))
    found = _sources(request, place)
    if wanted:
        found = found.filter(workload__name__icontains=wanted)
    context = {
        **place_context(place),
        "q": wanted,
        "page_obj": Paginator(found, SOURCES_PER_PAGE).get_page(request.GET.get("page")),
        "milestones": copying.source_milestones(place.review)[:SOURCES_PER_PAGE],
    }
    return render(request, "reviews/copy_sources.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(write=Role.CONTRIBUTOR, home=True)
def copy_from_workload(
    request: HttpRequest, *, workload: Workload, lens: str, source_id: UUID
) -> HttpResponse:
    place = find_place(workload, lens)
    found = get_object_or_404(_sources(request, place), workload=source_id)
    return _copy(request, place, copying.of_review(found))


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(write=Role.CONTRIBUTOR, home=True)
def copy_from_milestone(
    request: HttpRequest, *, workload: Workload, lens: str, milestone_id: UUID
) -> HttpResponse:
    place = find_place(workload, lens)
    found = get_object_or_404(copying.source_milestones(place.review), pk=milestone_id)
    return _copy(request, place, copying.of_milestone(found, place.alias))


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(write=Role.CONTRIBUTOR)
def offers(request: HttpRequest, *, workload: Workload, lens: str) -> HttpResponse:
    """What the answers to the other built-in lens offer here."""
    place = find_place(workload, lens)
    found = crossing.offers_for(place.review, place.reviews)
    proposed = crossing.proposals(place.lens, answers_in_full(place.review), found)
    words = {
        "title": _("Answers from the other built-in lens"),
        "lead": _(
            "Where a practice of the other lens is the same as one here, or contains it, its "
            "answer can be taken over. Hints and answers that contradict each other are not in "
            "this list: they stand beside the practice, for people to judge. A question that is "
            "answered this way counts its other practices as missing until somebody ticks them."
        ),
        "empty": _(
            "Nothing to take over: the answers of both lenses agree as far as they correspond"
        ),
    }
    return _page(request, place, proposed, Origin.OTHER_LENS, words=words)


def _sources(request: HttpRequest, place: Place) -> QuerySet[LensReview]:
    """Reviews of other workloads that the person may see."""
    seen = visible_workloads(request.membership)  # type: ignore[attr-defined]
    return copying.source_reviews(place.review).filter(workload__in=seen)


def _copy(request: HttpRequest, place: Place, source: copying.Source) -> HttpResponse:
    words = {
        "title": source.title,
        "lead": _(
            "Version %(version)s of the lens there. Ticked to begin with is what no person "
            "decided here. Each answer keeps in its history where it came from."
        )
        % {"version": source.version},
        "empty": _("Nothing to copy: every question answered there says the same here"),
        "copies": True,
    }
    return _page(request, place, copying.proposals(place.review, source), Origin.COPY, words=words)


def _page(
    request: HttpRequest,
    place: Place,
    proposals: Sequence[Proposal],
    origin: Origin,
    *,
    words: dict[str, Any],
) -> HttpResponse:
    if request.method == "POST":
        require_answers(request)
        return _write(request, place, proposals, origin, words=words)
    return _show(request, place, proposals, words)


def _write(
    request: HttpRequest,
    place: Place,
    proposals: Sequence[Proposal],
    origin: Origin,
    *,
    words: dict[str, Any],
) -> HttpResponse:
    wanted = chosen(proposals, request.POST)
    if not wanted:
        return _show(request, place, proposals, {**words, "error": NOTHING_CHOSEN}, status=422)
    try:
        done = write_proposals(
            review=place.review,
            proposals=wanted,
            read_versions=read_versions(request.POST),
            by=request.user,  # type: ignore[arg-type]
            origin=origin,
        )
    except ReviewClosed as closed:
        return _show(request, place, proposals, {**words, "error": closed.words}, status=409)
    if done.changed:
        messages.success(request, written_words(done))
    if done.stale:
        left = [each for each in proposals if each.question_id in done.stale]
        return _show(request, place, left, words, status=409, stale=done.stale)
    return redirect("reviews:lens", place.workload.pk, place.alias)


def _show(
    request: HttpRequest,
    place: Place,
    proposals: Sequence[Proposal],
    words: dict[str, Any],
    *,
    status: int = 200,
    stale: Sequence[str] = (),
) -> HttpResponse:
    context = {
        **proposals_context(place, proposals, stale=stale),
        "words": words,
        "can_write": rights_of(request).answers_all,
    }
    return render(request, "reviews/proposals.html", context, status=status)
