"""Reading risk rules and workload rules of a question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pillars.conditions import Condition, ConditionError, parse
from pillars.lens.messages import shorten
from pillars.lens.model import RiskRule, RuleRisk, WorkloadRule
from pillars.lens.nodes import Node, kind

_RISKS: Final = ", ".join(RuleRisk)
# Case-folded id → id, of the choices of the question.
ChoiceIds = Mapping[str, str]


def choice_ids(ids: list[str]) -> ChoiceIds:
    """The question's choice ids, to look names up in."""
    return {choice_id.casefold(): choice_id for choice_id in ids} | {each: each for each in ids}


def read_risk_rules(question: Node, ids: ChoiceIds) -> tuple[RiskRule, ...]:
    """The rules in the order of the file; those with an error are left out."""
    rules = (_risk_rule(node, ids) for node in question.children("riskRules"))
    return tuple(rule for rule in rules if rule)


def read_workload_rules(question: Node, ids: ChoiceIds) -> tuple[WorkloadRule, ...]:
    """The rules that speak of the workload; those with an error are left out.

    The key is ours, so what is no list of objects belongs to somebody else's lens and is kept.
    """
    rules = (_workload_rule(node, ids) for node in question.children("workloadRules", needed=False))
    return tuple(rule for rule in rules if rule)


def _risk_rule(node: Node, ids: ChoiceIds) -> RiskRule | None:
    node.note_unknown_keys("risk rule", ("condition", "risk"))
    condition, risk = _choice_condition(node, ids), _risk(node)
    return RiskRule(condition, risk) if condition and risk else None


def _workload_rule(node: Node, ids: ChoiceIds) -> WorkloadRule | None:
    node.note_unknown_keys("workload rule", ("when", "condition", "risk", "because"))
    when, condition, risk = _condition(node, "when"), _choice_condition(node, ids), _risk(node)
    because = node.required_text("because", limit=0, otherwise="a rule of the lens asks for it")
    if risk is RuleRisk.NO_RISK:
        fix = "Write MEDIUM_RISK or HIGH_RISK, or remove the rule."
        message = "A workload rule only raises the risk, so NO_RISK does nothing."
        node.warn("workload-rule-raises-nothing", message, fix, "risk")
    return WorkloadRule(when, condition, risk, because) if when and condition and risk else None


def _condition(node: Node, key: str) -> Condition | None:
    value = node.value.get(key)
    if not isinstance(value, str):
        message = f"“{key}” is {'missing' if value is None else kind(value)}."
        node.error("condition-syntax", message, "Write a condition, for example “default”.", key)
        return None
    try:
        return parse(value)
    except ConditionError as error:
        _say_syntax(node, key, error)
        return None


def _say_syntax(node: Node, key: str, error: ConditionError) -> None:
    where = f"at character {error.position + 1} of the condition"
    node.report.error(
        (*node.path, key),
        "condition-syntax",
        f"{error.message[:1].upper()}{error.message[1:]}, {where}.",
        "A condition joins ids with &&, ||, ! and brackets, or is “default”.",
        inside=error.position,
    )


def _choice_condition(node: Node, ids: ChoiceIds) -> Condition | None:
    condition = _condition(node, "condition")
    unknown = sorted(condition.names - set(ids.values())) if condition else []
    if unknown:
        _say_unknown(node, unknown, ids)
    return None if unknown else condition


def _say_unknown(node: Node, unknown: list[str], ids: ChoiceIds) -> None:
    named = ", ".join(f"“{shorten(name)}”" for name in unknown[:5])
    more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
    message = f"The condition names {named}{more}: no choice of this question has that id."
    node.error("unknown-choice", message, _suggestion(unknown[0], ids), "condition")


def _suggestion(name: str, ids: ChoiceIds) -> str:
    if name == "default":
        return "“default” stands alone; write the rule without it."
    if near := ids.get(name.casefold()):
        return f"Did you mean “{shorten(near)}”?"
    known = list(dict.fromkeys(ids.values()))
    more = ", …" if len(known) > 5 else ""
    return f"The choices are {', '.join(shorten(each) for each in known[:5])}{more}."


def _risk(node: Node) -> RuleRisk | None:
    written = node.value.get("risk")
    name = written.strip().upper() if isinstance(written, str) else ""
    if name not in set(RuleRisk):
        message = f"“{shorten(str(written))}” is no risk." if written else "The rule gives no risk."
        node.error("unknown-risk", message, f"Write one of {_RISKS}.", "risk")
        return None
    if name != written:
        message = f"“{shorten(str(written))}” is read as {name}."
        node.warn("risk-spelling", message, f"Write {name}.", "risk")
    return RuleRisk(name)
