"""Two people changed one answer: what both wrote, side by side, and the ways out."""

from dataclasses import dataclass
from typing import Any

from pillars.lens.model import Question

from ..domain.answers import decision_at
from ..domain.decisions import ChoiceDetail, Decision, decision_of
from ..domain.merging import BOTH, Difference, differences
from ..domain.writing import StaleAnswer
from ..models import Answer
from .choices import Errors


@dataclass(frozen=True, slots=True)
class Sent:
    """One choice of the refused decision, to be sent again from hidden fields."""

    choice_id: str
    selected: bool
    detail: ChoiceDetail


def conflict_context(
    question: Question, refused: StaleAnswer, *, errors: Errors | None = None
) -> dict[str, Any]:
    """What the conflict shows: `differences`, and `mine` to send again. One query.

    `apart`: nobody changed what the other did, so that taking all of both loses nothing.
    """
    current, mine = refused.current, refused.attempted
    base = decision_at(current, refused.read_version)
    found = _differences(question, base, mine, current)
    return {
        "question": question,
        "current": current,
        "mine": mine,
        "mine_choices": _sent(question, mine),
        "differences": found,
        "apart": all(each.changed_by != BOTH for each in found),
        "base_version": refused.read_version,
        "conflict_errors": [text for texts in (errors or {}).values() for text in texts],
    }


def _differences(
    question: Question, base: Decision | None, mine: Decision, current: Answer
) -> list[Difference]:
    return differences(question, base=base, mine=mine, theirs=decision_of(current))


def _sent(question: Question, mine: Decision) -> list[Sent]:
    return [
        Sent(choice.id, choice.id in mine.selected, mine.detail(choice.id))
        for choice in question.choices
    ]
