"""What every page of the editor shows, and the page of the lens itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pillars.lens.edit import Document, entries, text_of
from pillars.lens.lens_form import LensForm, PillarForm
from pillars.lens.proofread import THE_LENS, proofread
from pillars.lens.questions import MAX_DESCRIPTION, MAX_TITLE
from pillars.lens.validate import MAX_PILLARS, MAX_QUESTIONS

from ..domain.drafts import seen_of
from ..models import LensDraft
from .editor_fields import TEXT, Field
from .outline import Outline, OutlinePillar, build_outline


def editor_context(draft: LensDraft, current: str | None = None) -> dict[str, Any]:
    """What every page of the editor shows. `current`: the id of the question on it."""
    notes = proofread(draft.document)
    return {
        "draft": draft,
        "lens_name": text_of(draft.document, "name").strip() or _("Untitled lens"),
        "notes": notes,
        "outline": build_outline(draft, notes, current),
    }


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
        "name": Field("l-name", _("Name"), form.name, limit=MAX_TITLE),
        "description": Field(
            "l-description", _("Description"), form.description, TEXT, limit=MAX_DESCRIPTION
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
            id=Field(key, _("Id"), said.id, mono=True, error=errors.get(key, "")),
            name=Field(f"p{pillar.at}-name", _("Name of the pillar"), said.name, limit=MAX_TITLE),
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
