"""Every practice of a lens review in one list: its level, how it stands, what the evidence says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pillars.lens.model import Choice, Pillar, Question
from pillars.levels import Level
from pillars.prefill import Suggested
from pillars.risk import Risk

from ..domain.decisions import Decision, decision_of
from ..domain.disagreement import choice_disagrees
from ..domain.levels import LevelHere
from ..domain.writing import verdicts_of
from ..models import Answer, SuggestionVerdict
from ..queries import answers_in_full
from ..words import level_words
from .navigator import question_url
from .question import Place, place_context

PER_PAGE = 50
DISAGREES = "disagrees"
NO_LEVEL = "NONE"


class State(StrEnum):
    """How a practice stands in the answer to its question."""

    MISSING = "missing"
    IN_PLACE = "in_place"
    NOT_APPLICABLE = "not_applicable"
    UNANSWERED = "unanswered"


STATES = {
    State.MISSING: _("Missing"),
    State.IN_PLACE: _("In place"),
    State.NOT_APPLICABLE: _("Not applicable"),
    State.UNANSWERED: _("Unanswered"),
}
LEVELS = {
    Level.HIGH: _("High"),
    Level.MEDIUM: _("Medium"),
    Level.LOW: _("Low"),
    NO_LEVEL: _("No level"),
}
EVIDENCE = {**dict(SuggestionVerdict.choices), DISAGREES: _("Disagrees with the answer")}


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """One practice. `suggestion` is empty before the first scan."""

    pillar: Pillar
    question: Question
    choice: Choice
    url: str
    level: LevelHere | None
    state: State
    suggestion: str
    disagrees: bool

    @property
    def state_words(self) -> str:
        return str(STATES[self.state])

    @property
    def missing(self) -> bool:
        return self.state is State.MISSING

    @property
    def level_key(self) -> str:
        return self.level.level.value if self.level else NO_LEVEL


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which practices are listed. Values that do not exist filter nothing."""

    words: str = ""
    pillar: str = ""
    level: str = ""
    state: str = ""
    evidence: str = ""

    @classmethod
    def of(cls, data: QueryDict, pillars: set[str]) -> "Wanted":
        def one_of(name: str, known: Any) -> str:
            value = data.get(name, "")
            return value if value in known else ""

        return cls(
            words=data.get("q", "").strip()[:200],
            pillar=one_of("pillar", pillars),
            level=one_of("level", set(LEVELS)),
            state=one_of("state", set(STATES)),
            evidence=one_of("evidence", set(EVIDENCE)),
        )

    def takes(self, row: PracticeRow) -> bool:
        text = f"{row.choice.practice or ''} {row.choice.title}".casefold()
        return (
            self.words.casefold() in text
            and self.pillar in ("", row.pillar.id)
            and self.level in ("", row.level_key)
            and self.state in ("", row.state)
            and self.evidence in ("", row.suggestion, DISAGREES if row.disagrees else "")
        )


def practices_context(place: Place, data: QueryDict) -> dict[str, Any]:
    """The list, filtered and cut into pages. The number of queries does not grow with the lens."""
    answers = answers_in_full(place.review)
    rows = list(practice_rows(place, answers))
    wanted = Wanted.of(data, {pillar.id for pillar in place.lens.pillars})
    shown = [row for row in rows if wanted.takes(row)]
    return {
        **place_context(place),
        "wanted": wanted,
        "page_obj": Paginator(shown, PER_PAGE).get_page(data.get("page")),
        "total": len(rows),
        "pillars": place.lens.pillars,
        "levels": LEVELS.items(),
        "states": STATES.items(),
        "evidence": EVIDENCE.items(),
        "shortcuts": list(_shortcuts(place, rows, data)),
    }


def practice_rows(place: Place, answers: list[Answer]) -> Iterator[PracticeRow]:
    """In the order of the lens; one query for what the evidence says."""
    verdicts = verdicts_of(answers)
    by_id = {answer.question_id: answer for answer in answers}
    for pillar in place.lens.pillars:
        for question in pillar.questions:
            if answer := by_id.get(question.id):
                spoken = verdicts.get((place.review.pk, question.id), {})
                yield from _of_question(place, pillar, question, answer, spoken)


def practices_url(place: Place, **wanted: str) -> str:
    """The list with these filters."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in wanted.items() if value})
    url = reverse("reviews:practices", args=[place.workload.pk, place.alias])
    return f"{url}?{query.urlencode()}" if query else url


@dataclass(frozen=True, slots=True)
class Shortcut:
    label: str
    mark: str
    count: int
    url: str
    current: bool


def _shortcuts(place: Place, rows: list[PracticeRow], data: QueryDict) -> Iterator[Shortcut]:
    """All, what is missing from the highest level down, and where the evidence disagrees."""
    asked = {name: value for name, value in data.items() if value and name != "page"}
    missing = {"state": State.MISSING.value}
    offered = [
        (gettext("All"), "", {}),
        *((_missing(each), each.lower(), {**missing, "level": each}) for each in Level),
        (gettext("Evidence disagrees"), "", {"evidence": DISAGREES}),
    ]
    for label, mark, wanted in offered:
        count = sum(map(Wanted(**wanted).takes, rows))
        yield Shortcut(label, mark, count, practices_url(place, **wanted), wanted == asked)


def _missing(level: Level) -> str:
    return gettext("Missing, %(level)s") % {"level": level_words(level)}


def _of_question(
    place: Place,
    pillar: Pillar,
    question: Question,
    answer: Answer,
    spoken: Mapping[str, Suggested],
) -> Iterator[PracticeRow]:
    decision, levels = decision_of(answer), place.levels(answer).here
    url = question_url(place.workload.pk, place.alias, question.id)
    answered = answer.risk not in (Risk.UNANSWERED, Risk.NOT_APPLICABLE)
    for number, choice in enumerate(question.choices, start=1):
        if choice.is_none:
            continue
        verdict = spoken.get(choice.id)
        yield PracticeRow(
            pillar=pillar,
            question=question,
            choice=choice,
            url=f"{url}#choice-{number}",
            level=levels.get(choice.id),
            state=_state(choice, answer, decision),
            suggestion=verdict.value if verdict else "",
            disagrees=answered
            and verdict is not None
            and choice_disagrees(decision, choice.id, verdict),
        )


def _state(choice: Choice, answer: Answer, decision: Decision) -> State:
    if answer.risk == Risk.NOT_APPLICABLE or choice.id in decision.excused:
        return State.NOT_APPLICABLE
    if answer.risk == Risk.UNANSWERED:
        return State.UNANSWERED
    return State.IN_PLACE if choice.id in decision.selected else State.MISSING
