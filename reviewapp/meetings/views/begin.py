"""The meetings of a workload, and beginning one.

Whoever may answer questions may hold a meeting: it changes nothing by itself, and whoever prepares
a review is often no lead.
"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reviewapp.people.models import Role
from reviewapp.reviews.domain.totals import ReviewGone
from reviewapp.reviews.domain.writing import ReviewClosed
from reviewapp.reviews.pages.question import Place, find_place
from reviewapp.reviews.queries import reviews_with_lenses
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..domain.beginning import MeetingRuns, NothingToDiscuss, begin, running_on
from ..forms import BeginForm
from ..pages.meeting import meeting_url
from ..queries import listed_meetings

PER_PAGE = 25


@require_safe
@workload_view()
def meetings(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    page = Paginator(listed_meetings(workload), PER_PAGE).get_page(request.GET.get("page"))
    reviews = reviews_with_lenses(workload)
    context = {"workload": workload, "page_obj": page, "reviews": reviews}
    return render(request, "meetings/list.html", context)


@require_safe
@workload_view()
def running(request: HttpRequest, *, workload: Workload, lens: str) -> HttpResponse:
    """The notice on pages of a review that a meeting is running; empty where none is."""
    place = find_place(workload, lens)
    context = {
        "workload": workload,
        "review": place.review,
        "meeting": running_on(place.review),
    }
    return render(request, "meetings/_running.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.CONTRIBUTOR, write=Role.CONTRIBUTOR)
def begin_meeting(request: HttpRequest, *, workload: Workload, lens: str) -> HttpResponse:
    place = find_place(workload, lens)
    if found := running_on(place.review):
        return redirect(meeting_url(found))
    if request.method != "POST":
        day = date_format(timezone.localdate(), "SHORT_DATE_FORMAT")
        title = _("Review meeting, %(day)s") % {"day": day}
        return _page(request, place, BeginForm(lens=place.lens, initial={"title": title}))
    form = BeginForm(request.POST, lens=place.lens)
    if not form.is_valid():
        return _page(request, place, form, status=422)
    return _begin(request, place, form)


def _begin(request: HttpRequest, place: Place, form: BeginForm) -> HttpResponse:
    by: Any = request.user
    try:
        made = begin(workload=place.workload, review_id=place.review.pk, wish=form.wish, by=by)
    except MeetingRuns as runs:
        messages.info(request, _("Somebody began a meeting in the meantime: this is it."))
        return redirect(meeting_url(runs.meeting))
    except NothingToDiscuss:
        form.add_error("show", _("No question of these pillars is left by this. Choose another."))
        return _page(request, place, form, status=422)
    except ReviewClosed as closed:
        form.add_error(None, closed.words)
        return _page(request, place, form, status=422)
    except ReviewGone:
        messages.info(request, _("The lens was taken off this workload in the meantime."))
        return redirect("reviews:review", place.workload.pk)
    return redirect(meeting_url(made))


def _page(
    request: HttpRequest, place: Place, form: BeginForm, *, status: int = 200
) -> HttpResponse:
    context = {"workload": place.workload, "review": place.review, "form": form}
    return render(request, "meetings/begin.html", context, status=status)
