"""Attached evidence as documents have it, and what a copied answer makes of it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from reviewapp.files.models import StoredFile
from reviewapp.people.models import User

from ..models import Answer, EvidenceItem
from .evidence_items import MOST_ITEMS, current_items, is_stale, mark_stale


def item_part(item: EvidenceItem) -> dict[str, Any]:
    """An item as plain JSON, as documents have it."""
    kept = item.file_id or item.file_name
    file = {
        "id": str(item.file_id) if item.file_id else None,
        "name": item.file_name,
        "type": item.file_type,
        "size": item.file_size,
        "sha256": item.file_sha256,
    }
    return {
        "id": str(item.pk),
        "choice": item.choice_id,
        "kind": item.kind,
        "title": item.title,
        "url": item.url,
        "text": item.text,
        "file": file if kept else None,
        "valid_until": item.valid_until.isoformat() if item.valid_until else None,
        "stale": is_stale(item),
        "added_by": str(item.added_by) if item.added_by else None,
        "added_at": item.added_at.isoformat(),
        "origin": item.origin_note,
    }


def copy_items(
    answer: Answer,
    parts: Iterable[Mapping[str, Any]],
    *,
    choices: set[str],
    why: str,
    by: User | None,
) -> None:
    """Items of a document, copied to an answer with where they come from.

    A file is not copied: the new item names the same bytes, where they are still kept. What was
    copied before is not copied twice. The caller holds the workload.
    """
    parts = list(parts)
    if not parts:
        return
    there = set(current_items(answer).values_list("copied_from", flat=True))
    new = [
        part
        for part in parts
        if UUID(part["id"]) not in there and (not part["choice"] or part["choice"] in choices)
    ]
    known = {part["file"]["id"] for part in new if part["file"]}
    files = set(map(str, StoredFile.objects.filter(pk__in=known).values_list("pk", flat=True)))
    EvidenceItem.objects.bulk_create(
        [_copied(answer, part, files, why, by) for part in new[:MOST_ITEMS]]
    )
    mark_stale(answer)


def _copied(
    answer: Answer, part: Mapping[str, Any], files: set[str], why: str, by: User | None
) -> EvidenceItem:
    file = part["file"] or {"id": None, "name": "", "type": "", "size": 0, "sha256": ""}
    return EvidenceItem(
        answer=answer,
        choice_id=part["choice"],
        kind=part["kind"],
        title=part["title"],
        url=part["url"],
        text=part["text"],
        file_id=file["id"] if file["id"] in files else None,
        file_name=file["name"],
        file_type=file["type"],
        file_size=file["size"],
        file_sha256=file["sha256"],
        valid_until=date.fromisoformat(part["valid_until"]) if part["valid_until"] else None,
        added_by=by,
        origin_note=why[:300],
        copied_from=UUID(part["id"]),
    )
