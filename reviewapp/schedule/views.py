"""Re-reviews of a workload: rhythm, list, what changed, close."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from .domain import close_rereview, set_cadence, start_rereview, start_schedule
from .forms import CadenceForm
from .models import ReReview, ReReviewState

PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(home=True)
def detail(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    schedule = start_schedule(workload)
    due = schedule.next_due.date() if schedule.next_due else None
    sent = request.POST if request.method == "POST" else None
    form = CadenceForm(sent, initial={"cadence": schedule.cadence, "next_due": due})
    if form.is_valid():
        set_cadence(workload, **form.cleaned_data)
        messages.success(request, _("Schedule saved."))
        return redirect("schedule:detail", workload_id=workload.pk)
    rereviews = workload.rereviews.select_related("run", "since", "milestone")
    context = {
        "workload": workload,
        "schedule": schedule,
        "form": form,
        "page_obj": Paginator(rereviews, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "schedule/detail.html", context, status=422 if form.is_bound else 200)


@require_POST
@workload_view(home=True)
def start(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    found, started = start_rereview(workload, by=request.user)  # type: ignore[arg-type]
    if not started:
        messages.info(request, _("A re-review is open already."))
    return _to(found)


@require_safe
@workload_view(home=True)
def rereview(request: HttpRequest, *, workload: Workload, rereview_id: str) -> HttpResponse:
    found = _find(workload, rereview_id)
    context = {"workload": workload, "rereview": found, "changes": found.changes or {}}
    alone = request.htmx  # type: ignore[attr-defined]
    page = "schedule/_rereview.html" if alone else "schedule/rereview.html"
    return render(request, page, context)


@require_POST
@workload_view(home=True)
def close(request: HttpRequest, *, workload: Workload, rereview_id: str) -> HttpResponse:
    found = _find(workload, rereview_id)
    if found.state == ReReviewState.SCANNING:
        messages.error(request, _("Its scan is still under way. Close it when the scan has ended."))
        return _to(found)
    closed = close_rereview(found, by=request.user)  # type: ignore[arg-type]
    done = _("Closed. Milestone saved: %(name)s.")
    messages.success(request, done % {"name": closed.milestone})
    return _to(closed)


def _find(workload: Workload, rereview_id: str) -> ReReview:
    known = workload.rereviews.select_related("run", "since", "milestone")
    found: ReReview = get_object_or_404(known, pk=rereview_id)
    return found


def _to(found: ReReview) -> HttpResponse:
    return redirect("schedule:rereview", workload_id=found.workload_id, rereview_id=found.pk)
