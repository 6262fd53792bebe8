"""One choice of a decision, or the whole question, as a value that can be compared and put."""

from dataclasses import dataclass, replace

from pillars.lens.model import Question
from reviewapp.reviews.domain.decisions import ChoiceDetail, Decision
from reviewapp.reviews.models import Reason

from ..models import StandingState
from .claims import WHOLE, Claim

ABSENT = ""


@dataclass(frozen=True, slots=True)
class Value:
    """Whether a practice is in place, not applicable for a reason, or neither.

    Of a whole question: not applicable, or neither.
    """

    state: str = ABSENT
    reason: str = str(Reason.NONE)


def claimed(claim: Claim) -> Value:
    """The value that a claim asks for: what is not in place is not ticked."""
    if claim.state == StandingState.NOT_IN_PLACE:
        return Value()
    return Value(str(claim.state), str(claim.reason))


def value_in(decision: Decision, choice: str) -> Value:
    if choice == WHOLE:
        excused, reason = decision.not_applicable, decision.reason
    elif choice in decision.selected:
        return Value(str(StandingState.IN_PLACE))
    else:
        excused = decision.detail(choice).not_applicable
        reason = decision.detail(choice).reason
    return Value(str(StandingState.NOT_APPLICABLE), str(reason)) if excused else Value()


def put(question: Question, decision: Decision, choice: str, value: Value) -> Decision:
    """The decision with that value; notes and other choices stay.

    A practice that is in place takes the tick from "none of these".
    """
    excused = value.state == StandingState.NOT_APPLICABLE
    reason = value.reason if excused else str(Reason.NONE)
    if choice == WHOLE:
        return replace(decision, not_applicable=excused, reason=reason)
    selected = decision.selected - {choice}
    if value.state == StandingState.IN_PLACE:
        none = {each.id for each in question.choices if each.is_none}
        selected = (selected - none) | {choice}
    detail = replace(decision.detail(choice), not_applicable=excused, reason=reason)
    return _with_detail(replace(decision, selected=selected), choice, detail)


def text_in(decision: Decision, choice: str) -> str:
    return decision.notes if choice == WHOLE else decision.detail(choice).notes


def put_text(decision: Decision, choice: str, text: str) -> Decision:
    if choice == WHOLE:
        return replace(decision, notes=text)
    return _with_detail(decision, choice, replace(decision.detail(choice), notes=text))


def _with_detail(decision: Decision, choice: str, detail: ChoiceDetail) -> Decision:
    details = {**decision.choice_details, choice: detail}
    if detail == ChoiceDetail():
        del details[choice]
    return replace(decision, choice_details=details)
