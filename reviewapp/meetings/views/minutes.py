"""The minutes of a meeting: page and PDF, for whoever may read the workload."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reviewapp.people.models import Role
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..domain.keeping import StillRunning, ask_for_minutes
from ..domain.telling import record_of
from ..models import Meeting
from ..pages.meeting import meeting_url
from ..pages.minutes import minutes_context
from .meeting import find_meeting


@require_safe
@workload_view()
def minutes(request: HttpRequest, *, workload: Workload, meeting_id: UUID) -> HttpResponse:
    found = find_meeting(workload, meeting_id)
    context = {
        **minutes_context(found),
        **_files(found),
        "parking": found.parked.select_related("by", "resolved_by"),
        "url": meeting_url(found),
    }
    return render(request, "meetings/minutes.html", context)


@require_safe
@workload_view()
def progress(request: HttpRequest, *, workload: Workload, meeting_id: UUID) -> HttpResponse:
    """The PDF's state alone; asked for again while it is being written."""
    return render(request, "meetings/_pdf.html", _files(find_meeting(workload, meeting_id)))


@require_POST
@workload_view(write=Role.VIEWER)
def ask(request: HttpRequest, *, workload: Workload, meeting_id: UUID) -> HttpResponse:
    """Queues the PDF. A viewer may: it shows what its reader may read anyway."""
    found = find_meeting(workload, meeting_id)
    by: Any = request.user
    try:
        ask_for_minutes(meeting=found, by=by)
    except StillRunning:
        messages.info(request, _("The meeting goes on. End it first, then make the PDF."))
    return redirect("meetings:minutes", workload.pk, found.pk)


@require_safe
@workload_view()
def download(
    request: HttpRequest, *, workload: Workload, meeting_id: UUID, minutes_id: UUID
) -> HttpResponse:
    found = find_meeting(workload, meeting_id)
    written = found.minutes.exclude(file=None).select_related("file")
    stored: Any = get_object_or_404(written, pk=minutes_id).file
    by: Any = request.user
    record_of(found, "meeting.minutes_downloaded", by)
    response = HttpResponse(bytes(stored.content), content_type=stored.content_type)
    response["Content-Disposition"] = content_disposition_header(True, stored.name)
    response["Cache-Control"] = "private, no-cache"
    return response


def _files(found: Meeting) -> dict[str, Any]:
    newest = found.minutes.select_related("file").defer("file__content").first()
    return {"meeting": found, "workload": found.workload, "pdf": newest}
