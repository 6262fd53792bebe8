"""What a lens is once it has been read: pillars → questions → choices, with their risk rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pillars.conditions import Condition

NONE_SUFFIX = "_no"


class RuleRisk(StrEnum):
    """What a risk rule gives, in the words of the format."""

    NO_RISK = "NO_RISK"
    MEDIUM_RISK = "MEDIUM_RISK"
    HIGH_RISK = "HIGH_RISK"


class Level(StrEnum):
    """The risk that the absence of one practice is, in the words of the framework."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


class ResourceKind(StrEnum):
    """What a choice's additional resources are for, in the words of the format."""

    HELPFUL_RESOURCE = "HELPFUL_RESOURCE"
    IMPROVEMENT_PLAN = "IMPROVEMENT_PLAN"


@dataclass(frozen=True, slots=True)
class Resource:
    """A text and, where ``url`` is not empty, an http or https address safe to link to."""

    display_text: str
    url: str


@dataclass(frozen=True, slots=True)
class AdditionalResources:
    """Further resources of one kind."""

    kind: ResourceKind
    content: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class RiskRule:
    """``risk`` where ``condition`` holds over the satisfied choices and no earlier rule held."""

    condition: Condition
    risk: RuleRisk


@dataclass(frozen=True, slots=True)
class WorkloadRule:
    """Raises the risk to ``risk`` where both conditions hold; it never lowers one.

    ``when`` speaks of facts of the workload, ``condition`` of the question's choices. A key of
    ours (``workloadRules``), not of the format.
    """

    when: Condition
    condition: Condition
    risk: RuleRisk
    because: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One best practice, or "none of these" where the id ends in ``_no``.

    ``practice``, ``evidence``, ``improvement_steps``, ``ask`` and ``description`` come from keys
    of ours: the framework's code of the practice (``SEC08-BP02``), the keys under which checks
    speak for the choice, instructions by means (``console``, ``cli``, ``iac``), and what to ask
    people where facts cannot answer. So do ``why`` (what goes wrong without it), ``effort``
    (``low``, ``medium``, ``high`` or "" where nobody said), ``trade_off`` (what it costs another
    pillar) and ``risk_if_absent``; the risk of a question comes from its rules alone, which may
    follow those levels (see ``pillars.levels``) or not.
    """

    id: str
    title: str
    description: str = ""
    helpful_resource: Resource | None = None
    improvement_plan: Resource | None = None
    additional_resources: tuple[AdditionalResources, ...] = ()
    practice: str | None = None
    evidence: tuple[str, ...] = ()
    improvement_steps: Mapping[str, str] = field(default_factory=dict, hash=False)
    ask: str = ""
    risk_if_absent: Level | None = None
    why: str = ""
    effort: str = ""
    trade_off: str = ""

    @property
    def is_none(self) -> bool:
        """Whether this is the choice "none of these"."""
        return self.id.endswith(NONE_SUFFIX)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its choices, and the rules that turn an answer into a risk."""

    id: str
    title: str
    description: str = ""
    helpful_resource: Resource | None = None
    choices: tuple[Choice, ...] = ()
    risk_rules: tuple[RiskRule, ...] = ()
    workload_rules: tuple[WorkloadRule, ...] = ()

    def choice(self, choice_id: str) -> Choice:
        """The choice with this id. Raises KeyError."""
        for choice in self.choices:
            if choice.id == choice_id:
                return choice
        raise KeyError(choice_id)

    @property
    def none_choice(self) -> Choice | None:
        """The choice "none of these", where the question has one."""
        return next((choice for choice in self.choices if choice.is_none), None)


@dataclass(frozen=True, slots=True)
class Pillar:
    """A pillar of a lens: often one of the framework's six, as often one of the lens's own."""

    id: str
    name: str
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Lens:
    """A whole lens. Question ids are unique in it, choice ids only within their question."""

    name: str
    description: str
    schema_version: str
    pillars: tuple[Pillar, ...]

    @property
    def questions(self) -> Iterator[Question]:
        """All questions, in the order of the file."""
        return (question for pillar in self.pillars for question in pillar.questions)

    def question(self, question_id: str) -> Question:
        """The question with this id. Raises KeyError."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def pillar_of(self, question_id: str) -> Pillar:
        """The pillar that holds this question. Raises KeyError."""
        for pillar in self.pillars:
            if any(question.id == question_id for question in pillar.questions):
                return pillar
        raise KeyError(question_id)
