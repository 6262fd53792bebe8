"""From an answer to its risk, and why.

The rules of a question are tried in the order of the file; the first whose condition holds
decides. Where none holds the lens has a gap, which counts as high risk. A choice marked not
applicable counts as satisfied (AWS does not publish its own reading; this is ours). Rules of ours
about the workload may then raise the risk, never lower it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pillars.lens.model import Question, RuleRisk, WorkloadRule
from pillars.risk_words import (
    NOTHING_SELECTED,
    ONLY_EXCUSED,
    QUESTION_NOT_APPLICABLE,
    SEVERITY,
    Explanation,
)


class Risk(StrEnum):
    """The risk of a question, in the words of the AWS Well-Architected Tool."""

    UNANSWERED = "UNANSWERED"
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    NONE = "NONE"
    NOT_APPLICABLE = "NOT_APPLICABLE"


_FROM_WORST: Final = (Risk.HIGH, Risk.MEDIUM, Risk.UNANSWERED, Risk.NONE, Risk.NOT_APPLICABLE)
_RANK: Final = {risk: rank for rank, risk in enumerate(_FROM_WORST)}
RISK_OF_RULE: Final = {
    RuleRisk.HIGH_RISK: Risk.HIGH,
    RuleRisk.MEDIUM_RISK: Risk.MEDIUM,
    RuleRisk.NO_RISK: Risk.NONE,
}


@dataclass(frozen=True, slots=True)
class Selection:
    """What was answered: ids of the choices selected and of those marked not applicable."""

    selected: frozenset[str]
    not_applicable: frozenset[str] = frozenset()
    question_not_applicable: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """A risk and one sentence that says why.

    ``rule_index``: the risk rule that decided, None where none was asked or none held.
    ``raised_by``: the workload rule that raised the risk above what that rule gave.
    """

    risk: Risk
    because: str
    rule_index: int | None = None
    raised_by: WorkloadRule | None = None


def worst(risks: Iterable[Risk]) -> Risk:
    """The worst: HIGH, MEDIUM, UNANSWERED, NONE, NOT_APPLICABLE, which is also that of nothing."""
    return min(risks, key=_RANK.__getitem__, default=Risk.NOT_APPLICABLE)


def assess(
    question: Question,
    selection: Selection,
    workload_facts: AbstractSet[str] = frozenset(),
) -> Assessment:
    """The risk of an answer to ``question``. Ids that the question does not have are ignored."""
    if selection.question_not_applicable:
        return Assessment(Risk.NOT_APPLICABLE, QUESTION_NOT_APPLICABLE)
    selected, excused = counted(question, selection)
    if not selected:
        return Assessment(Risk.UNANSWERED, ONLY_EXCUSED if excused else NOTHING_SELECTED)
    index = _deciding_rule(question, selected | excused)
    ruled = RuleRisk.HIGH_RISK if index is None else question.risk_rules[index].risk
    raising = _raising_rule(question, selected | excused, workload_facts, ruled)
    because = Explanation(question, selected, excused, index, ruled, raising).sentence()
    return Assessment(RISK_OF_RULE[raising.risk if raising else ruled], because, index, raising)


def counted(question: Question, selection: Selection) -> tuple[frozenset[str], frozenset[str]]:
    """The choices that count as selected, and those that a mark excuses.

    Neither holds an id that the question does not have. Whether the whole question is marked not
    applicable is not looked at.
    """
    ids = frozenset(choice.id for choice in question.choices)
    none_ids = frozenset(choice.id for choice in question.choices if choice.is_none)
    selected = selection.selected & ids
    # "None of these" is the whole answer: what was ticked beside it does not count.
    selected = selected & none_ids or selected
    # To mark "none of these" as not applicable says nothing of any practice.
    return selected, (selection.not_applicable & ids) - none_ids - selected


def _deciding_rule(question: Question, satisfied: AbstractSet[str]) -> int | None:
    for index, rule in enumerate(question.risk_rules):
        if rule.condition.evaluate(satisfied):
            return index
    return None


def _raising_rule(
    question: Question, satisfied: AbstractSet[str], facts: AbstractSet[str], ruled: RuleRisk
) -> WorkloadRule | None:
    """The first of the worst workload rules that hold, if it is worse than ``ruled``."""
    worse = (
        rule
        for rule in question.workload_rules
        if SEVERITY[rule.risk] > SEVERITY[ruled]
        and rule.when.evaluate(facts)
        and rule.condition.evaluate(satisfied)
    )
    return max(worse, key=lambda rule: SEVERITY[rule.risk], default=None)


@dataclass(frozen=True, slots=True)
class RiskCounts:
    """How many questions have each risk. Counts add up: pillars into a lens, lenses into more."""

    high: int = 0
    medium: int = 0
    none: int = 0
    unanswered: int = 0
    not_applicable: int = 0

    @property
    def answered(self) -> int:
        """Questions that need no more work: decided ones and those that do not apply."""
        return self.total - self.unanswered

    @property
    def total(self) -> int:
        return sum(self[risk] for risk in Risk)

    def __getitem__(self, risk: Risk) -> int:
        number: int = getattr(self, risk.lower())
        return number

    def __add__(self, other: RiskCounts) -> RiskCounts:
        return RiskCounts(**{risk.lower(): self[risk] + other[risk] for risk in Risk})


def count(risks: Iterable[Risk]) -> RiskCounts:
    """The counts of ``risks``."""
    found = Counter(risks)
    return RiskCounts(**{risk.lower(): found[risk] for risk in Risk})
