"""A person's questions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviewapp.people.access import member_view
from reviewapp.people.models import Membership, Role

from ..pages.mine import mine_context
from ..queries import wanted_from


@require_safe
@member_view(read=Role.MEMBER)
def mine(request: HttpRequest) -> HttpResponse:
    membership: Membership = request.membership  # type: ignore[attr-defined]
    context = mine_context(membership, wanted_from(request.GET), request.GET.get("page"))
    return render(request, "assignments/mine.html", context)
