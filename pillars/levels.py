"""Risk from the levels of single practices.

The framework publishes for each of its practices how high the risk is while it is absent. A
question whose rules follow these levels is high while a practice of level high is missing, medium
while one of level medium is missing, else without risk; practices of level low never move it. A
choice marked not applicable counts as in place, here as in `pillars.risk`.

Levels may be overridden by practice code (``SEC01-BP01``). Rules are then derived again, but only
where they followed the levels before: those that a lens's author wrote otherwise are let be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from pillars.conditions import And, Condition, Default, Name
from pillars.lens.columns import Columns, columns_of, deciding, named
from pillars.lens.model import Choice, Lens, Level, Pillar, Question, RiskRule, RuleRisk
from pillars.risk import Selection, counted

__all__ = [
    "Level",
    "follows_levels",
    "levels_of",
    "missing",
    "rules_from_levels",
    "with_levels",
]

Shape = TypeVar("Shape", Lens, Question)


def levels_of(question: Question) -> dict[str, Level]:
    """Choice id → level, of the practices of ``question`` that have one, in its order."""
    return {
        choice.id: choice.risk_if_absent
        for choice in question.choices
        if choice.risk_if_absent and not choice.is_none
    }


def rules_from_levels(question: Question, levels: Mapping[str, Level]) -> tuple[RiskRule, ...]:
    """The risk rules that ``levels``, by choice id, give; a choice without one counts as low."""
    high, medium = (_ids(question, levels, level) for level in (Level.HIGH, Level.MEDIUM))
    rules = []
    if high or medium:
        rules.append(RiskRule(_all_of(high + medium), RuleRisk.NO_RISK))
    if high and medium:
        rules.append(RiskRule(_all_of(high), RuleRisk.MEDIUM_RISK))
    return (*rules, RiskRule(Default(), _worst(high, medium)))


def _ids(question: Question, levels: Mapping[str, Level], level: Level) -> list[str]:
    found = (choice for choice in question.choices if not choice.is_none)
    return [choice.id for choice in found if levels.get(choice.id) is level]


def _all_of(ids: list[str]) -> Condition:
    return And(tuple(map(Name, ids))) if len(ids) > 1 else Name(ids[0])


def _worst(high: list[str], medium: list[str]) -> RuleRisk:
    if high:
        return RuleRisk.HIGH_RISK
    return RuleRisk.MEDIUM_RISK if medium else RuleRisk.NO_RISK


def follows_levels(question: Question) -> bool:
    """Whether the risk rules give what the choices' levels give, whatever is in place.

    Equal in effect is enough: order and wording of the rules may differ. False where no choice has
    a level, and where other rules speak of too many choices to try all combinations.
    """
    levels = levels_of(question)
    return bool(levels) and _equal(question.risk_rules, rules_from_levels(question, levels))


def _equal(some: tuple[RiskRule, ...], others: tuple[RiskRule, ...]) -> bool:
    if some == others:
        return True
    columns = columns_of(sorted(named(rule.condition for rule in some + others)))
    return columns is not None and _risks(some, columns) == _risks(others, columns)


def _risks(rules: tuple[RiskRule, ...], columns: Columns) -> dict[RuleRisk, int]:
    """Of each risk the rows of the table that have it; where no rule holds the risk is high."""
    found = dict.fromkeys(RuleRisk, 0)
    *decided, gap = deciding(columns.holding(rule.condition for rule in rules), columns.every)
    for rule, rows in zip(rules, decided, strict=True):
        found[rule.risk] |= rows
    found[RuleRisk.HIGH_RISK] |= gap
    return found


def with_levels(shape: Shape, overrides: Mapping[str, Level]) -> Shape:
    """The lens or question with other levels, by practice code, and the rules that follow them.

    A question whose rules do not follow its levels keeps its rules and only shows the level. What
    the overrides do not change is the same object, up to the whole.
    """
    if isinstance(shape, Lens):
        pillars = tuple(_pillar(each, overrides) for each in shape.pillars)
        return shape if _same(pillars, shape.pillars) else replace(shape, pillars=pillars)
    return _question(shape, overrides)


def _pillar(pillar: Pillar, overrides: Mapping[str, Level]) -> Pillar:
    questions = tuple(_question(each, overrides) for each in pillar.questions)
    return pillar if _same(questions, pillar.questions) else replace(pillar, questions=questions)


def _question(question: Question, overrides: Mapping[str, Level]) -> Question:
    choices = tuple(_choice(each, overrides) for each in question.choices)
    if _same(choices, question.choices):
        return question
    changed = replace(question, choices=choices)
    if not follows_levels(question):
        return changed
    return replace(changed, risk_rules=rules_from_levels(changed, levels_of(changed)))


def _choice(choice: Choice, overrides: Mapping[str, Level]) -> Choice:
    level = overrides.get(choice.practice or "")
    if level is None or level is choice.risk_if_absent or choice.is_none:
        return choice
    return replace(choice, risk_if_absent=level)


def _same(some: Sequence[object], others: Sequence[object]) -> bool:
    return all(one is other for one, other in zip(some, others, strict=True))


def missing(question: Question, selection: Selection) -> dict[str, Level]:
    """Choice id → level, of the practices that an answer leaves out: the risk of each of them.

    Selected choices and those marked not applicable are in place. Of a question that does not
    apply nothing is missing, and of one that nobody answered yet nothing is known: both give {}.
    """
    selected, excused = counted(question, selection)
    if selection.question_not_applicable or not selected:
        return {}
    levels = levels_of(question).items()
    return {each: level for each, level in levels if each not in selected | excused}
