"""The list of all practices of a lens review."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..pages.practices import practices_context
from ..pages.question import find_place


@require_safe
@workload_view()
def practices(request: HttpRequest, *, workload: Workload, lens: str) -> HttpResponse:
    context = practices_context(find_place(workload, lens), request.GET)
    return render(request, "reviews/practices.html", context)
