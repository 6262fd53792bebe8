"""Trying a profile: what would these answers put first?"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviewapp.people.access import member_view

from ..access import own_profile
from ..domain.documents import profile_of
from ..domain.targets import lenses_to_name
from ..forms import AnswersForm
from ..pages.outcome import tried
from ..pages.rules import algorithm


@require_safe
@member_view()
def trial(request: HttpRequest, *, profile_id: UUID) -> HttpResponse:
    """Writes nothing: the answers stand in the address."""
    stored = own_profile(request, profile_id)
    profile = profile_of(stored)
    lenses = lenses_to_name(stored.organisation)
    named = lenses.get(request.GET.get("lens", "")) or next(iter(lenses.values()))
    form = AnswersForm(request.GET, profile=profile, answers={})
    form.is_valid()
    answers = {question: frozenset(given) for question, given in form.answers().items()}
    context = {
        "profile": stored,
        "form": form,
        "lenses": lenses.values(),
        "named": named,
        "outcome": tried(profile, answers, named),
        "algorithm": algorithm(profile),
    }
    alone = request.htmx and request.htmx.target == "outcome"  # type: ignore[attr-defined]
    return render(request, f"priorities/{'_tried' if alone else 'try'}.html", context)
