"""What publishing a draft would change: the difference, what is wrong, which versions it may be."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from pillars.lens.edit import entries, text_of
from pillars.lens.proofread import Note

from ..domain.checking import InvalidLens, check_document
from ..domain.library import latest_version
from ..domain.publishing import MAX_NAME, MAX_NOTE
from ..domain.reading import lens_of
from ..forms_editor import Release
from ..models import LensDraft, LensVersion
from .difference import changes_context
from .editor import editor_context
from .outline import Notes, question_url

# A lens with nothing but mistakes must not make an endless page.
MOST_REMARKS = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A remark, the title of the part that it is about, and the address of its field."""

    note: Note
    title: str
    url: str


def publish_page(
    draft: LensDraft, wanted: QueryDict, *, sent: Release | None = None, error: str = ""
) -> dict[str, Any]:
    """The page that publishes a draft.

    Args:
        draft: as it is stored.
        wanted: which part of the difference is asked for.
        sent: what was asked of publishing and refused.
        error: why it was refused.
    """
    context = editor_context(draft)
    places = list(_places(draft, context["notes"]))
    last = latest_version(draft.lens) if draft.lens else None
    return {
        **context,
        "sent": sent,
        "error": error,
        "problems": [each for each in places if each.note.is_error][:MOST_REMARKS],
        "oddities": [each for each in places if not each.note.is_error][:MOST_REMARKS],
        "last": last,
        "overtaken": bool(last and draft.base_id and last.pk != draft.base_id),
        "limits": {"name": MAX_NAME, "note": MAX_NOTE},
        **_changes(draft, last, wanted),
    }


def _places(draft: LensDraft, notes: Notes) -> Iterator[Place]:
    titles = {
        text_of(each, "id"): text_of(each, "title")
        for pillar in entries(draft.document, "pillars")
        for each in entries(pillar, "questions")
    }
    for part, remarks in notes.items():
        if not remarks:
            continue
        url = question_url(draft, part) if part else reverse("lenses:draft", args=[draft.pk])
        title = titles[part] if part else _("The lens and its pillars")
        for note in remarks:
            yield Place(note, title, f"{url}#{note.field}")


def _changes(draft: LensDraft, last: LensVersion | None, wanted: QueryDict) -> dict[str, Any]:
    """The difference to the newest version; none of a new lens, or where it has errors.

    `refused` are errors that no field has, since they are of the file as a whole.
    """
    try:
        checked = check_document(draft.document)
    except InvalidLens as invalid:
        return {"publishable": False, "refused": invalid.errors}
    if last is None:
        return {"publishable": True, "first": True}
    changes = changes_context(lens_of(last), checked.lens, wanted)
    return {
        **changes,
        "publishable": not _same(draft, last),
        "unchanged": _same(draft, last),
        "before": last,
        "after": {"label": _("this draft")},
    }


def _same(draft: LensDraft, last: LensVersion) -> bool:
    return draft.document == last.document
