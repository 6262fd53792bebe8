"""Rules as pages show them: what each names, how much it weighs, whether it is still there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pillars.priorities import EVERY_LENS, POINTS, STANDING, Asked, Option, Profile, Rule, Weight
from reviewapp.lenses.pages.icons import icon_of

from ..domain.targets import NamedLenses, TargetState, state_of, targets_of
from ..forms import weight_name

WEIGHTS = {Weight.FIRST: _("First"), Weight.HIGH: _("High"), Weight.NORMAL: _("Normal")}
ALL_LENSES = _("Every lens")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """`place`: where the rule stands among those of its answer."""

    rule: Rule
    place: int
    label: str
    state: TargetState

    @property
    def weight(self) -> str:
        return str(WEIGHTS[self.rule.weight])

    @property
    def is_pillar(self) -> bool:
        return not self.rule.question

    @property
    def there(self) -> bool:
        return self.state is TargetState.THERE


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules of an answer that name one lens."""

    key: str
    name: str
    rows: Sequence[RuleRow]

    @property
    def lost(self) -> bool:
        return any(not row.there for row in self.rows)


@dataclass(frozen=True, slots=True)
class OptionRow:
    option: Option
    groups: Sequence[RuleGroup]

    @property
    def counts(self) -> list[tuple[Weight, int]]:
        """How many rules of each weight, where there are any."""
        weights = [rule.weight for rule in self.option.rules]
        return [(each, weights.count(each)) for each in WEIGHTS if each in weights]

    @property
    def lost(self) -> bool:
        return any(group.lost for group in self.groups)


@dataclass(frozen=True, slots=True)
class AskedRow:
    asked: Asked
    options: Sequence[OptionRow]


def algorithm(profile: Profile) -> dict[str, Any]:
    """The figures that the page explains the order with: those that it is worked out with."""
    return {
        "weights": [(str(WEIGHTS[weight]), points) for weight, points in POINTS.items()],
        "standing": [(risk.value, points) for risk, points in STANDING.items()],
        "threshold": profile.threshold,
        "alone": [str(WEIGHTS[w]) for w, points in POINTS.items() if points >= profile.threshold],
    }


def asked_rows(profile: Profile, lenses: NamedLenses) -> list[AskedRow]:
    return [
        AskedRow(asked, [option_row(option, lenses) for option in asked.options])
        for asked in profile.questions
    ]


def option_row(option: Option, lenses: NamedLenses) -> OptionRow:
    """An answer with its rules, by lens in the order of the library; lenses that are gone last."""
    rows = [_row(rule, place, lenses) for place, rule in enumerate(option.rules)]
    named = list(dict.fromkeys(rule.lens for rule in option.rules))
    order = [EVERY_LENS, *lenses]
    named.sort(key=lambda key: order.index(key) if key in order else len(order))
    return OptionRow(option, [_group(key, rows, lenses) for key in named])


def _group(key: str, rows: Iterable[RuleRow], lenses: NamedLenses) -> RuleGroup:
    mine = [row for row in rows if row.rule.lens == key]
    return RuleGroup(key, lens_name(key, mine[0].rule, lenses), mine)


def lens_name(key: str, rule: Rule | None, lenses: NamedLenses) -> str:
    if key == EVERY_LENS:
        return str(ALL_LENSES)
    if key in lenses:
        return lenses[key].name
    return (rule.lens_name if rule else "") or gettext("A lens that is gone")


def _row(rule: Rule, place: int, lenses: NamedLenses) -> RuleRow:
    state = state_of(rule, lenses)
    label = rule.label
    if state is TargetState.THERE and rule.lens != EVERY_LENS:
        label = _label_now(rule, lenses) or label
    return RuleRow(rule, place, label or rule.question or rule.pillar, state)


def _label_now(rule: Rule, lenses: NamedLenses) -> str:
    """What the target is called in the lens as it is now."""
    lens = lenses[rule.lens].lens
    if rule.question:
        return lens.question(rule.question).title
    return next(pillar.name for pillar in lens.pillars if pillar.id == rule.pillar)


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One line of the form of rules: a pillar, or one of its questions."""

    name: str
    text: str
    is_pillar: bool
    icon: str
    weight: str


def target_rows(
    lenses: NamedLenses, key: str, weights: dict[tuple[str, str], Weight]
) -> list[TargetRow]:
    """Every target of a lens with the weight that it has now."""
    rows = []
    for pillar, question in targets_of(lenses, key):
        place = (pillar.id, question.id if question else "")
        text = question.title if question else pillar.name
        rows.append(
            TargetRow(
                weight_name(*place),
                text or place[1] or place[0],
                question is None,
                icon_of(pillar),
                weights[place].value if place in weights else "",
            )
        )
    return rows


def weights_of(option: Option, lenses: NamedLenses, key: str) -> dict[tuple[str, str], Weight]:
    """The weights that an answer's rules give to the targets of a lens.

    A question is found by its own id, wherever in the lens it stands now.
    """
    mine = {rule.target: rule.weight for rule in option.rules if rule.lens == key}
    found = {}
    for pillar, question in targets_of(lenses, key):
        target = (key, "", question.id) if question else (key, pillar.id, "")
        if target in mine:
            found[pillar.id, question.id if question else ""] = mine[target]
    return found
