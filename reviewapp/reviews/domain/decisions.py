"""A decision on one question: its shape, what makes it valid, how it is kept."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from pillars.lens.model import Question
from pillars.risk import Selection

from ..models import Answer, Reason

NOTES_LIMIT = 10_000
CHOICE_NOTES_LIMIT = 2_000


class InvalidDecision(Exception):
    """A decision that cannot be kept.

    `errors` maps a field to sentences: `selected`, `reason`, `notes`, `version`, and for a
    choice `choice:<id>`, `choice:<id>:reason`, `choice:<id>:notes`.
    """

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__("; ".join(text for texts in errors.values() for text in texts))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class ChoiceDetail:
    """What is said of one choice besides whether it is in place."""

    not_applicable: bool = False
    reason: str = Reason.NONE
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided on one question."""

    selected: frozenset[str] = frozenset()
    not_applicable: bool = False
    reason: str = Reason.NONE
    notes: str = ""
    choice_details: Mapping[str, ChoiceDetail] = field(default_factory=dict)

    def detail(self, choice_id: str) -> ChoiceDetail:
        return self.choice_details.get(choice_id, ChoiceDetail())

    @property
    def excused(self) -> frozenset[str]:
        """The choices marked as not applicable."""
        return frozenset(key for key, each in self.choice_details.items() if each.not_applicable)


def settled(question: Question, decision: Decision) -> Decision:
    """The decision in its one spelling: line ends, reasons without a mark, empty details gone.

    Raises:
        InvalidDecision: with everything that is wrong, by field.
    """
    tidy = _tidied(decision)
    errors: dict[str, list[str]] = defaultdict(list)
    for name, text in _problems(question, tidy):
        errors[name].append(text)
    if errors:
        raise InvalidDecision(errors)
    return tidy


def selection_of(decision: Decision) -> Selection:
    return Selection(decision.selected, decision.excused, decision.not_applicable)


def decision_of(answer: Answer) -> Decision:
    return from_json(
        {
            "selected": answer.selected,
            "not_applicable": answer.not_applicable,
            "reason": answer.reason,
            "notes": answer.notes,
            "choice_details": answer.choice_details,
        }
    )


def as_json(question: Question, decision: Decision) -> dict[str, Any]:
    """The decision as plain JSON, ids in the lens's order: the columns of an answer.

    Choices that the question has no more come last: history keeps what was said of them.
    """
    order = [choice.id for choice in question.choices]
    order += sorted((decision.selected | decision.choice_details.keys()) - set(order))
    return {
        "selected": [each for each in order if each in decision.selected],
        "not_applicable": decision.not_applicable,
        "reason": str(decision.reason),
        "notes": decision.notes,
        "choice_details": {
            each: _detail_json(decision.choice_details[each])
            for each in order
            if each in decision.choice_details
        },
    }


def from_json(data: Mapping[str, Any]) -> Decision:
    return Decision(
        selected=frozenset(data["selected"]),
        not_applicable=data["not_applicable"],
        reason=data["reason"],
        notes=data["notes"],
        choice_details={key: ChoiceDetail(**each) for key, each in data["choice_details"].items()},
    )


def _detail_json(detail: ChoiceDetail) -> dict[str, Any]:
    return {
        "not_applicable": detail.not_applicable,
        "reason": str(detail.reason),
        "notes": detail.notes,
    }


def _tidied(decision: Decision) -> Decision:
    details = {key: _tidied_detail(each) for key, each in decision.choice_details.items()}
    return replace(
        decision,
        reason=decision.reason if decision.not_applicable else str(Reason.NONE),
        notes=_text(decision.notes),
        choice_details={key: each for key, each in details.items() if each != ChoiceDetail()},
    )


def _tidied_detail(detail: ChoiceDetail) -> ChoiceDetail:
    reason = str(detail.reason if detail.not_applicable else Reason.NONE)
    return replace(detail, reason=reason, notes=_text(detail.notes))


def _text(text: str) -> str:
    """Line ends as one character, as everybody counts them; text of blanks alone is none."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain if plain.strip() else ""


def _problems(question: Question, decision: Decision) -> Iterator[tuple[str, str]]:
    yield from _selection_problems(question, decision)
    yield from _text_problems("notes", decision.notes, NOTES_LIMIT)
    yield from _reason_problems("reason", decision.reason)
    for choice_id, detail in decision.choice_details.items():
        name = f"choice:{choice_id}"
        yield from _text_problems(f"{name}:notes", detail.notes, CHOICE_NOTES_LIMIT)
        yield from _reason_problems(f"{name}:reason", detail.reason)
        if detail.not_applicable and choice_id in decision.selected:
            yield name, _("A practice cannot be in place and not applicable at once.")


def _selection_problems(question: Question, decision: Decision) -> Iterator[tuple[str, str]]:
    known = {choice.id for choice in question.choices}
    if unknown := sorted((decision.selected | decision.choice_details.keys()) - known):
        text = _("This question has no choice “%(choice)s”. Load the page again.")
        yield "selected", text % {"choice": unknown[0][:60]}
    none = {choice.id for choice in question.choices if choice.is_none}
    if decision.selected & none and decision.selected - none:
        yield "selected", _("“None of these” cannot be ticked together with other choices.")


def _text_problems(name: str, text: str, limit: int) -> Iterator[tuple[str, str]]:
    if len(text) > limit:
        numbers = {"length": len(text), "limit": limit, "over": len(text) - limit}
        words = _("%(length)s characters; %(limit)s fit. Shorten it by %(over)s.")
        said = {key: number_format(each, force_grouping=True) for key, each in numbers.items()}
        yield name, words % said
    if "\x00" in text:
        yield name, _("The text holds the character U+0000, which cannot be kept. Remove it.")


def _reason_problems(name: str, reason: str) -> Iterator[tuple[str, str]]:
    if reason not in Reason.values:
        words = _("“%(reason)s” is no reason. Choose one of the list.")
        yield name, words % {"reason": reason[:40]}
