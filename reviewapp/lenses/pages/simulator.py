"""The risk simulator: of any answer to a question its risk, why, and which rule decides."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pillars.lens.menus import menu_of
from pillars.lens.model import Choice, Lens, Pillar, Question, Resource, ResourceKind, RiskRule
from pillars.levels import missing
from pillars.risk import Assessment, Selection, assess, counted

from ..words import word
from .editor_rules import MODES
from .icons import icon_of
from .truth import truth_view

RULE_RISKS = {"NO_RISK": "NONE", "MEDIUM_RISK": "MEDIUM", "HIGH_RISK": "HIGH"}
STEPS = {"console": _("Console"), "cli": "AWS CLI", "iac": _("Infrastructure as code")}


@dataclass(frozen=True, slots=True)
class Step:
    """Instructions by one means. `code`: to copy, and not to read."""

    dom_id: str
    label: str
    text: str
    code: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A choice and what is said of it. `plans`, `steps` and `links` as a review shows them."""

    number: int
    choice: Choice
    selected: bool
    excused: bool
    missing: bool = False

    @property
    def plans(self) -> list[Resource]:
        found = [self.choice.improvement_plan, *self._additional(ResourceKind.IMPROVEMENT_PLAN)]
        return [each for each in found if each]

    @property
    def links(self) -> list[Resource]:
        found = [self.choice.helpful_resource, *self._additional(ResourceKind.HELPFUL_RESOURCE)]
        return [each for each in found if each]

    @property
    def steps(self) -> list[Step]:
        steps = self.choice.improvement_steps
        return [
            Step(f"step-{self.number}-{key}", str(label), steps[key], code=key != "console")
            for key, label in STEPS.items()
            if key in steps
        ]

    def _additional(self, kind: ResourceKind) -> list[Resource]:
        groups = self.choice.additional_resources
        return [each for group in groups if group.kind is kind for each in group.content]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A risk rule in the order in which it is tried. `risk`: in the words of an answer's risk.

    `words`: how a menu says the condition, of the choices `choices` (number and title); "" where
    none can.
    """

    number: int
    condition: str
    words: str
    choices: tuple[tuple[int, str], ...]
    risk: str
    decides: bool


@dataclass(frozen=True, slots=True)
class FactTick:
    name: str
    true: bool


def simulator_context(question: Question, asked: QueryDict) -> dict[str, Any]:
    """What an answer comes to.

    `asked`: `selected` and `na` (ids of choices, any number), `whole` where the whole question does
    not apply, `fact` (names of facts that are true of the workload).
    """
    selection = _selection(asked)
    facts = frozenset(asked.getlist("fact"))
    judged = assess(question, selection, facts)
    selected, excused = counted(question, selection)
    without = missing(question, selection)
    # The table is of answers: choices that are marked alone are none yet.
    ticked = None if selection.question_not_applicable or not selected else selected | excused
    return {
        "question": question,
        "ticks": [
            Tick(
                number,
                choice,
                choice.id in selection.selected,
                choice.id in selection.not_applicable,
                choice.id in without,
            )
            for number, choice in enumerate(question.choices, 1)
        ],
        "whole": selection.question_not_applicable,
        "facts": _facts(question, facts),
        "judged": judged,
        "because": _because(judged),
        "rule_lines": _rules(question, judged),
        "truth": truth_view(question, ticked),
    }


def _because(judged: Assessment) -> str:
    """Why, without the risk's name in front: a badge says it already."""
    reason = word(judged.because).partition(": ")[2]
    return reason[:1].upper() + reason[1:]


def _selection(asked: QueryDict) -> Selection:
    selected = frozenset(asked.getlist("selected"))
    return Selection(selected, frozenset(asked.getlist("na")) - selected, "whole" in asked)


def _facts(question: Question, true: frozenset[str]) -> list[FactTick]:
    """The facts that the question's rules speak of."""
    names = frozenset[str]().union(*(rule.when.names for rule in question.workload_rules))
    return [FactTick(name, name in true) for name in sorted(names)]


def _rules(question: Question, judged: Assessment) -> list[RuleLine]:
    return [_rule(question, rule, at, judged) for at, rule in enumerate(question.risk_rules)]


def _rule(question: Question, rule: RiskRule, at: int, judged: Assessment) -> RuleLine:
    menu = menu_of(str(rule.condition), {choice.id for choice in question.choices})
    named = (each for each in enumerate(question.choices, 1) if each[1].id in menu.ids)
    return RuleLine(
        number=at + 1,
        condition=str(rule.condition),
        words=str(dict(MODES).get(menu.mode, "")),
        choices=tuple((number, choice.title) for number, choice in named),
        risk=RULE_RISKS[rule.risk],
        decides=at == judged.rule_index,
    )


# --- the list of questions beside it -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stop:
    """A question that one can go to."""

    id: str
    title: str
    current: bool


@dataclass(frozen=True, slots=True)
class Leg:
    icon: str
    pillar: Pillar
    stops: tuple[Stop, ...]


def tour(lens: Lens, current: str) -> list[Leg]:
    """Every question of a lens, by pillar."""
    return [
        Leg(
            icon_of(pillar),
            pillar,
            tuple(Stop(each.id, each.title, each.id == current) for each in pillar.questions),
        )
        for pillar in lens.pillars
    ]
