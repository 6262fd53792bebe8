"""The lenses of a workload: see them, put one on, take one off, put it back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviewapp.lenses.domain.library import available_lenses
from reviewapp.people.access import can
from reviewapp.people.models import Role
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..domain.removing import (
    TooManyLenses,
    UnknownLens,
    put_lens_back,
    put_lens_on,
    take_lens_off,
)
from ..domain.totals import ReviewGone
from ..models import LensReview
from ..pages.lenses import lenses_context
from ..queries import reviews_with_lenses

GONE = gettext_lazy(
    "That lens is off this workload by now. Its answers are kept: put it back to see them."
)
CHOOSE = gettext_lazy("Choose a lens of the list.")


@require_safe
@workload_view()
def lenses(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    return _page(request, workload)


@require_POST
@workload_view()
def lens_add(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    seen = available_lenses(workload.organisation)
    lens = next((each for each in seen if str(each.pk) == request.POST.get("lens")), None)
    if lens is None:
        return _page(request, workload, error=str(CHOOSE))
    try:
        review = put_lens_on(workload=workload, lens=lens)
    except (TooManyLenses, UnknownLens) as error:
        return _page(request, workload, error=str(error), chosen=str(lens.pk))
    messages.success(request, _("%(lens)s is on this workload.") % {"lens": lens.name})
    return redirect("reviews:lens", workload.pk, review.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.LEAD)
def lens_remove(request: HttpRequest, *, workload: Workload, review_id: UUID) -> HttpResponse:
    if request.method == "POST":
        return _take_off(request, workload, _any_review(workload, review_id))
    review = reviews_with_lenses(workload).filter(pk=review_id).first()
    if review is None:
        # Somebody was faster; the list says where it is now.
        _any_review(workload, review_id)
        messages.info(request, GONE)
        return redirect("reviews:lenses", workload.pk)
    context = {"workload": workload, "review": review}
    return render(request, "reviews/lens_remove.html", context)


@require_POST
@workload_view()
def lens_back(request: HttpRequest, *, workload: Workload, review_id: UUID) -> HttpResponse:
    try:
        review = put_lens_back(workload=workload, review_id=review_id)
    except ReviewGone as error:
        raise Http404 from error
    except TooManyLenses as error:
        return _page(request, workload, error=str(error))
    words = _("%(lens)s is back, with its answers as they were.")
    messages.success(request, words % {"lens": review.version.lens.name})
    return redirect("reviews:lens", workload.pk, review.slug)


def _take_off(request: HttpRequest, workload: Workload, review: LensReview) -> HttpResponse:
    try:
        take_lens_off(workload=workload, review_id=review.pk, by=request.user)  # type: ignore[arg-type]
    except ReviewGone:
        messages.info(request, GONE)
    else:
        words = _("%(lens)s is off this workload. Its answers are kept.")
        messages.success(request, words % {"lens": review.version.lens.name})
    return redirect("reviews:lenses", workload.pk)


def _any_review(workload: Workload, review_id: UUID) -> LensReview:
    every = LensReview.every.filter(workload=workload).select_related("version__lens")
    found: LensReview = get_object_or_404(every.defer("version__document"), pk=review_id)
    return found


def _page(
    request: HttpRequest, workload: Workload, *, error: str = "", chosen: str = ""
) -> HttpResponse:
    context = lenses_context(workload)
    context |= {
        "can_write": can(request, Role.LEAD),
        "error": error,
        "chosen": chosen,
    }
    return render(request, "reviews/lenses.html", context, status=422 if error else 200)
