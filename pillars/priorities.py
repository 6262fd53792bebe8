"""What comes first in a review, by rules that an organisation wrote down.

A profile asks a few questions of a workload (how critical is it, what data does it hold). Each
option of a question carries rules: a rule names a question of a lens, or a pillar and with it all
its questions, and a weight. For a workload's answers and a lens:

1. **Points.** A question has the sum of the weights (`POINTS`) of the chosen options' rules that
   name it or its pillar. Nothing takes points away, so another rule never lowers a question.
2. **Prioritised.** A question with as many points as the profile's threshold, or more. How it
   is answered plays no part: working through the prioritised questions removes none of them.
3. **Order.** By score, the highest first: points plus those of the standing risk (`STANDING`), so
   that of two questions that matter alike the one with the open risk comes first. Equal scores
   stand in the order of the lens.

Every question keeps the reasons of its points: which option, by which rule, for how many points.
Rules that name what a lens does not have do nothing; `idle_rules` tells them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from pillars.lens.model import Lens, Pillar, Question
from pillars.risk import Risk

EVERY_LENS: Final = ""


class Weight(StrEnum):
    """How much a rule says that something matters."""

    FIRST = "first"
    HIGH = "high"
    NORMAL = "normal"


POINTS: Final[Mapping[Weight, int]] = {Weight.FIRST: 4, Weight.HIGH: 2, Weight.NORMAL: 1}
STANDING: Final[Mapping[Risk, int]] = {Risk.HIGH: 2, Risk.MEDIUM: 1, Risk.UNANSWERED: 1}
THRESHOLD: Final = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """Puts a question, or where `question` is empty all of a pillar, before others.

    ``lens`` is the key of the lens that is meant, whatever the caller knows lenses by; EVERY_LENS,
    which is for pillars alone, means each lens that has a pillar of that id. ``label`` and
    ``lens_name`` are what the target was called when the rule was written: they decide nothing,
    and name it once it is gone.
    """

    weight: Weight
    lens: str = EVERY_LENS
    pillar: str = ""
    question: str = ""
    label: str = ""
    lens_name: str = ""

    @property
    def points(self) -> int:
        return POINTS[self.weight]

    @property
    def target(self) -> tuple[str, str, str]:
        """What the rule names; one option has at most one rule for each target."""
        return (self.lens, "" if self.question else self.pillar, self.question)

    def speaks_of(self, lens: str) -> bool:
        """Whether the rule means the lens of this key at all."""
        return self.lens == lens or (self.lens == EVERY_LENS and not self.question)

    def names(self, lens: str, pillar: Pillar, question: Question) -> bool:
        """Whether the rule puts this question of this pillar before others."""
        if not self.speaks_of(lens):
            return False
        return question.id == self.question if self.question else pillar.id == self.pillar


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question of a profile, and what it puts first."""

    id: str
    text: str
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a profile asks of a workload; ``several`` options may be chosen at once."""

    id: str
    text: str
    help: str = ""
    several: bool = False
    options: tuple[Option, ...] = ()

    def option(self, option_id: str) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True, slots=True)
class Profile:
    """The questions of a profile, and from how many points on a question is prioritised."""

    questions: tuple[Asked, ...] = ()
    threshold: int = THRESHOLD

    def question(self, question_id: str) -> Asked | None:
        return next((each for each in self.questions if each.id == question_id), None)


Answers = Mapping[str, AbstractSet[str]]
"""Profile question id → ids of the chosen options. Ids that the profile has not are passed over."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that gave a question points, and the answer that carries it."""

    asked: Asked
    option: Option
    rule: Rule


@dataclass(frozen=True, slots=True)
class Priority:
    """Where a question of a lens stands.

    ``position`` is its place in the lens, from 0; ``standing`` the points of its standing risk.
    """

    question: Question
    pillar: Pillar
    position: int
    reasons: tuple[Reason, ...]
    risk: Risk
    prioritised: bool

    @property
    def points(self) -> int:
        """From the rules alone."""
        return sum(reason.rule.points for reason in self.reasons)

    @property
    def standing(self) -> int:
        return STANDING.get(self.risk, 0)

    @property
    def score(self) -> int:
        return self.points + self.standing

    @property
    def because(self) -> tuple[Option, ...]:
        """The options that gave it points, each once, in the order of the profile."""
        given = {(each.asked.id, each.option.id): each.option for each in self.reasons}
        return tuple(given.values())


@dataclass(frozen=True)
class Priorities:
    """All questions of a lens, in its order, with what a profile's answers say of them."""

    questions: tuple[Priority, ...]
    threshold: int

    @cached_property
    def order(self) -> tuple[Priority, ...]:
        """The prioritised questions, the first first."""
        found = (each for each in self.questions if each.prioritised)
        return tuple(sorted(found, key=lambda each: (-each.score, each.position)))

    @cached_property
    def walk(self) -> tuple[Priority, ...]:
        """The prioritised questions in an order that answering does not change: points alone."""
        return tuple(sorted(self.order, key=lambda each: (-each.points, each.position)))

    @cached_property
    def by_id(self) -> Mapping[str, Priority]:
        """Question id → its priority, of the prioritised questions."""
        return {each.question.id: each for each in self.order}


def chosen(profile: Profile, answers: Answers) -> Iterator[tuple[Asked, Option]]:
    """The options that were chosen, in the order of the profile.

    Of a question that takes one answer the first chosen option counts alone, so that answers given
    while it took several mean one thing too.
    """
    for asked in profile.questions:
        wanted = answers.get(asked.id, frozenset())
        options = [option for option in asked.options if option.id in wanted]
        for option in options if asked.several else options[:1]:
            yield asked, option


def prioritise(
    profile: Profile,
    answers: Answers,
    *,
    key: str,
    lens: Lens,
    risks: Mapping[str, Risk] | None = None,
) -> Priorities:
    """What comes first in a review.

    Args:
        profile: the rules.
        answers: what was said of the workload.
        key: what rules call the lens.
        lens: what is reviewed.
        risks: question id → standing risk; a question without one is unanswered.
    """
    rules = [
        Reason(asked, option, rule)
        for asked, option in chosen(profile, answers)
        for rule in option.rules
        if rule.speaks_of(key)
    ]
    places = ((pillar, question) for pillar in lens.pillars for question in pillar.questions)
    found = []
    for position, (pillar, question) in enumerate(places):
        reasons = tuple(each for each in rules if each.rule.names(key, pillar, question))
        enough = sum(each.rule.points for each in reasons) >= profile.threshold
        risk = (risks or {}).get(question.id, Risk.UNANSWERED)
        found.append(Priority(question, pillar, position, reasons, risk, bool(reasons) and enough))
    return Priorities(tuple(found), profile.threshold)


def idle_rules(profile: Profile, *, key: str, lens: Lens) -> Iterator[Reason]:
    """The rules that name this lens and nothing that is in it: a later version lost it."""
    for asked in profile.questions:
        for option in asked.options:
            for rule in option.rules:
                if rule.lens == key and not finds(rule, lens):
                    yield Reason(asked, option, rule)


def finds(rule: Rule, lens: Lens) -> bool:
    """Whether the lens has what the rule names."""
    if rule.question:
        return any(question.id == rule.question for question in lens.questions)
    return any(pillar.id == rule.pillar for pillar in lens.pillars)
