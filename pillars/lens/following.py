"""Rules that follow their choices: conditions where a choice gets another id, or goes away."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from pillars.conditions import And, Condition, ConditionError, Name, Not, Or, parse
from pillars.lens.edit import Part, text_of, with_text

_IDENT: Final = re.compile(r"[A-Za-z0-9_]+")
_RULES: Final = ("riskRules", "workloadRules")
# What becomes of the text of a condition; None where nothing is left of it.
Change = Callable[[str], str | None]


def with_names(question: Part, names: Mapping[str, str]) -> Part:
    """The rules of ``question`` with other names for its choices (old → new), all at once.

    Conditions keep their spelling, and those that cannot be read follow as well.
    """
    return _with_conditions(question, lambda text: renamed(text, names))


def renamed(condition: str, names: Mapping[str, str]) -> str:
    """The text of a condition with other names in it."""
    if condition.strip() == "default":
        return condition
    return _IDENT.sub(lambda found: names.get(found[0], found[0]), condition)


def without_names(question: Part, gone: AbstractSet[str]) -> Part:
    """The rules of ``question`` when these choices are no longer asked for.

    They leave the conditions that join them with others; a rule that spoke of nothing else goes.
    A condition that cannot be read stays as it is.
    """
    return _with_conditions(question, lambda text: _text_without(text, gone))


def _with_conditions(question: Part, change: Change) -> Part:
    return {
        key: _changed(value, change) if key in _RULES else value for key, value in question.items()
    }


def _changed(rules: Any, change: Change) -> Any:
    if not isinstance(rules, list):
        return rules
    found = (_rule(each, change) if isinstance(each, dict) else each for each in rules)
    return [each for each in found if each is not None]


def _rule(rule: Part, change: Change) -> Part | None:
    written = text_of(rule, "condition")
    text = change(written)
    return None if text is None else with_text(rule, "condition", text, required=True)


def _text_without(text: str, gone: AbstractSet[str]) -> str | None:
    try:
        condition = parse(text)
    except ConditionError:
        return text
    if not condition.names & gone:
        return text
    left = _without(condition, gone)
    return str(left) if left else None


def _without(condition: Condition, gone: AbstractSet[str]) -> Condition | None:
    """What is left of a condition; None where it spoke of nothing but those that are gone."""
    if isinstance(condition, Name):
        return None if condition.id in gone else condition
    if isinstance(condition, Not):
        operand = _without(condition.operand, gone)
        return Not(operand) if operand else None
    if isinstance(condition, And | Or):
        left = tuple(found for each in condition.operands if (found := _without(each, gone)))
        if len(left) > 1:
            return type(condition)(left)
        return left[0] if left else None
    return condition
