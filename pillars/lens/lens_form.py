"""A lens's own texts and its pillars as a form sends them, written into the document."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from pillars.lens.edit import Document, Part, entries, text_of, with_text
from pillars.lens.identifiers import id_from, made_from, wrong_with
from pillars.lens.question_form import WrongIds

PILLAR: Final = "pillar"


@dataclass(frozen=True, slots=True)
class PillarForm:
    """``was``: the id that it had when it was shown."""

    was: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class LensForm:
    name: str
    description: str
    pillars: tuple[PillarForm, ...]


def fill_in_lens(document: Document, form: LensForm, published: Collection[str] = ()) -> Document:
    """The document with what the form says; pillars that it does not name stay as they are.

    ``published``: ids of pillars that do not follow their names.

    Raises:
        WrongIds: nothing can be kept under these ids; keyed by the index in the form.
    """
    filled = with_text(document, "name", form.name, required=True, line=True)
    filled = with_text(filled, "description", form.description, required="description" in filled)
    pillars = entries(filled, "pillars")
    errors: dict[int | None, str] = {}
    for at, each in enumerate(form.pillars):
        found = [i for i, pillar in enumerate(pillars) if text_of(pillar, "id") == each.was]
        for index in found[:1]:
            others = [text_of(other, "id") for other in pillars[:index] + pillars[index + 1 :]]
            pillars[index], errors[at] = _pillar(pillars[index], each, others, published)
    if wrong := {at: text for at, text in errors.items() if text}:
        raise WrongIds(wrong)
    return {**filled, "pillars": pillars} if pillars != entries(filled, "pillars") else filled


def _pillar(
    pillar: Part, form: PillarForm, others: list[str], published: Collection[str]
) -> tuple[Part, str]:
    """The pillar, and what is wrong with its id."""
    name, wrong = form.id, ""
    before = text_of(pillar, "name")
    if form.id != form.was:
        wrong = wrong_with(form.id, taken=others)
    elif form.name != before and form.was not in published:
        automatic = made_from(form.was, before, otherwise=PILLAR)
        name = id_from(form.name, taken=others, otherwise=PILLAR) if automatic else form.was
    filled = with_text(pillar, "id", name, required=True)
    return with_text(filled, "name", form.name, required=True, line=True), wrong
