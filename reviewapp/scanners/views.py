"""Other tools' findings of a workload: import, watch, look through, delete."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviewapp.jobs.domain import request_cancel
from reviewapp.people.models import Role
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from .domain.deleting import delete_report
from .domain.receiving import SameReport, receive_report
from .forms import ImportForm
from .pages import TOOLS_READ, list_context, report_context, wanted_of


@require_safe
@workload_view()
def report_list(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    context = list_context(workload, request.GET.get("page"))
    more = {"form": ImportForm(), "tools": TOOLS_READ}
    return render(request, "scanners/list.html", {**context, **more})


@require_safe
@workload_view()
def progress(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """The list alone; asked for again while a file in it is being read."""
    return render(request, "scanners/_list.html", list_context(workload, request.GET.get("page")))


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.LEAD)
def import_file(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    form = ImportForm.of_request(request)
    if request.method != "POST" or not form.is_valid():
        page = {"workload": workload, "form": form}
        status = 422 if form.is_bound else 200
        return render(request, "scanners/import.html", page, status=status)
    try:
        receive_report(
            workload=workload,
            content=form.content,
            name=form.source_name,
            tool=form.chosen,
            by=request.user,  # type: ignore[arg-type]
        )
    except SameReport as same:
        messages.info(request, str(same))
        return redirect("scanners:report", workload_id=workload.pk, imported_id=same.report.pk)
    queued = _("The file is being read. Its findings count as soon as that is done.")
    messages.success(request, queued)
    return redirect("scanners:list", workload_id=workload.pk)


@require_safe
@workload_view()
def report(request: HttpRequest, *, workload: Workload, imported_id: str) -> HttpResponse:
    reports = workload.imported_reports.select_related("workload", "imported_by", "run")
    found = get_object_or_404(reports, pk=imported_id)
    context = report_context(found, wanted_of(request.GET), request.GET.get("page"))
    return render(request, "scanners/report.html", context)


@require_POST
@workload_view()
def cancel(request: HttpRequest, *, workload: Workload, imported_id: str) -> HttpResponse:
    if not request_cancel(get_object_or_404(workload.imported_reports, pk=imported_id)):
        messages.info(request, _("The file was read already."))
    return redirect("scanners:list", workload_id=workload.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.LEAD)
def delete(request: HttpRequest, *, workload: Workload, imported_id: str) -> HttpResponse:
    found = get_object_or_404(workload.imported_reports, pk=imported_id)
    if request.method == "POST":
        delete_report(found)
        messages.success(request, _("The report and its findings are deleted."))
        return redirect("scanners:list", workload_id=workload.pk)
    return render(request, "scanners/delete.html", {"workload": workload, "report": found})
