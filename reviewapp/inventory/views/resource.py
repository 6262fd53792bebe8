"""One resource, by the fact that a scan read of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reviewapp.collection.models import Fact
from reviewapp.inventory.pages.resource import resource_page
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload


@require_safe
@workload_view()
def resource(request: HttpRequest, *, workload: Workload, fact_id: int) -> HttpResponse:
    """Of any run of the workload, so that a finding of an earlier one leads somewhere."""
    known = Fact.objects.select_related("run", "part").filter(run__workload=workload)
    fact = get_object_or_404(known, pk=fact_id)
    context = {"workload": workload, **resource_page(fact)}
    return render(request, "inventory/resource.html", context)
