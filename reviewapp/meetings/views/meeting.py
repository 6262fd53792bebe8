"""A meeting while it runs: its page, what moves beside it, and what people do in it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviewapp.lenses.domain.reading import lens_of
from reviewapp.people.models import Role
from reviewapp.reviews.models import Answer
from reviewapp.reviews.pages.question import find_place
from reviewapp.web.words import one_line
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..domain.ending import end
from ..domain.running import (
    InvalidText,
    MeetingOver,
    NotPresenting,
    go_to,
    join,
    park,
    present,
    settle,
)
from ..models import Meeting
from ..pages.meeting import meeting_page, meeting_url, shown_question, side_context
from ..queries import meetings_of


@require_safe
@workload_view()
def meeting(request: HttpRequest, *, workload: Workload, meeting_id: UUID) -> HttpResponse:
    """The question that the meeting shows; with `at` the one that the reader looks at alone."""
    found = find_meeting(workload, meeting_id)
    if not found.is_running:
        return redirect(_minutes(found))
    at = _at(request)
    try:
        place = find_place(workload, found.review.slug, request.user)
        answer = shown_question(place, found, at)
    except Http404:
        if at:
            raise
        # The lens was taken off, or has none of the questions any more.
        return redirect(_minutes(found))
    if request.method == "GET":
        join(found, _user(request))
    return render(
        request, "meetings/meeting.html", meeting_page(request, place, found, answer, at=at)
    )


@require_safe
@workload_view()
def side(request: HttpRequest, *, workload: Workload, meeting_id: UUID) -> HttpResponse:
    """What stands beside the question, for pages that are open; `at` as for the page."""
    found = find_meeting(workload, meeting_id)
    at = _at(request)
    context = side_context(
        request, found, lens_of(found.review.version), at or found.question_id, at=at
    )
    return render(request, "meetings/_side_answer.html", context)


@require_POST
@workload_view(write=Role.CONTRIBUTOR)
def go(request: HttpRequest, *, workload: Workload, meeting_id: UUID) -> HttpResponse:
    """The presenter shows another question: `to`."""
    found = find_meeting(workload, meeting_id)
    wanted = request.POST.get("to", "")[:128]
    try:
        go_to(meeting_id=found.pk, question_id=wanted, by=_user(request))
    except NotPresenting as refused:
        name = refused.meeting.presenter or "?"
        messages.info(request, _("%(name)s presents now. Take over to move on.") % {"name": name})
    except Answer.DoesNotExist:
        messages.info(request, _("This question left the review in the meantime."))
    except MeetingOver:
        return _over(request, found)
    return redirect(meeting_url(found))


@require_POST
@workload_view(write=Role.CONTRIBUTOR)
def take_over(request: HttpRequest, *, workload: Workload, meeting_id: UUID) -> HttpResponse:
    found = find_meeting(workload, meeting_id)
    try:
        present(meeting_id=found.pk, by=_user(request))
    except MeetingOver:
        return _over(request, found)
    messages.success(request, _("You present now."))
    return redirect(meeting_url(found))


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.CONTRIBUTOR, write=Role.CONTRIBUTOR)
def park_item(request: HttpRequest, *, workload: Workload, meeting_id: UUID) -> HttpResponse:
    """Keeps something for later; a page with the form where no script opens the dialog."""
    found = find_meeting(workload, meeting_id)
    sent = request.POST if request.method == "POST" else request.GET
    at = one_line(sent.get("question"), longest=128)
    if request.method != "POST":
        return _park_page(request, found, at)
    text = request.POST.get("text", "")
    try:
        park(meeting_id=found.pk, text=text, question_id=at, by=_user(request))
    except InvalidText as error:
        return _park_page(request, found, at, text=text, error=str(error))
    except MeetingOver:
        return _over(request, found)
    return _moved(request, found, "meetings/_park_answer.html")


def _park_page(
    request: HttpRequest, found: Meeting, at: str, *, text: str = "", error: str = ""
) -> HttpResponse:
    context = {
        "meeting": found,
        "workload": found.workload,
        "question_id": at,
        "text": text,
        "error": error,
        "url": _back(request, found),
        "looking": _at(request),
    }
    htmx = request.htmx and error  # type: ignore[attr-defined]
    template = "meetings/_park_form.html" if htmx else "meetings/park.html"
    return render(request, template, context, status=422 if error else 200)


@require_POST
@workload_view(write=Role.CONTRIBUTOR)
def settle_item(
    request: HttpRequest, *, workload: Workload, meeting_id: UUID, parked_id: UUID
) -> HttpResponse:
    """Resolves a parked item, or opens it again (`open`)."""
    found = find_meeting(workload, meeting_id)
    item = get_object_or_404(found.parked, pk=parked_id)
    item.meeting = found
    settle(item=item, resolved="open" not in request.POST, by=_user(request))
    return _moved(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.CONTRIBUTOR, write=Role.CONTRIBUTOR)
def end_meeting(request: HttpRequest, *, workload: Workload, meeting_id: UUID) -> HttpResponse:
    found = find_meeting(workload, meeting_id)
    if request.method != "POST":
        context = {"meeting": found, "workload": workload, "url": meeting_url(found)}
        return render(request, "meetings/end.html", context)
    try:
        end(meeting_id=found.pk, by=_user(request))
    except MeetingOver:
        return _over(request, found)
    messages.success(request, _("The meeting has ended. These are its minutes."))
    return redirect(_minutes(found))


def find_meeting(workload: Workload, meeting_id: UUID) -> Meeting:
    """Raises Http404: the workload has no such meeting."""
    found = get_object_or_404(meetings_of(workload), pk=meeting_id)
    found.workload = found.review.workload = workload
    return found


def _moved(
    request: HttpRequest,
    found: Meeting,
    template: str = "meetings/_side_answer.html",
    **more: Any,
) -> HttpResponse:
    """What stands beside the question, as it is now; a plain page goes back to where it was."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(_back(request, found))
    at = _at(request)
    found = find_meeting(found.workload, found.pk)
    lens = lens_of(found.review.version)
    context = side_context(request, found, lens, at or found.question_id, at=at)
    return render(request, template, {**context, **more})


def _back(request: HttpRequest, found: Meeting) -> str:
    """To the meeting while it runs, to its minutes afterwards."""
    if not found.is_running:
        return _minutes(found)
    return meeting_url(found, _at(request))


def _at(request: HttpRequest) -> str:
    """The question that the reader looks at alone; empty where they follow."""
    sent = request.POST if request.method == "POST" else request.GET
    return sent.get("at", "")[:128]


def _over(request: HttpRequest, found: Meeting) -> HttpResponse:
    messages.info(request, _("The meeting has ended in the meantime."))
    return redirect(_minutes(found))


def _minutes(found: Meeting) -> str:
    return reverse("meetings:minutes", args=[found.workload_id, found.pk])


def _user(request: HttpRequest) -> Any:
    return request.user
