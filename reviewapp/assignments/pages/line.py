"""The line on a question's page: who has it until when, how far it is, and what may be done."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from reviewapp.people.access import rights_of
from reviewapp.people.models import User
from reviewapp.reviews.models import LensReview
from reviewapp.workloads.people_rights import people_with_rights

from ..domain.board import Work
from ..domain.steps import steps_for
from ..forms import AssignForm
from ..models import State

Context = dict[str, Any]


def line_context(
    request: HttpRequest, review: LensReview, work: Work, *, show: str = "all", **more: Any
) -> Context:
    """Takes the review with its workload.

    `more`: `said` (a sentence on what happened), `note_errors`, `note`, `assign_form` of a refused
    one.
    """
    rights = rights_of(request)
    closed = review.closed_at is not None
    steps = [] if closed else steps_for(work, rights)
    may = rights.answers(work.pillar_id) and not closed
    reader: User = request.user  # type: ignore[assignment]
    own = work.who is not None and not work.who.of_pillar
    return {
        "request": request,
        "review": review,
        "workload": review.workload,
        "work": work,
        "closed": closed,
        "may": may,
        "steps": [step for step in steps if not step.noted],
        "noted": [step for step in steps if step.noted],
        "can_take": may and (work.who is None or not work.who.here),
        "can_give_up": may and own and work.is_of(reader) and not rights.lead,
        "can_assign": rights.lead and not closed,
        "reader": reader,
        "read": str(work.who.assignment.pk) if own and work.who else "",
        "urls": urls_of(review, work, show),
        "State": State,
        **more,
    }


def urls_of(review: LensReview, work: Work, show: str) -> dict[str, str]:
    place = [review.workload_id, review.slug, work.question_id]
    query = "" if show == "all" else f"?show={show}"
    names = ("question", "state", "assign_one")
    found = {name: reverse(f"assignments:{name}", args=place) + query for name in names}
    return {**found, "form": f"{reverse('assignments:question', args=place)}?form=1"}


def assign_form(review: LensReview, work: Work, data: Any = None) -> AssignForm:
    """For one question; who has it is chosen to begin with."""
    people = people_with_rights(review.workload)
    fitting = {pk: each for pk, each in people.items() if each[1].answers(work.pillar_id)}
    who = work.who if work.who and not work.who.of_pillar else None
    initial = {"assignee": str(who.assignment.assignee_id) if who else "", "due": who and who.due}
    return AssignForm(data, people=fitting, kept=who.due if who else None, initial=initial)
