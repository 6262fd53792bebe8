"""The search page, and what the command palette offers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviewapp.people.access import member_view
from reviewapp.people.models import Membership, Role

from .forms import SearchForm
from .pages import search
from .palette import palette as offered
from .queries import Narrowed

# Everybody finds what they see.
sees = member_view(read=Role.MEMBER)


@require_safe
@sees
def results(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    if not form.is_valid():
        return render(request, "search/results.html", {"form": form}, status=422)
    typed = form.cleaned_data["q"]
    context = {"form": form, "typed": typed}
    if typed:
        narrowed = Narrowed(form.cleaned_data["kind"], form.cleaned_data["workload"])
        page = request.GET.get("page", "")
        context |= {"narrowed": narrowed, **search(_membership(request), typed, narrowed, page)}
    return render(request, "search/results.html", context)


@require_safe
@sees
def palette(request: HttpRequest) -> HttpResponse:
    """A fragment: options for what was typed (`q`) on the page `at`."""
    typed, at = request.GET.get("q", ""), request.GET.get("at", "")
    return render(request, "search/_options.html", offered(_membership(request), typed, at))


def _membership(request: HttpRequest) -> Membership:
    membership: Membership = request.membership  # type: ignore[attr-defined]
    return membership
