"""The outline of a draft: its pillars and questions, and where something is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from pillars.lens.edit import Part, entries, text_of
from pillars.lens.edit_question import is_none
from pillars.lens.parse import AWS_CHARACTERS, MAX_CHARACTERS
from pillars.lens.proofread import THE_LENS, Note
from pillars.lens.validate import MAX_PILLARS, MAX_QUESTIONS

from ..domain.drafts import size_of
from ..models import LensDraft
from ..words import digits
from .icons import icon_named

Notes = Mapping[str, tuple[Note, ...]]
# A lens with more questions than the format allows is listed in part: around the current one, and
# the first of every other pillar.
MOST_LISTED = MAX_PILLARS * MAX_QUESTIONS
AROUND, FIRST = 30, 5


@dataclass(frozen=True, slots=True)
class Item:
    """A question in the outline. `key` makes the id of its element."""

    key: str
    id: str
    title: str
    url: str
    choices: int
    errors: int
    warnings: int
    current: bool


@dataclass(frozen=True, slots=True)
class OutlinePillar:
    """`items`: the questions that are listed, of `count`."""

    at: int
    icon: str
    id: str
    name: str
    items: tuple[Item, ...]
    count: int
    room: int = MAX_QUESTIONS

    @property
    def left(self) -> int:
        return self.count - len(self.items)


@dataclass(frozen=True, slots=True)
class Outline:
    """`errors` and `warnings` of the whole draft; `lens_*` those of its own texts and pillars."""

    pillars: tuple[OutlinePillar, ...]
    errors: int
    warnings: int
    lens_errors: int
    lens_warnings: int
    questions: int
    choices: int
    size: int
    limit: int = AWS_CHARACTERS

    @property
    def limit_text(self) -> str:
        return digits(self.limit)

    @property
    def most_text(self) -> str:
        return digits(MAX_CHARACTERS)

    @property
    def size_text(self) -> str:
        return digits(self.size)

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for pillar in self.pillars for item in pillar.items)

    @property
    def current(self) -> Item | None:
        return next((item for item in self.items if item.current), None)


def question_url(draft: LensDraft, question_id: str, name: str = "draft_question") -> str:
    return reverse(f"lenses:{name}", args=[draft.pk, question_id])


def build_outline(draft: LensDraft, notes: Notes, current: str | None) -> Outline:
    """`current`: the id of the question on the page."""
    pillars = entries(draft.document, "pillars")
    questions = [each for pillar in pillars for each in entries(pillar, "questions")]
    lister = _Lister(draft, notes, current, whole=len(questions) <= MOST_LISTED)
    errors, warnings = _counts([note for part in notes.values() for note in part])
    lens_errors, lens_warnings = _counts(notes[THE_LENS])
    return Outline(
        pillars=tuple(lister.pillar(at, each) for at, each in enumerate(pillars)),
        errors=errors,
        warnings=warnings,
        lens_errors=lens_errors,
        lens_warnings=lens_warnings,
        questions=len(questions),
        choices=sum(map(_practices, questions)),
        size=size_of(draft.document),
    )


@dataclass(frozen=True, slots=True)
class _Lister:
    draft: LensDraft
    notes: Notes
    current: str | None
    whole: bool

    def pillar(self, at: int, pillar: Part) -> OutlinePillar:
        name, pillar_id = text_of(pillar, "name"), text_of(pillar, "id")
        questions = entries(pillar, "questions")
        listed = self._listed(questions)
        items = tuple(self._item(f"{at}-{index}", questions[index]) for index in listed)
        icon = icon_named(pillar_id, name)
        return OutlinePillar(
            at, icon, pillar_id, name or _("Untitled pillar"), items, len(questions)
        )

    def _listed(self, questions: Sequence[Part]) -> range:
        if self.whole:
            return range(len(questions))
        ids = [text_of(each, "id") for each in questions]
        if self.current in ids:
            at = ids.index(self.current)
            return range(max(0, at - AROUND), min(len(ids), at + AROUND))
        return range(min(len(ids), FIRST))

    def _item(self, key: str, question: Part) -> Item:
        name = text_of(question, "id")
        errors, warnings = _counts(self.notes[name])
        return Item(
            key=key,
            id=name,
            title=text_of(question, "title").strip() or _("Untitled question"),
            url=question_url(self.draft, name),
            choices=_practices(question),
            errors=errors,
            warnings=warnings,
            current=name == self.current,
        )


def _practices(question: Part) -> int:
    return sum(not is_none(each) for each in entries(question, "choices"))


def _counts(notes: Sequence[Note]) -> tuple[int, int]:
    errors = sum(note.is_error for note in notes)
    return errors, len(notes) - errors
