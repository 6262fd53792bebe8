"""Findings of a workload: by check, all of one check, and why one says what it says."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviewapp.findings.filters import wanted_of
from reviewapp.findings.pages.check import check_context
from reviewapp.findings.pages.finding import finding_context
from reviewapp.findings.pages.listing import listing_context
from reviewapp.findings.pages.suppressions import applying
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload


@require_safe
@workload_view()
def findings(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    context = listing_context(workload, wanted_of(request.GET), request.GET.get("page"))
    context["applying"] = applying(workload.pk)
    return render(request, "findings/list.html", context)


@require_safe
@workload_view()
def check(request: HttpRequest, *, workload: Workload, check_id: str) -> HttpResponse:
    context = check_context(workload, check_id, wanted_of(request.GET), request.GET.get("page"))
    context["applying"] = applying(workload.pk)
    return render(request, "findings/check.html", context)


@require_safe
@workload_view()
def finding(request: HttpRequest, *, workload: Workload, finding_id: int) -> HttpResponse:
    context = finding_context(workload, finding_id)
    context["applying"] = applying(workload.pk)
    return render(request, "findings/finding.html", context)


@require_safe
@workload_view()
def working(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """Whether suggestions still wait for a suppression; asked for again while they do."""
    context = {
        "workload": workload,
        "applying": applying(workload.pk),
        "watched": True,
    }
    return render(request, "findings/_applying.html", context)
