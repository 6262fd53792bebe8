"""All threads of a workload, and who may be mentioned in them."""

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviewapp.people.models import Membership, Role
from reviewapp.web.words import one_line
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload
from reviewapp.workloads.queries import people_of

from ..domain.mentions import people_here
from ..pages.listing import listing_context
from ..pages.threads import reader_of

OFFERED = 8


@require_safe
@workload_view()
def discussion(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    reader, page = request.user, request.GET.get("page")
    context = listing_context(workload, reader, request.GET, page)  # type: ignore[arg-type]
    return render(request, "comments/list.html", context)


@require_safe
@workload_view(read=Role.COMMENTER)
def people(request: HttpRequest, *, workload: Workload) -> JsonResponse:
    """The first few whose name or address has the letters of `q`, as JSON.

    `name` is shown, `more` tells people of one name apart, `insert` is what to type. Addresses
    are told to people of the same organisation alone.
    """
    wanted = one_line(request.GET.get("q"))
    organisation = request.organisation  # type: ignore[attr-defined]
    ours = Membership.objects.filter(organisation=organisation, user=OuterRef("pk"))
    others = people_of(workload).exclude(pk=reader_of(request).user.pk)
    found = others.annotate(ours=Exists(ours))
    if wanted:
        found = found.filter(Q(name__icontains=wanted) | Q(email__istartswith=wanted, ours=True))
    known = people_here(workload)
    offered = [
        {
            "name": user.get_full_name() if user.name or user.ours else known.handle(user),
            "more": user.email if user.name and user.ours else "",
            "insert": known.handle(user),
        }
        for user in found[:OFFERED]
    ]
    return JsonResponse({"people": offered})
