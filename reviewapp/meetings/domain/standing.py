"""How the answers of a review stood at a moment, read from their history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reviewapp.reviews.domain.decisions import Decision, decision_of, from_json
from reviewapp.reviews.models import Answer, AnswerChange, LensReview, RiskLevel


@dataclass(frozen=True, slots=True)
class Stood:
    decision: Decision
    risk: str


def stood_at(review: LensReview, moment: datetime) -> Mapping[str, Stood]:
    """Every question as it stood at the end of `moment`, by its id. Two queries."""
    later = AnswerChange.objects.filter(answer__review=review, at__gt=moment)
    first = later.order_by("answer_id", "version").distinct("answer_id")
    changed = {change.answer_id: change for change in first}
    answers = Answer.every.filter(review=review).order_by("position")
    return {each.question_id: _stood(each, changed.get(each.pk)) for each in answers}


def _stood(answer: Any, change: AnswerChange | None) -> Stood:
    if change is None:
        return Stood(decision_of(answer), answer.risk)
    return Stood(from_json(change.before), change.risk_before)


def count_risks(stood: Iterable[Stood]) -> dict[str, int]:
    """How many questions are at each risk, by names as the risk bar takes them."""
    found = {level.value.lower(): 0 for level in RiskLevel}
    for each in stood:
        found[each.risk.lower()] += 1
    return found
