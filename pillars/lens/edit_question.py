"""Operations on one question of a lens that is being written: its choices and its rules."""

from __future__ import annotations

from typing import Any

from pillars.lens.edit import (
    Part,
    entries,
    moved,
    new_choice,
    none_choice,
    removed,
    text_of,
    with_text,
)
from pillars.lens.following import with_names, without_names
from pillars.lens.identifiers import id_from
from pillars.lens.messages import Report
from pillars.lens.model import NONE_SUFFIX, Question, RiskRule
from pillars.lens.nodes import Node
from pillars.lens.questions import read_question
from pillars.levels import follows_levels, levels_of, rules_from_levels

CHOICE = "choice"


def choice_ids(question: Part) -> list[str]:
    return [text_of(each, "id") for each in entries(question, "choices")]


def is_none(choice: Part) -> bool:
    """Whether it is the choice "none of these"."""
    return text_of(choice, "id").endswith(NONE_SUFFIX)


def with_choices(question: Part, choices: list[Part]) -> Part:
    return {**question, "choices": choices}


def add_choice(question: Part, title: str) -> tuple[Part, int]:
    """One more choice, before "none of these" where that is last; and its index."""
    choices = entries(question, "choices")
    at = len(choices) - (1 if choices and is_none(choices[-1]) else 0)
    made = new_choice(id_from(title, taken=choice_ids(question), otherwise=CHOICE), title)
    return insert_choice(question, at, made), at


def insert_choice(question: Part, at: int, choice: Part) -> Part:
    choices = entries(question, "choices")
    return with_choices(question, [*choices[:at], choice, *choices[at:]])


def move_choice(question: Part, at: int, by: int) -> Part:
    """Raises IndexError."""
    return with_choices(question, moved(entries(question, "choices"), at, by))


def remove_choice(question: Part, at: int) -> Part:
    """Without a choice; rules no longer speak of it. Raises IndexError."""
    choices = entries(question, "choices")
    left = with_choices(question, removed(choices, at))
    return without_names(left, {text_of(choices[at], "id")})


def with_none(question: Part, wanted: bool) -> Part:
    """With a choice "none of these" at the end, or with none of them."""
    choices = entries(question, "choices")
    found = {text_of(each, "id") for each in choices if is_none(each)}
    if wanted and not found:
        return with_choices(question, [*choices, none_choice(text_of(question, "id"))])
    if wanted or not found:
        return question
    left = with_choices(question, [each for each in choices if not is_none(each)])
    return without_names(left, found)


def rename_choices(question: Part, names: dict[str, str]) -> Part:
    """Other ids for choices (old → new), all at once; the rules follow."""
    choices = [_renamed(each, names) for each in entries(question, "choices")]
    return with_names(with_choices(question, choices), names)


def _renamed(choice: Part, names: dict[str, str]) -> Part:
    name = text_of(choice, "id")
    return with_text(choice, "id", names.get(name, name), required=True)


def rules_of(question: Part) -> list[Part]:
    return entries(question, "riskRules")


def with_rules(question: Part, rules: list[Part]) -> Part:
    return {**question, "riskRules": rules}


def add_rule(question: Part) -> tuple[Part, int]:
    """One more rule, empty, before the default where that is last; and its index."""
    rules = rules_of(question)
    last = rules and text_of(rules[-1], "condition").strip() == "default"
    at = len(rules) - (1 if last else 0)
    risks = {text_of(rule, "risk") for rule in rules}
    risk = next((each for each in ("NO_RISK", "MEDIUM_RISK") if each not in risks), "HIGH_RISK")
    made = {"condition": "" if rules else "default", "risk": risk if rules else "HIGH_RISK"}
    return with_rules(question, [*rules[:at], made, *rules[at:]]), at


def move_rule(question: Part, at: int, by: int) -> Part:
    """Raises IndexError."""
    return with_rules(question, moved(rules_of(question), at, by))


def remove_rule(question: Part, at: int) -> Part:
    """Raises IndexError."""
    return with_rules(question, removed(rules_of(question), at))


def parsed(question: Part) -> tuple[Question, Report]:
    """What is read of a question, and what is wrong with it. Rules with an error are left out."""
    report = Report()
    return read_question(Node(question, (), report), set()), report


def follows(question: Part) -> bool:
    """Whether the rules are those that the choices' levels give."""
    read, report = parsed(question)
    return not report.failed and follows_levels(read)


def by_levels(question: Part) -> Part:
    """With the rules that the choices' levels give; as it is where no choice has a level."""
    read, _ = parsed(question)
    levels = levels_of(read)
    if not levels:
        return question
    before = rules_of(question)
    return with_rules(question, [_rule(each, before) for each in rules_from_levels(read, levels)])


def _rule(rule: RiskRule, before: list[Part]) -> Part:
    """The rule as it is written, with the keys that the rule for the same risk had."""
    same: Any = next((each for each in before if each.get("risk") == rule.risk.value), {})
    return {**same, "condition": str(rule.condition), "risk": rule.risk.value}
