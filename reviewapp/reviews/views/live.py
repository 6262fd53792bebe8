"""What open pages of a review ask for when somebody else changed it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviewapp.people.access import may_answer
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..pages.navigator import show_of
from ..pages.question import find_place, find_question, question_context, question_page
from ..pages.standing import standing_parts


@require_safe
@workload_view()
def parts(_request: HttpRequest, *, workload: Workload, lens: str) -> JsonResponse:
    """How the review stands, in the parts that pages name with `data-part`; JSON `parts`.

    Whoever has a stream open is given those that changed without asking.
    """
    found = standing_parts(find_place(workload, lens))
    return JsonResponse({"parts": found}, headers={"Cache-Control": "no-store"})


@require_safe
@workload_view()
def now(request: HttpRequest, *, workload: Workload, lens: str, question_id: str) -> HttpResponse:
    """An answer as it is stored: what follows from it, and its values for the open form.

    The evidence too where it is from another scan than the page's (`run`).
    """
    place = find_place(workload, lens)
    _, answer = find_question(place, question_id)
    same = request.GET.get("run") == str(place.review.prefilled_from_id or "")
    build = question_context if same else question_page
    context = build(place, answer, show=show_of(request.GET.get("show")))
    context["can_write"] = may_answer(request, answer.pillar_id)
    return render(request, "reviews/_now.html", context)
