"""When scans start by themselves, of a workload and of the organisation, and what they may call."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reviewapp.collection.domain.budgets import set_budget
from reviewapp.collection.models import CallBudget
from reviewapp.people.access import member_view
from reviewapp.people.models import Organisation
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from .domain import (
    Beat,
    beat_of,
    organisation_beat,
    own_rhythm,
    set_organisation_beat,
    set_workload_beat,
)
from .forms import INHERIT, ScanningForm, WorkloadRhythmForm
from .models import Every, ScanTurn, Weekday

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(write="owner")
def organisation_scanning(request: HttpRequest) -> HttpResponse:
    """The rhythm of all workloads that have none of their own, and the budget of calls."""
    organisation: Organisation = request.organisation  # type: ignore[attr-defined]
    budget = CallBudget.objects.filter(organisation=organisation).first()
    initial = {
        **_initial(organisation_beat(organisation)),
        "calls_per_hour": budget.calls_per_hour if budget else None,
    }
    sent = request.POST if request.method == "POST" else None
    form = ScanningForm(sent, initial=initial)
    if form.is_valid():
        set_organisation_beat(organisation, form.beat())
        set_budget(organisation.pk, form.cleaned_data["calls_per_hour"])
        messages.success(request, _("Saved."))
        return redirect("schedule:organisation_scanning")
    own = organisation.workloads.exclude(scan_rhythm=None).select_related("scan_rhythm")
    context = {
        "form": form,
        "page_obj": Paginator(own.order_by("name", "pk"), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "crumbs": [(organisation.name, reverse("people:organisation")), (_("Scanning"), "")],
    }
    return render(request, "schedule/scanning.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(home=True)
def scanning(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """The rhythm of one workload's scans."""
    inherited = organisation_beat(workload.organisation)
    own = own_rhythm(workload)
    shown = _initial(beat_of(workload))
    initial = shown if own else {**shown, "every": INHERIT}
    sent = request.POST if request.method == "POST" else None
    form = WorkloadRhythmForm(sent, initial=initial, inherited=words_of(inherited))
    if form.is_valid():
        set_workload_beat(workload, form.own_beat())
        messages.success(request, _("Saved."))
        return redirect("schedule:scanning", workload_id=workload.pk)
    context = {
        "workload": workload,
        "form": form,
        "turn": ScanTurn.objects.filter(workload=workload).select_related("last_run").first(),
        "budget": CallBudget.objects.filter(organisation=workload.organisation_id).first(),
    }
    return render(
        request, "schedule/workload_scanning.html", context, status=422 if form.is_bound else 200
    )


def words_of(beat: Beat) -> str:
    """`every week on Sunday at 03:00 UTC`."""
    if beat.every == Every.NEVER:
        return _("not by itself")
    said = {"day": Weekday(beat.weekday).label, "time": f"{beat.hour:02}:00 UTC"}
    words = {
        Every.DAY: _("every day at %(time)s"),
        Every.WEEK: _("every week on %(day)s at %(time)s"),
        Every.MONTH: _("every month on its first day at %(time)s"),
    }
    return words[Every(beat.every)] % said


def _initial(beat: Beat) -> dict[str, str | int]:
    return {"every": beat.every, "hour": beat.hour, "weekday": beat.weekday}
