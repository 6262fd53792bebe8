"""What is odd about rules that were read: gaps, dead rules, unusual order. All are warnings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pillars.conditions import Default
from pillars.lens.messages import shorten
from pillars.lens.model import Question, RuleRisk
from pillars.lens.nodes import Node
from pillars.lens.reachability import Reach, after_default, reach

MAX_RULES: Final = 3


def check_rules(node: Node, question: Question) -> None:
    """Warns about the risk rules of ``question``, which was read from ``node`` without an error."""
    if not question.risk_rules:
        message = "The question has no risk rule, so every answer counts as high risk."
        node.warn("no-risk-rules", message, 'Add a rule with the condition "default".', "riskRules")
        return
    for check in _CHECKS:
        check(node, question)
    conditions = [rule.condition for rule in question.risk_rules]
    found = reach(conditions)
    if found:
        _warn_gap(node, question, found)
        _warn_never(node, found)
    else:
        _warn_unreachable(node, after_default(conditions))


def _warn_count(node: Node, question: Question) -> None:
    node.count("riskRules", len(question.risk_rules), MAX_RULES)
    risks = [rule.risk for rule in question.risk_rules]
    for at, risk in enumerate(risks):
        if risk in risks[:at]:
            message = f"An earlier rule gives {risk} already."
            node.warn("repeated-risk", message, "Join them with ||.", "riskRules", at, "risk")


def _warn_single(node: Node, question: Question) -> None:
    rule = question.risk_rules[0]
    if len(question.risk_rules) > 1:
        return
    what = f"Every answer gives {rule.risk}" if _is_default(question, 0) else "There is one rule"
    message = f"{what}: no rule tells one answer from another."
    node.warn("single-rule", message, "Add rules for better and worse answers.", "riskRules", 0)


def _warn_order(node: Node, question: Question) -> None:
    risks = [rule.risk for rule in question.risk_rules]
    if RuleRisk.HIGH_RISK in risks and RuleRisk.NO_RISK in risks[risks.index(RuleRisk.HIGH_RISK) :]:
        message = (
            "A rule for high risk stands before one for no risk; the first that holds decides."
        )
        fix = "Check that this order is meant."
        node.warn("inverted-order", message, fix, "riskRules", risks.index(RuleRisk.HIGH_RISK))


def _warn_none_named(node: Node, question: Question) -> None:
    none_ids = {choice.id for choice in question.choices if choice.is_none}
    for at, rule in enumerate(question.risk_rules):
        for name in sorted(rule.condition.names & none_ids):
            message = f"The rule names “{shorten(name)}”, the choice “none of these”."
            fix = "It works; most lenses leave that answer to the default rule."
            node.warn("rule-names-none-choice", message, fix, "riskRules", at, "condition")


_CHECKS: Final[tuple[Callable[[Node, Question], None], ...]] = (
    _warn_count,
    _warn_single,
    _warn_order,
    _warn_none_named,
)


def _is_default(question: Question, at: int) -> bool:
    return isinstance(question.risk_rules[at].condition, Default)


def _warn_gap(node: Node, question: Question, found: Reach) -> None:
    if any(_is_default(question, at) for at in range(len(question.risk_rules))):
        return
    gap = (
        f"{found.unmatched} of {found.combinations} combinations of the choices it names match no "
        "rule and count as high risk."
        if found.unmatched
        else "Its rules cover every answer all the same."
    )
    message = f"No rule is the default. {gap}"
    fix = 'Add a last rule with the condition "default".'
    node.warn("no-default-rule", message, fix, "riskRules")


def _warn_never(node: Node, found: Reach) -> None:
    for at in found.contradictory:
        message = "The condition contradicts itself: no answer can make it true."
        fix = "Remove the rule or mend its condition."
        node.warn("contradictory-condition", message, fix, "riskRules", at, "condition")
    _warn_unreachable(node, found.unreachable)


def _warn_unreachable(node: Node, indexes: tuple[int, ...]) -> None:
    for at in indexes:
        message = f"Rule {at + 1} is never reached: wherever it holds, an earlier rule decides."
        fix = "Remove it, or narrow the rules before it."
        node.warn("unreachable-rule", message, fix, "riskRules", at, "condition")
