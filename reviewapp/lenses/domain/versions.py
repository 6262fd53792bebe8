"""Versions of a lens: making one from a document."""

import hashlib
import json
from typing import Any

from pillars.lens.model import Lens as ParsedLens
from pillars.lens.parse import lens_from_document
from reviewapp.people.models import User

from ..models import Lens, LensVersion


def digest_of(document: dict[str, Any]) -> str:
    """SHA-256 of the document, whatever the order of its keys. ValueError for no JSON number."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def add_version(
    lens: Lens,
    document: dict[str, Any],
    *,
    by: User | None = None,
    major: bool = True,
    name: str = "",
    note: str = "",
) -> tuple[LensVersion, bool]:
    """Publishes a document, unless it is what the newest version says. The caller holds the lock.

    Returns:
        the version, and whether it is a new one.

    Raises:
        ValueError: the document is no lens.
    """
    digest = digest_of(document)
    last = lens.versions.defer("document").order_by("-number").first()
    if last and last.digest == digest:
        return last, False
    version = lens.versions.create(
        **_next_place(last, major=major),
        **counts_of(lens_from_document(document)),
        document=document,
        digest=digest,
        name=name,
        note=note,
        created_by=by,
    )
    return version, True


def counts_of(lens: ParsedLens) -> dict[str, int]:
    """How many pillars, questions and choices; “none of these” is no choice of practice."""
    questions = list(lens.questions)
    return {
        "pillars": len(lens.pillars),
        "questions": len(questions),
        "choices": sum(not choice.is_none for each in questions for choice in each.choices),
    }


def _next_place(last: LensVersion | None, *, major: bool) -> dict[str, int]:
    if last is None:
        return {"number": 1, "major": 1, "minor": 0}
    if major:
        return {"number": last.number + 1, "major": last.major + 1, "minor": 0}
    return {"number": last.number + 1, "major": last.major, "minor": last.minor + 1}
