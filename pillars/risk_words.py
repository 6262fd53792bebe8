"""Why an answer has its risk, in a sentence for the reviewer who gave it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pillars.conditions import Condition, Default
from pillars.lens.model import Choice, Question, RuleRisk, WorkloadRule

QUESTION_NOT_APPLICABLE: Final = (
    "Not applicable: the question is marked as not applying to this workload."
)
NOTHING_SELECTED: Final = "Unanswered: no choice is selected yet."
ONLY_EXCUSED: Final = (
    "Unanswered: choices are marked not applicable but none is selected; where the whole question "
    "does not apply, mark the question."
)
GAP: Final = "no rule of the lens covers this answer, and such a gap counts as high risk"
SEVERITY: Final = {RuleRisk.NO_RISK: 0, RuleRisk.MEDIUM_RISK: 1, RuleRisk.HIGH_RISK: 2}

_WORDS: Final = {
    RuleRisk.NO_RISK: "no risk",
    RuleRisk.MEDIUM_RISK: "medium risk",
    RuleRisk.HIGH_RISK: "high risk",
}
# The format allows 15 choices; a lens that breaks the limit must not make an endless sentence.
_MAX_TITLES: Final = 15


@dataclass(frozen=True, slots=True)
class Explanation:
    """What led to the risk of one answer.

    ``index``: the risk rule that decided, None in a gap of the lens, and ``ruled`` what it gave.
    ``raising``: the workload rule that raised it, if one did.
    """

    question: Question
    selected: frozenset[str]
    excused: frozenset[str]
    index: int | None
    ruled: RuleRisk
    raising: WorkloadRule | None

    def sentence(self) -> str:
        said = "; ".join(part for part in self._parts() if part)
        risk = _WORDS[self._risk]
        return f"{risk[:1].upper()}{risk[1:]}: {said}."

    @property
    def _risk(self) -> RuleRisk:
        return self.raising.risk if self.raising else self.ruled

    def _parts(self) -> tuple[str, ...]:
        return (
            self._raise_words(),
            GAP if self.index is None else "",
            _listed("not in place", self._missing()),
            _listed("standing against it", self._against()),
            _listed("counted as satisfied because marked not applicable", self._excused()),
            self._rule_words(),
        )

    def _raise_words(self) -> str:
        if self.raising is None:
            return ""
        reason = self.raising.because.strip().rstrip(".")
        return f"raised from {_WORDS[self.ruled]} for this workload ({reason})"

    def _rule_words(self) -> str:
        if self.index is None:
            return ""
        condition = self.question.risk_rules[self.index].condition
        rule = f"rule {self.index + 1} of {len(self.question.risk_rules)}"
        if isinstance(condition, Default):
            return f"decided by {rule}, for what no earlier rule covers"
        return f"decided by {rule} ({condition})"

    def _missing(self) -> list[Choice]:
        """Choices not satisfied that a better risk asks for."""
        if self._risk is RuleRisk.NO_RISK:
            return []
        return self._choices(self._wanted() - self.selected - self.excused)

    def _against(self) -> list[Choice]:
        """Selected choices that a better risk rules out, and that nothing asks for."""
        if self._risk is RuleRisk.NO_RISK:
            return []
        ruled_out = _union(self._better(), positive=False) - self._wanted()
        return self._choices(ruled_out & self.selected)

    def _excused(self) -> list[Choice]:
        named = _union([*self._better(), *self._not_better()], positive=True)
        return self._choices(self.excused & (named | _union(self._not_better(), positive=False)))

    def _wanted(self) -> frozenset[str]:
        """What better rules ask for, and what the others hold for the want of."""
        none_ids = frozenset(choice.id for choice in self.question.choices if choice.is_none)
        asked = _union(self._better(), positive=True) | _union(self._not_better(), positive=False)
        return asked - none_ids

    def _better(self) -> list[Condition]:
        return [
            rule.condition
            for rule in self.question.risk_rules
            if SEVERITY[rule.risk] < SEVERITY[self._risk]
        ]

    def _not_better(self) -> list[Condition]:
        raising = [self.raising.condition] if self.raising else []
        return raising + [
            rule.condition
            for rule in self.question.risk_rules
            if SEVERITY[rule.risk] >= SEVERITY[self._risk]
        ]

    def _choices(self, ids: frozenset[str]) -> list[Choice]:
        return [choice for choice in self.question.choices if choice.id in ids]


def _union(conditions: list[Condition], *, positive: bool) -> frozenset[str]:
    return frozenset().union(*(condition.signed(positive) for condition in conditions))


def _listed(what: str, choices: list[Choice]) -> str:
    if not choices:
        return ""
    titles = ", ".join(f"“{choice.title.strip()}”" for choice in choices[:_MAX_TITLES])
    more = len(choices) - _MAX_TITLES
    return f"{what}: {titles}" + (f" and {more} more" if more > 0 else "")
