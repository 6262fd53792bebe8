"""The editor's outline, and the page of the lens itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from pillars.lens.edit import Document, Part, entries, text_of
from pillars.lens.edit_question import is_none
from pillars.lens.lens_form import LensForm, PillarForm
from pillars.lens.parse import AWS_CHARACTERS, MAX_CHARACTERS
from pillars.lens.proofread import THE_LENS, Note, proofread
from pillars.lens.questions import MAX_DESCRIPTION, MAX_TITLE
from pillars.lens.validate import MAX_PILLARS, MAX_QUESTIONS

from ..domain.drafts import seen_of, size_of
from ..models import LensDraft
from .editor_fields import TEXT, Field
from .icons import icon_named

Notes = Mapping[str, tuple[Note, ...]]


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
    at: int
    icon: str
    id: str
    name: str
    items: tuple[Item, ...]
    room: int = MAX_QUESTIONS


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
    limit_text: str = f"{AWS_CHARACTERS:,}"
    most_text: str = f"{MAX_CHARACTERS:,}"

    @property
    def size_text(self) -> str:
        return f"{self.size:,}"

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for pillar in self.pillars for item in pillar.items)

    @property
    def current(self) -> Item | None:
        return next((item for item in self.items if item.current), None)


def question_url(draft: LensDraft, question_id: str, name: str = "draft_question") -> str:
    return reverse(f"lenses:{name}", args=[draft.pk, question_id])


def editor_context(draft: LensDraft, current: str | None = None) -> dict[str, Any]:
    """What every page of the editor shows. `current`: the id of the question on it."""
    notes = proofread(draft.document)
    return {
        "draft": draft,
        "lens_name": text_of(draft.document, "name").strip() or "Untitled lens",
        "notes": notes,
        "outline": _outline(draft, notes, current),
    }


def _outline(draft: LensDraft, notes: Notes, current: str | None) -> Outline:
    pillars = entries(draft.document, "pillars")
    outlined = tuple(_pillar(draft, at, each, notes, current) for at, each in enumerate(pillars))
    questions = [each for pillar in pillars for each in entries(pillar, "questions")]
    lens_errors, lens_warnings = _counts(notes[THE_LENS])
    return Outline(
        pillars=outlined,
        errors=lens_errors + sum(item.errors for each in outlined for item in each.items),
        warnings=lens_warnings + sum(item.warnings for each in outlined for item in each.items),
        lens_errors=lens_errors,
        lens_warnings=lens_warnings,
        questions=len(questions),
        choices=sum(map(_practices, questions)),
        size=size_of(draft.document),
    )


def _pillar(
    draft: LensDraft, at: int, pillar: Part, notes: Notes, current: str | None
) -> OutlinePillar:
    name = text_of(pillar, "name")
    questions = entries(pillar, "questions")
    items = tuple(
        _item(draft, f"{at}-{index}", each, notes, current) for index, each in enumerate(questions)
    )
    icon = icon_named(text_of(pillar, "id"), name)
    return OutlinePillar(at, icon, text_of(pillar, "id"), name or "Untitled pillar", items)


def _item(draft: LensDraft, key: str, question: Part, notes: Notes, current: str | None) -> Item:
    name = text_of(question, "id")
    errors, warnings = _counts(notes[name])
    return Item(
        key=key,
        id=name,
        title=text_of(question, "title").strip() or "Untitled question",
        url=question_url(draft, name),
        choices=_practices(question),
        errors=errors,
        warnings=warnings,
        current=name == current,
    )


def _practices(question: Part) -> int:
    return sum(not is_none(each) for each in entries(question, "choices"))


def _counts(notes: tuple[Note, ...]) -> tuple[int, int]:
    errors = sum(note.is_error for note in notes)
    return errors, len(notes) - errors


# --- the page of the lens itself -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PillarCard:
    """A pillar as it can be written, with its questions as the outline has them."""

    at: int
    was: str
    id: Field
    name: Field
    outline: OutlinePillar
    first: bool
    last: bool

    @property
    def up_key(self) -> str:
        return f"p{self.at}-up"

    @property
    def down_key(self) -> str:
        return f"p{self.at}-down"


def lens_page(
    draft: LensDraft, *, sent: LensForm | None = None, errors: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The page of the lens itself.

    Args:
        draft: as it is stored.
        sent: what was sent and not taken, so that nothing typed is lost.
        errors: why it was not taken, by field.
    """
    context = editor_context(draft)
    form = sent or _form_of(draft.document)
    return {
        **context,
        "part": THE_LENS,
        "seen": seen_of(draft.document, THE_LENS),
        "url": reverse("lenses:draft", args=[draft.pk]),
        "errors": errors or {},
        "name": Field("l-name", "Name", form.name, limit=MAX_TITLE),
        "description": Field(
            "l-description", "Description", form.description, TEXT, limit=MAX_DESCRIPTION
        ),
        "cards": _cards(form, context["outline"], errors or {}),
        "limits": {"pillars": MAX_PILLARS, "questions": MAX_QUESTIONS},
        "remarks": context["notes"][THE_LENS],
    }


def _form_of(document: Document) -> LensForm:
    pillars = (
        PillarForm(text_of(each, "id"), text_of(each, "id"), text_of(each, "name"))
        for each in entries(document, "pillars")
    )
    name, description = text_of(document, "name"), text_of(document, "description")
    return LensForm(name, description, tuple(pillars))


def _cards(form: LensForm, outline: Outline, errors: Mapping[str, str]) -> list[PillarCard]:
    """A card for each pillar that there is; one that was sent and is gone has none."""
    sent = {each.was: each for each in form.pillars}
    cards = []
    for pillar in outline.pillars:
        said = sent.get(pillar.id) or PillarForm(pillar.id, pillar.id, pillar.name)
        key = f"p{pillar.at}-id"
        card = PillarCard(
            at=pillar.at,
            was=pillar.id,
            id=Field(key, "Id", said.id, mono=True, error=errors.get(key, "")),
            name=Field(f"p{pillar.at}-name", "Name of the pillar", said.name, limit=MAX_TITLE),
            outline=pillar,
            first=pillar.at == 0,
            last=pillar.at == len(outline.pillars) - 1,
        )
        cards.append(card)
    return cards


def moved_ids(cards: list[PillarCard], sent: LensForm | None) -> list[PillarCard]:
    """The pillars whose id is another one than was sent."""
    ids = {each.id for each in (sent.pillars if sent else ())}
    return [card for card in cards if card.was not in ids]
