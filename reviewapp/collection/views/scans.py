"""Scans of a workload: start, watch, cancel, look back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reviewapp.collection.domain import NothingToRead, RunActive, start_run
from reviewapp.collection.models import Run
from reviewapp.collection.queries import active_run, runs_of, services_of, unread_parts
from reviewapp.jobs.domain import request_cancel
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload
from reviewapp.workloads.recording import record_on

PER_PAGE = 25


@require_safe
@workload_view()
def scans(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    page = Paginator(runs_of(workload), PER_PAGE).get_page(request.GET.get("page"))
    context = {"workload": workload, "page_obj": page, "active": active_run(workload)}
    return render(request, "collection/scans.html", context)


@require_POST
@workload_view()
def scan_start(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    try:
        run = start_run(workload=workload, by=request.user)  # type: ignore[arg-type]
    except RunActive as active:
        messages.info(request, str(active))
        run = active.run
    except NothingToRead as error:
        messages.error(request, str(error))
        return redirect("collection:scans", workload_id=workload.pk)
    return redirect("collection:scan", workload_id=workload.pk, run_id=run.pk)


@require_safe
@workload_view()
def scan(request: HttpRequest, *, workload: Workload, run_id: str) -> HttpResponse:
    run = get_object_or_404(runs_of(workload), pk=run_id)
    return render(request, "collection/scan.html", _context(request, workload, run))


@require_safe
@workload_view()
def scan_progress(request: HttpRequest, *, workload: Workload, run_id: str) -> HttpResponse:
    """The part of the scan's page that moves; asked for again while the run is active."""
    run = get_object_or_404(runs_of(workload), pk=run_id)
    return render(request, "collection/_scan.html", _context(request, workload, run))


@require_POST
@workload_view()
def scan_cancel(request: HttpRequest, *, workload: Workload, run_id: str) -> HttpResponse:
    run = get_object_or_404(workload.runs, pk=run_id)
    if request_cancel(run):
        record_on(workload, "scan.cancelled", by=request.user)  # type: ignore[arg-type]
        messages.info(request, _("The scan stops after the calls that are under way."))
    else:
        messages.info(request, _("The scan had ended already."))
    return redirect("collection:scan", workload_id=workload.pk, run_id=run.pk)


def _context(request: HttpRequest, workload: Workload, run: Run) -> dict[str, Any]:
    unread = Paginator(unread_parts(run), PER_PAGE).get_page(request.GET.get("page"))
    return {"workload": workload, "run": run, "services": services_of(run), "page_obj": unread}
