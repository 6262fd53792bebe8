"""The pages that write a question of a profile, and the rules of one of its answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pillars.priorities import EVERY_LENS, Asked, Option

from ..domain.documents import MOST_OPTIONS
from ..domain.targets import NamedLenses
from ..forms import QuestionForm, SentRules
from ..models import Profile
from .rules import ALL_LENSES, WEIGHTS, lens_name, option_row, target_rows, weights_of


@dataclass(frozen=True, slots=True)
class Act:
    """What the pressed button says: `remove:<option id>`; nothing for a plain save."""

    kind: str = ""
    option: str = ""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Act":
        kind, _colon, option = str(data.get("do", "")).partition(":")
        return cls(kind, option) if kind in ("up", "down", "remove", "rules", "more") else cls()

    def option_if(self, kind: str) -> str:
        return self.option if self.kind == kind else ""


@dataclass(frozen=True, slots=True)
class LensTab:
    key: str
    name: str
    count: int
    current: bool


def question_context(stored: Profile, asked: Asked | None, form: QuestionForm) -> dict[str, Any]:
    """`asked` is None for a question that is new."""
    return {
        "profile": stored,
        "asked": asked,
        "form": form,
        "most": MOST_OPTIONS,
        "fields": list(form.option_rows()),
    }


def rules_context(
    stored: Profile,
    place: tuple[Asked, Option],
    lenses: NamedLenses,
    key: str,
    *,
    sent: SentRules | None,
) -> dict[str, Any]:
    """The form of an answer's rules for one lens: as they stand, or as they were just sent."""
    asked, option = place
    known = key == EVERY_LENS or key in lenses
    row = option_row(option, lenses)
    weights = dict(sent.weights) if sent else weights_of(option, lenses, key) if known else {}
    lost = [
        (each, sent is None or each.place in sent.kept)
        for group in row.groups
        if group.key == key
        for each in group.rows
        if not each.there
    ]
    return {
        "profile": stored,
        "asked": asked,
        "option": option,
        "key": key,
        "title": lens_name(key, next((r for r in option.rules if r.lens == key), None), lenses),
        "tabs": _tabs(option, lenses, key),
        "targets": target_rows(lenses, key, weights) if known else [],
        "lost": lost,
        "weights": [(weight.value, str(label)) for weight, label in WEIGHTS.items()],
    }


def _tabs(option: Option, lenses: NamedLenses, key: str) -> list[LensTab]:
    """Every lens that rules can name, and those that they named and that are gone."""
    names = {EVERY_LENS: str(ALL_LENSES)} | {each.key: each.name for each in lenses.values()}
    for rule in option.rules:
        names.setdefault(rule.lens, lens_name(rule.lens, rule, lenses))
    counts = [rule.lens for rule in option.rules]
    return [LensTab(each, name, counts.count(each), each == key) for each, name in names.items()]
