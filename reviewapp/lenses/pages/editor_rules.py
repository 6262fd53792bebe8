"""The risk rules of a question as the editor shows them: as menus and as texts, with what is odd.

Both views say the same; a text that no menu can say is shown as it is written.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pillars.conditions import ConditionError, parse
from pillars.lens.edit import Part, entries, text_of
from pillars.lens.edit_question import rules_of
from pillars.lens.menus import Mode, menu_of
from pillars.lens.proofread import Note
from pillars.lens.words import RISKS, word_of

from .truth import Remark, TruthView

MODES: tuple[tuple[Mode, str | Promise], ...] = (
    (Mode.ALL, _("all of")),
    (Mode.ANY, _("any of")),
    (Mode.NONE, _("none of")),
    (Mode.OTHERWISE, _("in every other case")),
)
WRITTEN = (Mode.WRITTEN, _("as written below"))
RISK_WORDS = {"NO_RISK": _("No risk"), "MEDIUM_RISK": _("Medium risk"), "HIGH_RISK": _("High risk")}
# What the truth table says better, with an example.
_SAID_BY_TABLE = frozenset(
    ("unreachable-rule", "contradictory-condition", "no-default-rule", "single-rule")
)


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice in the menu of a rule. `at`: its index, from 0."""

    at: int
    number: int
    title: str
    none: bool
    ticked: bool


@dataclass(frozen=True, slots=True)
class Pointer:
    """The text of a condition around the place of a mistake."""

    before: str
    mark: str
    after: str


@dataclass(frozen=True, slots=True)
class RuleCard:
    at: int
    number: int
    was: str
    risk: str
    mode: str
    modes: tuple[tuple[str, str], ...]
    chips: tuple[Chip, ...]
    first: bool
    last: bool
    notes: tuple[Note, ...]
    remarks: tuple[Remark, ...]
    pointer: Pointer | None

    @property
    def key(self) -> str:
        """What the ids of its buttons begin with."""
        return f"r{self.at}"

    @property
    def risk_key(self) -> str:
        return f"{self.key}-risk"

    @property
    def heading(self) -> str:
        return gettext("rule %(number)s") % {"number": self.number}

    @property
    def risks(self) -> list[tuple[str, str]]:
        return [(risk, str(RISK_WORDS[risk])) for risk in RISKS]

    @property
    def errors(self) -> list[Note]:
        return [note for note in self.notes if note.is_error]

    @property
    def warnings(self) -> list[Note]:
        return [note for note in self.notes if not note.is_error]

    @property
    def wrong(self) -> bool:
        return bool(self.errors)


def rule_cards(
    question: Part, notes: tuple[Note, ...], truth: TruthView | None
) -> tuple[RuleCard, ...]:
    """A card for each rule; `notes` are those of the whole question."""
    rules = rules_of(question)
    return tuple(_card(question, at, rules, notes, truth) for at in range(len(rules)))


def _card(
    question: Part, at: int, rules: list[Part], notes: tuple[Note, ...], truth: TruthView | None
) -> RuleCard:
    text = text_of(rules[at], "condition")
    choices = entries(question, "choices")
    menu = menu_of(text, {text_of(each, "id") for each in choices})
    written = menu.mode is Mode.WRITTEN
    own = tuple(note for note in unsaid(notes, truth) if note.field.startswith(f"r{at}-"))
    return RuleCard(
        at=at,
        number=at + 1,
        was=text,
        risk=word_of(rules[at], "risk", RISKS),
        mode=menu.mode.value,
        modes=_modes(written=written),
        chips=_chips(choices, menu.ids),
        first=at == 0,
        last=at == len(rules) - 1,
        notes=own,
        remarks=tuple(truth.of_rule(at + 1)) if truth else (),
        pointer=pointer_of(text),
    )


def _modes(*, written: bool) -> tuple[tuple[str, str], ...]:
    return tuple(
        (mode.value, str(label)) for mode, label in ((WRITTEN, *MODES) if written else MODES)
    )


def unsaid(notes: tuple[Note, ...], truth: TruthView | None) -> tuple[Note, ...]:
    """The notes that the truth table does not show."""
    return tuple(each for each in notes if not truth or each.message.code not in _SAID_BY_TABLE)


def _chips(choices: list[Part], ticked: frozenset[str]) -> tuple[Chip, ...]:
    return tuple(
        Chip(
            at=at,
            number=at + 1,
            title=text_of(each, "title").strip() or text_of(each, "id"),
            none=text_of(each, "id").endswith("_no"),
            ticked=text_of(each, "id") in ticked,
        )
        for at, each in enumerate(choices)
    )


def pointer_of(text: str) -> Pointer | None:
    """Where a condition that cannot be read goes wrong; None where it can, or is empty."""
    if not text.strip():
        return None
    try:
        parse(text)
    except ConditionError as error:
        at = min(error.position, len(text))
        return Pointer(text[max(0, at - 60) : at], text[at : at + 1], text[at + 1 : at + 60])
    return None
