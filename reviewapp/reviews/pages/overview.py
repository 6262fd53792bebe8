"""The overview of a lens review: pillars with their questions, and what the evidence offers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..domain.accepting import with_suggestions
from ..domain.crossing import offers_for, proposals
from ..domain.decisions import decision_of
from ..domain.writing import verdicts_of
from ..models import Answer
from ..queries import answers_in_full
from .extras import extras_of
from .levels import LevelCount, QuestionLevels, level_counts
from .navigator import Navigator, NavPillar, build_navigator
from .practices import State, practices_url
from .priorities import review_priorities
from .question import Place, place_context


@dataclass(frozen=True, slots=True)
class Offer:
    """What accepting a pillar's evidence would do: questions it fills, questions it leaves."""

    fills: int = 0
    leaves: int = 0


@dataclass(frozen=True, slots=True)
class LevelLink:
    """Practices of one level, and the list of those that are missing."""

    count: LevelCount
    url: str


@dataclass(frozen=True, slots=True)
class LevelsSeen:
    """What is missing by level; `open` practices are in questions that nobody answered yet."""

    links: list[LevelLink]
    open: int
    open_url: str


@dataclass(frozen=True, slots=True)
class PillarCard:
    nav: NavPillar
    offer: Offer
    levels: LevelsSeen


def overview_context(place: Place, *, show: str) -> dict[str, Any]:
    """The number of queries does not grow with the lens."""
    answers = answers_in_full(place.review)
    by_id = {answer.question_id: answer for answer in answers}
    priorities = review_priorities(place.review, place.lens, by_id)
    extras = extras_of(place.review, place.reader)
    nav = build_navigator(
        place.review, place.lens, by_id, show=show, priorities=priorities, extras=extras
    )
    known = {question.id for question in place.lens.questions}
    levels = {each.question_id: place.levels(each) for each in answers if each.question_id in known}
    return {
        **place_context(place),
        "nav": nav,
        "cards": _cards(place, answers, nav, levels),
        "levels": _seen(place, levels.values()),
        "practices_url": practices_url(place),
        "run": place.review.prefilled_from,
        "start": nav.next_prioritised or nav.next_unanswered,
        "offered": len(proposals(place.lens, answers, offers_for(place.review, place.reviews))),
    }


def _cards(
    place: Place, answers: list[Answer], nav: Navigator, levels: Mapping[str, QuestionLevels]
) -> list[PillarCard]:
    verdicts = verdicts_of(answers)
    offers: dict[str, list[bool]] = {}
    questions = {question.id: question for question in place.lens.questions}
    for answer in answers:
        question = questions.get(answer.question_id)
        if question is None:
            continue  # an upgrade came between reading the lens and reading the answers
        before = decision_of(answer)
        spoken = verdicts.get((place.review.pk, answer.question_id), {})
        if with_suggestions(question, before, spoken) != before:
            offers.setdefault(answer.pillar_id, []).append(answer.by_person)
    return [
        PillarCard(
            nav=pillar,
            offer=_offer(offers.get(pillar.pillar.id, [])),
            levels=_seen(
                place, [levels[item.question.id] for item in pillar.items], pillar.pillar.id
            ),
        )
        for pillar in nav.pillars
    ]


def _seen(place: Place, levels: Iterable[QuestionLevels], pillar: str = "") -> LevelsSeen:
    levels = list(levels)
    links = [
        LevelLink(each, practices_url(place, pillar=pillar, level=each.level, state=State.MISSING))
        for each in level_counts(levels)
        if each.total
    ]
    return LevelsSeen(
        links=links,
        open=sum(len(each.here) for each in levels if each.open),
        open_url=practices_url(place, pillar=pillar, state=State.UNANSWERED),
    )


def _offer(decided: list[bool]) -> Offer:
    return Offer(fills=decided.count(False), leaves=decided.count(True))
