"""Where people and evidence say different things, and what the evidence says by itself."""

from collections.abc import Mapping

from pillars.lens.model import Question
from pillars.prefill import Suggested
from pillars.risk import Risk, Selection, assess

from .decisions import Decision

OPEN = (Suggested.UNKNOWN, Suggested.SUPPORTED)


def disagrees(decision: Decision, risk: str, verdicts: Mapping[str, Suggested]) -> bool:
    """Whether the evidence says otherwise of any choice of an answered question."""
    if risk in (Risk.UNANSWERED, Risk.NOT_APPLICABLE):
        return False
    return any(choice_disagrees(decision, key, verdict) for key, verdict in verdicts.items())


def choice_disagrees(decision: Decision, choice_id: str, verdict: Suggested) -> bool:
    """A ticked choice that facts refute, or one left out that facts prove.

    Of a choice that a person took out of the question the evidence says nothing.
    """
    if choice_id in decision.excused:
        return False
    if choice_id in decision.selected:
        return verdict is Suggested.NOT_MET
    return verdict is Suggested.MET


def evidence_alone(
    question: Question, verdicts: Mapping[str, Suggested], facts: frozenset[str]
) -> Risk:
    """The risk that follows from the evidence, however people decide what facts leave open.

    Both ends are judged: everything open in place, nothing open in place. Where the better end
    is still a risk, the evidence shows at least that one; where both ends meet, that is it; else
    the question stays unanswered until people decide.
    """
    practices = [choice.id for choice in question.choices if not choice.is_none]
    met = {key for key in practices if verdicts.get(key) is Suggested.MET}
    refuted = {key for key in practices if verdicts.get(key) is Suggested.NOT_MET}
    if not met and not refuted:
        return Risk.UNANSWERED
    best = _judged(question, set(practices) - refuted, facts)
    worst = _judged(question, met, facts)
    return best if best in (Risk.HIGH, Risk.MEDIUM, worst) else Risk.UNANSWERED


def _judged(question: Question, selected: set[str], facts: frozenset[str]) -> Risk:
    """With nothing in place, the answer is the choice "none of these"."""
    none = question.none_choice
    chosen = selected or ({none.id} if none else set())
    return assess(question, Selection(frozenset(chosen)), facts).risk
