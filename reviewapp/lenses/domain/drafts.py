"""Drafts: lenses that are being written. Saved part by part, so that two people can write at once.

A part is one question, by its id, or the lens itself: its texts, its pillars, which questions are
in them. Whoever saves a part says what it looked like when they read it; a part that somebody else
changed in the meantime is not overwritten.
"""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pillars.lens.edit import Document, entries, new_document, question_of, text_of
from pillars.lens.parse import MAX_CHARACTERS
from reviewapp.audit.domain import record
from reviewapp.people.models import Organisation, User

from ..models import Lens, LensDraft
from ..words import digits
from .library import latest_version
from .versions import digest_of

THE_LENS = ""
_NAME_LIMIT = 128
_SEEN_LENGTH = 16
# The character 0 as JSON writes it, and not a text about it.
_ZERO = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


class StaleDraft(Exception):
    """The part was changed after it was read. Nothing was written; `current` is as it stands."""

    def __init__(self, current: LensDraft, part: str) -> None:
        super().__init__("Somebody else changed this part of the lens in the meantime.")
        self.current = current
        self.part = part


class PartGone(Exception):
    """The question is not in the draft any more. Nothing was written."""


class UnusableDraft(Exception):
    """The document cannot be kept as it would be; the text says why. Nothing was written."""


def create_draft(*, organisation: Organisation, by: User | None) -> LensDraft:
    """A lens to begin with."""
    return _create(organisation, new_document(_("Untitled lens")), by)


def draft_from(*, lens: Lens, organisation: Organisation, by: User | None) -> LensDraft:
    """The draft of an own lens's next version: the one there is, or one from its latest version.

    Of somebody else's lens, a built-in one too, it becomes a copy: a lens of one's own.
    """
    latest = latest_version(lens)
    if lens.organisation_id != organisation.pk:
        name = _("Copy of %(name)s") % {"name": text_of(latest.document, "name")}
        return _create(organisation, {**latest.document, "name": name[:_NAME_LIMIT]}, by)
    found = LensDraft.objects.filter(lens=lens).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return _create(organisation, latest.document, by, lens=lens, base=latest)
    except IntegrityError:
        return LensDraft.objects.get(lens=lens)


def _create(
    organisation: Organisation, document: Document, by: User | None, **more: Any
) -> LensDraft:
    return LensDraft.objects.create(
        organisation=organisation, document=document, created_by=by, updated_by=by, **more
    )


def seen_of(document: Document, part: str) -> str:
    """What a part looks like, as a short text to compare.

    Raises:
        PartGone: the document has no such question.
    """
    shape = _shape(document) if part == THE_LENS else _question(document, part)
    return digest_of(shape)[:_SEEN_LENGTH]


def _question(document: Document, question_id: str) -> Document:
    try:
        return question_of(document, question_id)
    except KeyError:
        raise PartGone from None


def _shape(document: Document) -> Document:
    pillars = [
        {**pillar, "questions": [text_of(each, "id") for each in entries(pillar, "questions")]}
        for pillar in entries(document, "pillars")
    ]
    return {**document, "pillars": pillars}


@transaction.atomic
def save_part(
    *,
    draft_id: UUID,
    part: str,
    seen: str | None,
    change: Callable[[Document], Document],
    by: User | None,
) -> LensDraft:
    """Writes a change of one part over what was read of it.

    A change that comes to what stands already writes nothing, whatever was read: a browser that
    sends once more what it saved before is no conflict.

    Args:
        draft_id: the draft.
        part: the id of a question, or THE_LENS.
        seen: what `seen_of` said of the part when it was read; None for a change that is right
            whatever the part looks like.
        change: the document after it; what it raises goes to the caller.
        by: who.

    Raises:
        LensDraft.DoesNotExist: published or discarded in the meantime.
        PartGone: the question was removed or renamed in the meantime.
        StaleDraft: the part was changed in the meantime.
        UnusableDraft: the document would be too large.
    """
    draft = (
        LensDraft.objects.select_for_update(of=("self",)).select_related("base").get(pk=draft_id)
    )
    now_seen = seen_of(draft.document, part)
    after = change(draft.document)
    if after == draft.document:
        return draft
    if seen not in (None, now_seen):
        raise StaleDraft(draft, part)
    return _write(draft, after, by)


def _write(draft: LensDraft, document: Document, by: User | None) -> LensDraft:
    """Compare-and-swap on the version that `draft` has."""
    _check(document)
    values = {
        "document": document,
        "version": draft.version + 1,
        "updated_at": timezone.now(),
        "updated_by": by,
    }
    if not LensDraft.objects.filter(pk=draft.pk, version=draft.version).update(**values):
        raise StaleDraft(LensDraft.objects.get(pk=draft.pk), THE_LENS)
    for name, value in values.items():
        setattr(draft, name, value)
    return draft


def size_of(document: Document) -> int:
    """Characters of the lens file, without white space between its values."""
    return len(_dense(document))


def _dense(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _check(document: Document) -> None:
    text = _dense(document)
    if len(text) > MAX_CHARACTERS:
        words = _(
            "The lens would have %(count)s characters; a lens file may have %(most)s. "
            "Shorten it, or split it into two lenses."
        )
        raise UnusableDraft(words % {"count": digits(len(text)), "most": digits(MAX_CHARACTERS)})
    if _ZERO.search(text):
        raise UnusableDraft(_("There is a character in it that cannot be kept."))


@transaction.atomic
def discard_draft(*, draft_id: UUID) -> None:
    """Ends a draft; what it says is gone. Versions that were published stay."""
    draft = LensDraft.objects.filter(pk=draft_id).first()
    if draft:
        name = text_of(draft.document, "name")
        record(
            organisation=draft.organisation_id, action="lens.draft_discarded", by=None, subject=name
        )
        draft.delete()
