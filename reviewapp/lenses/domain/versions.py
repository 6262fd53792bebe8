"""Versions of a lens: making one from a document."""

import hashlib
import json
from typing import Any

from django.db.models import Max

from reviewapp.people.models import User

from ..models import Lens, LensVersion


def digest_of(document: dict[str, Any]) -> str:
    """SHA-256 of the document, whatever the order of its keys. ValueError for no JSON number."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def add_version(lens: Lens, document: dict[str, Any], by: User | None) -> tuple[LensVersion, bool]:
    digest = digest_of(document)
    last = lens.versions.defer("document").order_by("-number").first()
    if last and last.digest == digest:
        return last, False
    number = (lens.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = lens.versions.create(number=number, document=document, digest=digest, created_by=by)
    return version, True
