"""The page of a meeting: the question that is shown, and everything beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from pillars.lens.model import Lens
from reviewapp.people.access import may_answer
from reviewapp.reviews.forms_items import ItemForm
from reviewapp.reviews.models import Answer
from reviewapp.reviews.pages.question import Place, find_question, question_page

from ..domain.clocks import PillarTime, pillar_times
from ..domain.decisions import Decision, decisions_of
from ..models import Meeting

Context = dict[str, Any]
NEWEST = 30


@dataclass(frozen=True, slots=True)
class PillarLine:
    """A pillar of the plan: how many of its questions are behind, and its time."""

    name: str
    time: PillarTime
    current: bool


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision with the words for where it is."""

    decision: Decision
    where: str


@dataclass(frozen=True, slots=True)
class Way:
    """One question of the meeting's list, and the address at which one looks at it alone."""

    question_id: str
    url: str


def meeting_url(meeting: Meeting, at: str = "") -> str:
    url = reverse("meetings:meeting", args=[meeting.workload_id, meeting.pk])
    return f"{url}?{urlencode({'at': at})}" if at else url


def shown_question(place: Place, meeting: Meeting, at: str) -> Answer:
    """The answer of the question at `at`, else of the one that the meeting shows.

    An upgrade of the lens may have taken that out: then the first that is left.

    Raises:
        Http404: no such question; or none of the meeting's is left.
    """
    if at:
        return find_question(place, at)[1]
    for question_id in (meeting.question_id, *meeting.questions):
        try:
            return find_question(place, question_id)[1]
        except Http404:
            continue
    raise Http404


def meeting_page(
    request: HttpRequest, place: Place, meeting: Meeting, answer: Answer, *, at: str = ""
) -> Context:
    """Everything that the page shows; `at` where the reader looks around by themselves."""
    context = question_page(place, answer, show="all")
    return {
        **context,
        "can_write": may_answer(request, answer.pillar_id) and not place.review.closed_at,
        "item_form": ItemForm(question=context["question"]),
        **side_context(request, meeting, place.lens, answer.question_id, at=at),
    }


def side_context(
    request: HttpRequest, meeting: Meeting, lens: Lens, question_id: str, *, at: str = ""
) -> Context:
    """What stands beside the question and moves by itself."""
    titles = titles_of(lens)
    listed = [each for each in meeting.questions if each in titles]
    here = listed.index(question_id) if question_id in listed else None
    return {
        "meeting": meeting,
        "workload": meeting.workload,
        "question_id": question_id,
        "following": not at,
        "presenting": meeting.presenter_id == request.user.pk,
        "number": None if here is None else here + 1,
        "length": len(listed),
        "meeting_number": _place(listed, meeting.question_id),
        **_ways(meeting, listed, here),
        "pillars": _pillars(meeting, lens),
        "people": meeting.attendances.select_related("user"),
        "parked": meeting.parked.select_related("by", "resolved_by"),
        "decisions": _lines(decisions_of(meeting), titles, lens),
        "url": meeting_url(meeting),
    }


def titles_of(lens: Lens) -> Mapping[str, str]:
    """Question id to its words."""
    return {question.id: question.title for p in lens.pillars for question in p.questions}


def where_of(decision: Decision, titles: Mapping[str, str], lens: Lens) -> str:
    """The question or the pillar; the id where the lens has it no more."""
    if decision.pillar_id:
        names = {pillar.id: pillar.name for pillar in lens.pillars}
        return names.get(decision.pillar_id, decision.pillar_id)
    return titles.get(decision.question_id, decision.question_id)


def _lines(found: Sequence[Decision], titles: Mapping[str, str], lens: Lens) -> list[DecisionLine]:
    """The newest first."""
    newest = list(found)[-NEWEST:][::-1]
    return [DecisionLine(each, where_of(each, titles, lens)) for each in newest]


def _place(listed: Sequence[str], question_id: str) -> int | None:
    return listed.index(question_id) + 1 if question_id in listed else None


def _ways(meeting: Meeting, listed: Sequence[str], here: int | None) -> Context:
    """Where the list goes on from here; from a question outside of it to its first."""
    after = 0 if here is None else here + 1
    before = -1 if here is None else here - 1

    def way(place: int) -> Way | None:
        if not 0 <= place < len(listed):
            return None
        return Way(listed[place], meeting_url(meeting, listed[place]))

    return {"previous": way(before), "next": way(after)}


def _pillars(meeting: Meeting, lens: Lens) -> list[PillarLine]:
    names = {pillar.id: pillar.name for pillar in lens.pillars}
    steps = list(meeting.steps.all())
    current = steps[-1].pillar_id if steps else ""
    times = pillar_times(meeting, steps, meeting.ended_at or timezone.now())
    return [
        PillarLine(names.get(each.pillar_id, each.pillar_id), each, each.pillar_id == current)
        for each in times
    ]
