"""The overview of a lens review: pillars with their questions, and what the evidence offers."""

from dataclasses import dataclass
from typing import Any

from ..domain.accepting import with_suggestions
from ..domain.crossing import offers_for, proposals
from ..domain.decisions import decision_of
from ..domain.writing import verdicts_of
from ..models import Answer
from ..queries import answers_in_full
from .navigator import Navigator, NavPillar, build_navigator
from .question import Place, place_context


@dataclass(frozen=True, slots=True)
class Offer:
    """What accepting a pillar's evidence would do: questions it fills, questions it leaves."""

    fills: int = 0
    leaves: int = 0


@dataclass(frozen=True, slots=True)
class PillarCard:
    nav: NavPillar
    offer: Offer


def overview_context(place: Place, *, show: str) -> dict[str, Any]:
    """The number of queries does not grow with the lens."""
    answers = answers_in_full(place.review)
    by_id = {answer.question_id: answer for answer in answers}
    nav = build_navigator(place.review, place.lens, by_id, show=show)
    return {
        **place_context(place),
        "nav": nav,
        "cards": _cards(place, answers, nav),
        "run": place.review.prefilled_from,
        "start": nav.next_unanswered,
        "offered": len(proposals(place.lens, answers, offers_for(place.review, place.reviews))),
    }


def _cards(place: Place, answers: list[Answer], nav: Navigator) -> list[PillarCard]:
    verdicts = verdicts_of(answers)
    offers: dict[str, list[bool]] = {}
    for answer in answers:
        question = place.lens.question(answer.question_id)
        before = decision_of(answer)
        spoken = verdicts.get((place.review.pk, answer.question_id), {})
        if with_suggestions(question, before, spoken) != before:
            offers.setdefault(answer.pillar_id, []).append(answer.by_person)
    return [PillarCard(pillar, _offer(offers.get(pillar.pillar.id, []))) for pillar in nav.pillars]


def _offer(decided: list[bool]) -> Offer:
    return Offer(fills=decided.count(False), leaves=decided.count(True))
