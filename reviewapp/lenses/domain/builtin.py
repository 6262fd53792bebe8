"""The lenses that this release carries."""

import json
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from django.db import transaction

from pillars.lens.parse import lens_from_document

from ..models import Lens, LensVersion
from .checking import CheckedLens
from .library import lock_library
from .publishing import release


@transaction.atomic
def sync_builtin_lenses() -> list[LensVersion]:
    """Brings the library up to the lenses that this release carries.

    A lens whose document changed gets a new version: a minor one where words alone changed, else
    a major one, and reviews stay on theirs. May run in many processes at once.

    Raises:
        ValueError: a built-in file is broken.
    """
    lock_library()
    return [_sync(alias, document) for alias, document in builtin_documents()]


def builtin_documents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Alias and document of every lens of this release, by alias.

    A lens is a file, or a folder where it is too large for one: `lens.json` then names the files
    of its pillars in their order.
    """
    folder = files("pillars") / "lenses"
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.name.endswith(".json"):
            yield entry.name.removesuffix(".json"), _json(entry)
        elif entry.is_dir() and (entry / "lens.json").is_file():
            yield entry.name, _joined(entry)


def builtin_document(alias: str) -> dict[str, Any] | None:
    """The document of one lens of this release, or None where it carries none of that name."""
    return next((document for name, document in builtin_documents() if name == alias), None)


def _sync(alias: str, document: dict[str, Any]) -> LensVersion:
    parsed = lens_from_document(document)
    lens, _ = Lens.objects.update_or_create(
        organisation=None, alias=alias, defaults={"name": parsed.name[:128]}
    )
    return release(lens, CheckedLens(parsed, document, ()), major=None)[0]


def _joined(folder: Traversable) -> dict[str, Any]:
    document = _json(folder / "lens.json")
    pillars = [_json(folder / f"{name}.json") for name in document["pillars"]]
    return {**document, "pillars": pillars}


def _json(file: Traversable) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found
