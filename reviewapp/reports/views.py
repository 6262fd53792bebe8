"""Reports of a workload: ask, watch, download, cancel, delete.

A viewer may ask for reports and download them: a report shows what its reader may read anyway,
and changes nothing of the review. To cancel and to delete takes a lead reviewer.
"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviewapp.jobs.domain import request_cancel
from reviewapp.people.models import Role
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload
from reviewapp.workloads.recording import record_on

from .domain import ReportActive, delete_report, request_report, words_of
from .forms import ReportForm
from .models import Format
from .queries import reports_of

PER_PAGE = 25


@require_safe
@workload_view()
def report_list(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """The page; `?milestone=ID` chooses that one in the form."""
    form = ReportForm(workload=workload, initial={"milestone": request.GET.get("milestone")})
    return render(request, "reports/list.html", _listing(request, workload) | {"form": form})


@require_safe
@workload_view()
def report_progress(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """The list alone; asked for again while a report in it is being written."""
    return render(request, "reports/_list.html", _listing(request, workload))


@require_POST
@workload_view(write=Role.VIEWER)
def report_create(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    form = ReportForm(request.POST, workload=workload)
    if not form.is_valid():
        context = _listing(request, workload) | {"form": form}
        return render(request, "reports/list.html", context, status=422)
    try:
        request_report(
            workload=workload,
            kind=Format(form.cleaned_data["format"]),
            milestone=form.cleaned_data["milestone"],
            discussion=form.cleaned_data["discussion"],
            by=request.user,  # type: ignore[arg-type]
        )
    except ReportActive as active:
        messages.info(request, str(active))
    return redirect("reports:list", workload_id=workload.pk)


@require_safe
@workload_view()
def report_download(request: HttpRequest, *, workload: Workload, report_id: str) -> HttpResponse:
    written = workload.reports.exclude(file=None).select_related("file", "milestone")
    report = get_object_or_404(written.defer("milestone__document"), pk=report_id)
    stored = report.file
    record_on(workload, "report.downloaded", by=request.user, subject=words_of(report))  # type: ignore[arg-type]
    response = HttpResponse(bytes(stored.content), content_type=stored.content_type)  # type: ignore[union-attr]
    response["Content-Disposition"] = content_disposition_header(True, stored.name)  # type: ignore[union-attr]
    response["Cache-Control"] = "private, no-cache"
    return response


@require_POST
@workload_view()
def report_cancel(request: HttpRequest, *, workload: Workload, report_id: str) -> HttpResponse:
    report = get_object_or_404(workload.reports, pk=report_id)
    if not request_cancel(report):
        messages.info(request, _("The report had ended already."))
    return redirect("reports:list", workload_id=workload.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.LEAD)
def report_delete(request: HttpRequest, *, workload: Workload, report_id: str) -> HttpResponse:
    report = get_object_or_404(reports_of(workload), pk=report_id)
    if request.method == "POST":
        delete_report(report)
        messages.success(request, _("The report is deleted."))
        return redirect("reports:list", workload_id=workload.pk)
    return render(request, "reports/delete.html", {"workload": workload, "report": report})


def _listing(request: HttpRequest, workload: Workload) -> dict[str, Any]:
    page = Paginator(reports_of(workload), PER_PAGE).get_page(request.GET.get("page"))
    active = sum(report.is_active for report in page.object_list)
    return {"workload": workload, "page_obj": page, "active": active}
