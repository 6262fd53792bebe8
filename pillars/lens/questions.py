"""Reading questions and their choices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeVar

from pillars.lens.messages import shorten
from pillars.lens.model import Choice, Level, Question
from pillars.lens.nodes import Node, kind
from pillars.lens.resources import read_additional, read_resource
from pillars.lens.rule_checks import check_rules
from pillars.lens.rules import choice_ids, read_risk_rules, read_workload_rules

MAX_TITLE: Final = 128
MAX_DESCRIPTION: Final = 2_048
MAX_CHOICES: Final = 15
_Word = TypeVar("_Word", bound=str)

_QUESTION_KEYS: Final = frozenset(
    ("id", "title", "description", "helpfulResource", "choices", "riskRules", "workloadRules")
)
_FORMAT_CHOICE_KEYS: Final = frozenset(
    ("id", "title", "helpfulResource", "improvementPlan", "additionalResources")
)
_OUR_CHOICE_KEYS: Final = frozenset(
    (
        *("description", "practice", "evidence", "improvementSteps", "ask"),
        *("riskIfAbsent", "why", "effort", "tradeOff"),
    )
)
_CHOICE_KEYS: Final = _FORMAT_CHOICE_KEYS | _OUR_CHOICE_KEYS
_EFFORTS: Final = ("low", "medium", "high")
_NONE_TITLE: Final = re.compile(r"\s*none\s+of\s+(these|the\s+above)", re.IGNORECASE)


def read_question(node: Node, taken: set[str]) -> Question:
    """The question that ``node`` is. ``taken``: ids of the lens's questions so far."""
    node.note_unknown_keys("question", _QUESTION_KEYS)
    question_id = node.identifier(taken, "question")
    choices = _read_choices(node)
    ids = choice_ids([choice.id for choice in choices])
    question = Question(
        id=question_id,
        title=node.required_text("title", limit=MAX_TITLE, otherwise=question_id),
        description=node.text("description", limit=MAX_DESCRIPTION),
        helpful_resource=read_resource(node, "helpfulResource"),
        choices=choices,
        risk_rules=read_risk_rules(node, ids),
        workload_rules=read_workload_rules(node, ids),
    )
    # After an error the rules are not all there, and what is missing would be warned about.
    if not node.report.failed:
        check_rules(node, question)
    return question


def _read_choices(question: Node) -> tuple[Choice, ...]:
    taken: set[str] = set()
    choices = tuple(_read_choice(node, taken) for node in question.children("choices"))
    question.count("choices", len(choices), MAX_CHOICES)
    none_choices = sum(choice.is_none for choice in choices)
    if not choices:
        message = "The question has no choices, so it cannot be answered."
        question.warn("no-choices", message, "Add at least one choice.", "choices")
    elif none_choices != 1:
        _warn_none_choices(question, none_choices)
    return choices


def _warn_none_choices(question: Node, found: int) -> None:
    if found:
        message = f"{found} choices have ids that end in “_no” and mean “none of these”."
        question.warn("several-none-choices", message, "Keep one.", "choices")
    else:
        message = "No choice means “none of these” (an id that ends in “_no”)."
        fix = "Add one, so that “none” can be told from “not answered yet”."
        question.warn("no-none-choice", message, fix, "choices")


def _read_choice(node: Node, taken: set[str]) -> Choice:
    node.note_unknown_keys("choice", _CHOICE_KEYS)
    choice_id = node.identifier(taken, "choice")
    practice = node.text("practice") or None
    choice = Choice(
        id=choice_id,
        title=node.required_text("title", limit=MAX_TITLE, otherwise=choice_id),
        description=node.text("description"),
        helpful_resource=read_resource(node, "helpfulResource"),
        improvement_plan=read_resource(node, "improvementPlan"),
        additional_resources=read_additional(node),
        practice=practice,
        evidence=_read_evidence(node, practice),
        improvement_steps=_read_steps(node),
        ask=node.text("ask"),
        risk_if_absent=_read_word(node, "riskIfAbsent", Level),
        why=node.text("why"),
        effort=_read_word(node, "effort", _EFFORTS) or "",
        trade_off=node.text("tradeOff"),
    )
    _check_choice(node, choice)
    return choice


def _check_choice(node: Node, choice: Choice) -> None:
    if choice.is_none:
        return
    if _NONE_TITLE.match(choice.title):
        message = (
            f"“{shorten(choice.title)}” reads like “none of these”, but its id does not say so."
        )
        fix = "End the id in “_no”; until then it is a choice like any other."
        node.warn("none-title", message, fix, "id")
    elif choice.improvement_plan is None:
        message = "The choice has no improvement plan."
        node.warn("missing-improvement-plan", message, "Say how to get there.", "improvementPlan")
    elif not _has_text(node.value.get("improvementPlan")):
        message = "The improvement plan has no displayText."
        node.warn("missing-display-text", message, "Say how to get there.", "improvementPlan")


def _has_text(plan: object) -> bool:
    return isinstance(plan, dict) and bool(plan.get("displayText"))


def _read_evidence(node: Node, practice: str | None) -> tuple[str, ...]:
    """The keys under which checks speak for the choice: its practice, where nothing is written."""
    value = node.value.get("evidence")
    if value is None:
        return (practice,) if practice else ()
    if isinstance(value, list) and all(isinstance(key, str) for key in value):
        return tuple(value)
    message = f"“evidence” is {kind(value)}, not a list of texts."
    node.warn("not-a-list", message, "It is kept but not used.", "evidence")
    return (practice,) if practice else ()


def _read_steps(node: Node) -> dict[str, str]:
    steps = node.child("improvementSteps")
    return {key: text for key in steps.value if (text := steps.text(key))} if steps else {}


def _read_word(node: Node, key: str, known: Iterable[_Word]) -> _Word | None:
    """The one of ``known`` that is written under ``key``, None where there is none of them."""
    value = node.value.get(key)
    if value is None or value == "":
        return None
    written = value.strip().casefold() if isinstance(value, str) else ""
    words = {word.casefold(): word for word in known}
    if written in words:
        return words[written]
    found = f"“{shorten(value)}”" if isinstance(value, str) else kind(value)
    message = f"“{key}” is {found}, none of {', '.join(words.values())}."
    node.warn("unknown-word", message, "It is kept but not used.", key)
    return None
