"""All answers of a review, for the appendix."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reviewapp.reviews.document import version_words

from ..figures import number_words
from ..words import (
    ANSWERS,
    IN_PLACE,
    SELECTED,
    answer_of,
    attached_words,
    level_of,
    level_words,
    own_level_words,
    reason_inside,
    risk_words,
    suggestion_words,
)
from .charts import Bar, bar_of
from .discussion import Talk, Talks
from .issues import Placed, anchor_of, decided_words
from .levels import missing_words

JSON = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered of one choice, and what the evidence says of it."""

    title: str
    code: str
    level: str
    level_words: str
    own_level: str
    answer: str
    chosen: bool
    reason: str
    suggestion: str
    verdict: str
    disagrees: bool
    counts: str
    notes: str
    attached: list[str]


@dataclass(frozen=True, slots=True)
class Answered:
    anchor: str
    title: str
    risk: str
    risk_words: str
    because: str
    decided: str
    reason: str
    notes: str
    disagrees: bool
    stale: bool
    attached: list[str]
    choices: list[Given]
    talks: list[Talk]


@dataclass(frozen=True, slots=True)
class PillarAnswers:
    name: str
    counts: dict[str, int]
    bar: Bar
    questions: list[Answered]


@dataclass(frozen=True, slots=True)
class LensAnswers:
    name: str
    version: str
    description: str
    counts: dict[str, int]
    missing: str
    pillars: list[PillarAnswers]


def lens_answers(document: JSON, talks: Talks) -> list[LensAnswers]:
    return [
        LensAnswers(
            name=lens["name"],
            version=version_words(lens),
            description=lens["description"],
            counts=lens["counts"],
            missing=missing_words(lens),
            pillars=[_pillar(lens, pillar, talks) for pillar in lens["pillars"]],
        )
        for lens in document["lenses"]
    ]


def _pillar(lens: JSON, pillar: JSON, talks: Talks) -> PillarAnswers:
    return PillarAnswers(
        name=pillar["name"],
        counts=pillar["counts"],
        bar=bar_of(pillar["counts"], pillar["name"]),
        questions=[_question(Placed(lens, pillar, each), talks) for each in pillar["questions"]],
    )


def _question(each: Placed, talks: Talks) -> Answered:
    question = each.question
    return Answered(
        anchor=anchor_of(each),
        title=question["title"],
        risk=question["risk"].lower(),
        risk_words=risk_words(question["risk"]),
        because=question["because"],
        decided=decided_words(question),
        reason=reason_inside(question),
        notes=question["notes"],
        disagrees=question["disagrees"],
        stale=question.get("stale", False),
        attached=attached_words(question),
        choices=[_given(question, choice) for choice in question["choices"]],
        talks=talks.of(each.lens["alias"], question["id"]),
    )


def _given(question: JSON, choice: JSON) -> Given:
    answer = answer_of(question, choice)
    return Given(
        title=choice["title"],
        code=choice["practice"] or "",
        level=level_of(choice),
        level_words=capfirst(level_words(choice)),
        own_level=own_level_words(choice),
        answer=str(ANSWERS[answer]),
        chosen=answer in (IN_PLACE, SELECTED),
        reason=reason_inside(choice),
        suggestion=suggestion_words(choice["suggestion"]),
        verdict=choice["suggestion"] or "",
        disagrees=choice["disagrees"],
        counts=_counts(choice["counts"]),
        notes=choice["notes"],
        attached=attached_words(question, choice["id"]),
    )


def _counts(counts: JSON) -> str:
    parts = (
        ("failed", _("%(number)s fail")),
        ("passed", _("%(number)s pass")),
        ("unknown", _("%(number)s unknown")),
    )
    return ", ".join(
        words % {"number": number_words(counts[name])} for name, words in parts if counts[name]
    )
