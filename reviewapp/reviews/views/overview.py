"""The overview of a review, and accepting a pillar's evidence from it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviewapp.people.access import can, require_answers
from reviewapp.people.models import Role
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..domain.accepting import accept_pillar
from ..domain.removing import removed_reviews
from ..domain.reviews import ensure_reviews
from ..domain.totals import ReviewGone
from ..domain.writing import ReviewClosed
from ..pages.lenses import standing_of
from ..pages.navigator import show_of
from ..pages.outcome import in_sentences
from ..pages.overview import overview_context
from ..pages.question import find_place
from ..queries import latest_run, reviews_with_lenses
from .undo import remember_step, step_of

FILLED = ngettext_lazy(
    "%(number)d question filled from the evidence.",
    "%(number)d questions filled from the evidence.",
    "number",
)
LEFT = ngettext_lazy(
    "%(number)d question left as people decided.",
    "%(number)d questions left as people decided.",
    "number",
)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view()
def reviews(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """The workload's lens reviews; where there is one, straight to it. POST starts them."""
    if request.method == "POST":
        ensure_reviews(workload)
    found = list(reviews_with_lenses(workload))
    if len(found) == 1:
        return redirect("reviews:lens", workload.pk, found[0].slug)
    if request.method == "POST":
        return redirect("reviews:review", workload.pk)
    context = {
        "workload": workload,
        "reviews": found,
        "can_write": can(request, Role.LEAD),
    }
    return render(request, "reviews/reviews.html", context)


@require_safe
@workload_view()
def overview(request: HttpRequest, *, workload: Workload, lens: str) -> HttpResponse:
    try:
        place = find_place(workload, lens, request.user)
    except Http404:
        return _taken_off(request, workload, lens)
    context = overview_context(place, show=show_of(request.GET.get("show")))
    context["can_write"] = can(request, Role.LEAD)
    context["undoable"] = len(step_of(request, place.review))
    context["last_run"] = latest_run(workload)
    context["standing"] = standing_of(workload, place.review)
    return render(request, "reviews/overview.html", context)


@require_POST
@workload_view(write=Role.CONTRIBUTOR)
def accept(request: HttpRequest, *, workload: Workload, lens: str) -> HttpResponse:
    """Accepts the evidence for the pillar that the form names."""
    try:
        place = find_place(workload, lens)
    except Http404:
        return _taken_off(request, workload, lens)
    wanted = request.POST.get("pillar", "")
    pillar = next((each for each in place.lens.pillars if each.id == wanted), None)
    if pillar is None:
        raise Http404
    require_answers(request, pillar.id)
    try:
        done = accept_pillar(review=place.review, pillar_id=pillar.id, by=request.user)  # type: ignore[arg-type]
    except ReviewGone:
        return _taken_off(request, workload, lens)
    except ReviewClosed as closed:
        messages.error(request, closed.words)
    else:
        remember_step(request, place.review, dict(done.written))
        words = in_sentences((FILLED, done.changed), (LEFT, done.kept))
        messages.success(request, f"{pillar.name}: {words}")
    return redirect("reviews:lens", workload.pk, lens)


def _taken_off(request: HttpRequest, workload: Workload, slug: str) -> HttpResponse:
    """To the lenses of the workload, where one that was taken off can be put back."""
    review = get_object_or_404(removed_reviews(workload), slug=slug)
    text = _("%(lens)s was taken off this workload. Its answers are kept.")
    messages.info(request, text % {"lens": review.version.lens.name})
    return redirect("reviews:lenses", workload.pk)
