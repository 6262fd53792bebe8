"""The bill of a workload, and how well it could recover."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviewapp.findings.pages.bill import bill_context
from reviewapp.findings.pages.recovery import recovery_context
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload


@require_safe
@workload_view()
def bill(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    return render(request, "findings/bill.html", bill_context(workload))


@require_safe
@workload_view()
def recovery(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    return render(request, "findings/recovery.html", recovery_context(workload))
