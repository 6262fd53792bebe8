"""The minutes of a meeting: everything that its page and its PDF show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from pillars.lens.model import Lens, Question
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.reviews.domain.merging import Difference, differences
from reviewapp.reviews.models import RiskLevel

from ..domain.clocks import PillarTime, pillar_times, seconds_by_question
from ..domain.decisions import ASSIGNMENT, COMMENT, STATE, Decision, decisions_of
from ..domain.standing import Stood, count_risks, stood_at
from ..models import Meeting, ParkedItem
from .meeting import DecisionLine, titles_of, where_of

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PillarRow:
    name: str
    time: PillarTime


@dataclass(frozen=True, slots=True)
class ParkedRow:
    item: ParkedItem
    where: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question that was shown or that something was decided on.

    `fields` have the value before as `mine` and the one after as `theirs`. `said` is who got it
    and how far it came; `comments` how often somebody commented.
    """

    title: str
    pillar: str
    seconds: int
    risk_before: str
    risk_after: str
    fields: list[Difference]
    notes: str
    said: list[Decision]
    comments: int

    @property
    def changed(self) -> bool:
        return bool(self.fields) or self.risk_before != self.risk_after


def minutes_context(meeting: Meeting) -> Context:
    """Takes the meeting with its review, version and lens. As it stands now while it runs."""
    lens = lens_of(meeting.review.version)
    now = meeting.ended_at or timezone.now()
    before, after = stood_at(meeting.review, meeting.started_at), stood_at(meeting.review, now)
    found, steps = decisions_of(meeting), list(meeting.steps.all())
    titles = titles_of(lens)
    names = {pillar.id: pillar.name for pillar in lens.pillars}
    return {
        "meeting": meeting,
        "workload": meeting.workload,
        "lens_name": meeting.review.version.lens.name,
        "until": now,
        "people": meeting.attendances.select_related("user"),
        "times": [
            PillarRow(names.get(each.pillar_id, each.pillar_id), each)
            for each in pillar_times(meeting, steps, now)
        ],
        "questions": _questions(lens, before, after, found, seconds_by_question(steps, now)),
        "pillar_said": [
            DecisionLine(each, where_of(each, titles, lens)) for each in found if each.pillar_id
        ],
        "parked": [
            ParkedRow(item, titles.get(item.question_id, item.question_id))
            for item in meeting.parked.select_related("by", "resolved_by")
        ],
        "risks": _risks(before, after),
    }


def _questions(
    lens: Lens,
    before: Mapping[str, Stood],
    after: Mapping[str, Stood],
    found: Iterable[Decision],
    seconds: Mapping[str, int],
) -> list[QuestionRow]:
    """In the order of the lens."""
    said: dict[str, list[Decision]] = {}
    for each in found:
        said.setdefault(each.question_id, []).append(each)
    return [
        _row(
            question,
            (before[question.id], after[question.id]),
            here,
            pillar=pillar.name,
            seconds=shown,
        )
        for pillar in lens.pillars
        for question in pillar.questions
        if question.id in after
        for here, shown in [(said.get(question.id, []), seconds.get(question.id, 0))]
        if here or question.id in seconds
    ]


def _row(
    question: Question,
    stood: tuple[Stood, Stood],
    said: list[Decision],
    *,
    pillar: str,
    seconds: int,
) -> QuestionRow:
    before, after = stood
    fields = differences(
        question, base=before.decision, mine=before.decision, theirs=after.decision
    )
    return QuestionRow(
        title=question.title,
        pillar=pillar,
        seconds=seconds,
        risk_before=_label(before.risk),
        risk_after=_label(after.risk),
        fields=[each for each in fields if each.name != "notes"],
        notes=after.decision.notes,
        said=[each for each in said if each.kind in (ASSIGNMENT, STATE)],
        comments=sum(each.kind == COMMENT for each in said),
    )


def _label(risk: str) -> str:
    return str(RiskLevel(risk).label)


def _risks(before: Mapping[str, Stood], after: Mapping[str, Stood]) -> list[dict[str, Any]]:
    was, now = count_risks(before.values()), count_risks(after.values())
    return [
        {"label": str(level.label), "before": was[key], "after": now[key]}
        for level in RiskLevel
        for key in [level.value.lower()]
    ]
