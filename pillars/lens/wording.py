"""What a lens and its parts say, field by field, in lines to read and to compare."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from pillars.lens.model import (
    AdditionalResources,
    Choice,
    Lens,
    Pillar,
    Question,
    Resource,
    RiskRule,
    WorkloadRule,
)

Lines = tuple[str, ...]


class Field(StrEnum):
    """A field of a lens, pillar, question or choice, in the words that a page shows."""

    NAME = "name"
    TITLE = "title"
    DESCRIPTION = "description"
    SCHEMA_VERSION = "schema version"
    HELP = "help"
    RULES = "risk rules"
    WORKLOAD_RULES = "workload rules"
    WORKLOAD_REASONS = "reasons of the workload rules"
    PRACTICE = "practice code"
    LEVEL = "risk if absent"
    EVIDENCE = "evidence keys"
    WHY = "why it matters"
    ASK = "what to ask"
    PLAN = "improvement plan"
    STEPS = "improvement steps"
    EFFORT = "effort"
    TRADE_OFF = "trade-off"
    RESOURCES = "additional resources"


Wording = dict[Field, Lines]


def of_lens(lens: Lens) -> Wording:
    """What the lens says of itself."""
    return {
        Field.NAME: _line(lens.name),
        Field.DESCRIPTION: _line(lens.description),
        Field.SCHEMA_VERSION: _line(lens.schema_version),
    }


def of_pillar(pillar: Pillar) -> Wording:
    return {Field.NAME: _line(pillar.name)}


def of_question(question: Question) -> Wording:
    """What the question says without its choices. A rule is a line, in the order of the file."""
    return {
        Field.TITLE: _line(question.title),
        Field.DESCRIPTION: _line(question.description),
        Field.HELP: _resource(question.helpful_resource),
        Field.RULES: tuple(map(_rule, question.risk_rules)),
        Field.WORKLOAD_RULES: tuple(map(_workload_rule, question.workload_rules)),
        Field.WORKLOAD_REASONS: tuple(rule.because for rule in question.workload_rules),
    }


def of_choice(choice: Choice) -> Wording:
    """What the choice says. A text and its address are two lines."""
    steps = sorted(choice.improvement_steps.items())
    return {
        Field.TITLE: _line(choice.title),
        Field.DESCRIPTION: _line(choice.description),
        Field.PRACTICE: _line(choice.practice or ""),
        Field.LEVEL: _line(choice.risk_if_absent or ""),
        Field.EVIDENCE: choice.evidence,
        Field.WHY: _line(choice.why),
        Field.ASK: _line(choice.ask),
        Field.HELP: _resource(choice.helpful_resource),
        Field.PLAN: _resource(choice.improvement_plan),
        Field.STEPS: tuple(f"{means}: {text}" for means, text in steps),
        Field.EFFORT: _line(choice.effort),
        Field.TRADE_OFF: _line(choice.trade_off),
        Field.RESOURCES: tuple(_further(choice.additional_resources)),
    }


def _line(text: str) -> Lines:
    return (str(text),) if text else ()


def _resource(resource: Resource | None) -> Lines:
    return _line(resource.display_text) + _line(resource.url) if resource else ()


def _further(groups: Iterable[AdditionalResources]) -> Iterable[str]:
    for group in groups:
        for resource in group.content:
            yield f"{group.kind}: {' '.join(_resource(resource))}"


def _rule(rule: RiskRule) -> str:
    return f"{rule.condition} → {rule.risk}"


def _workload_rule(rule: WorkloadRule) -> str:
    return f"where {rule.when}: {rule.condition} → {rule.risk}"
