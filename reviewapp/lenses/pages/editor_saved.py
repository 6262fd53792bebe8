"""What a save moves on the page of a question: never a field that says what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pillars.lens.edit import Part, entries, text_of
from pillars.lens.menus import Mode
from pillars.lens.question_form import QuestionForm

from .editor_question import ChoiceCard
from .editor_rules import RuleCard


@dataclass(frozen=True, slots=True)
class Moved:
    """What stands differently from what was sent: ids, conditions, menus; or all of the rules."""

    ids: tuple[ChoiceCard, ...]
    question_id: bool
    conditions: tuple[RuleCard, ...]
    menus: tuple[RuleCard, ...]
    all_rules: bool


def moved(form: QuestionForm, before: Part, page: Mapping[str, Any]) -> Moved:
    """Compares the page as it is now with what was sent.

    Args:
        form: what was sent.
        before: the question before it was written in.
        page: the context of the page.
    """
    cards, rules = page["cards"], page["rules"]
    if len(rules) != len(form.rules) or len(cards) != len(form.choices):
        return Moved(tuple(cards), True, (), (), True)
    return Moved(
        ids=tuple(card for card in cards if card.was != form.choices[card.at].id),
        question_id=page["fields"]["id"].value != form.id,
        conditions=tuple(rule for rule in rules if _said_otherwise(rule, form)),
        menus=tuple(rules) if _retitled(before, page) else _other_menus(rules, form),
        all_rules=False,
    )


def _said_otherwise(rule: RuleCard, form: QuestionForm) -> bool:
    sent = form.rules[rule.at].condition.replace("\r\n", "\n")
    return rule.was.replace("\r\n", "\n") != sent


def _other_menus(rules: tuple[RuleCard, ...], form: QuestionForm) -> tuple[RuleCard, ...]:
    return tuple(rule for rule in rules if _menu_differs(rule, form))


def _menu_differs(rule: RuleCard, form: QuestionForm) -> bool:
    """Whether the menu that was sent says something else. One choice is all and any of itself."""
    sent = form.rules[rule.at]
    ticked = {chip.at for chip in rule.chips if chip.ticked}
    if ticked != sent.ticked:
        return True
    few = {Mode.ALL, Mode.ANY} if ticked else {Mode.ALL, Mode.ANY, Mode.NONE}
    same = len(ticked) < 2 and {rule.mode, sent.mode} <= few
    return rule.mode != sent.mode and not same


def _retitled(before: Part, page: Mapping[str, Any]) -> bool:
    def titles(question: Part) -> list[str]:
        return [text_of(each, "title") for each in entries(question, "choices")]

    return titles(before) != titles(page["question"])
