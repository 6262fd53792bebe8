"""The inventory of a workload."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviewapp.inventory.filters import filter_from
from reviewapp.inventory.pages.listing import listing
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload


@require_safe
@workload_view()
def inventory(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    context = listing(workload, filter_from(request.GET.dict()), request.GET.get("page"))
    alone = request.htmx and request.htmx.target == "inventory"  # type: ignore[attr-defined]
    return render(request, "inventory/_list.html" if alone else "inventory/list.html", context)
