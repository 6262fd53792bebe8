"""The lens library: built-in lenses, imported ones, and the lens that a version says."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet
from django.utils.text import slugify

from pillars.lens.messages import Message, shorten
from pillars.lens.model import Lens as ParsedLens
from pillars.lens.parse import lens_from_document, parse_lens
from reviewapp.people.models import Organisation, User

from ..models import Lens, LensVersion

LOCK = 0x6C656E73  # any number of our own: serialises writers of the library
REMEMBERED = 64
_ADDRESSABLE = re.compile(r"(?!\.{1,2}$)[^/\x00-\x1f]{1,128}")
_remembered: dict[str, ParsedLens] = {}


class InvalidLens(Exception):
    """A lens file that cannot be taken; `errors` say why, `warnings` what else is odd."""

    def __init__(self, errors: tuple[Message, ...], warnings: tuple[Message, ...] = ()) -> None:
        super().__init__("; ".join(map(str, errors[:5])))
        self.errors = errors
        self.warnings = warnings


@dataclass(frozen=True, slots=True)
class Imported:
    version: LensVersion
    created: bool
    warnings: tuple[Message, ...]


def lens_of(version: LensVersion) -> ParsedLens:
    """The lens of a version. Documents never change, so one parsed before is taken again."""
    found = _remembered.get(version.digest)
    if found is None:
        found = lens_from_document(version.document)
        if len(_remembered) >= REMEMBERED:
            _remembered.clear()
        _remembered[version.digest] = found
    return found


def available_lenses(organisation: Organisation) -> QuerySet[Lens]:
    """Built-in lenses first, then the organisation's own."""
    own = Q(organisation=organisation) | Q(organisation=None)
    return Lens.objects.filter(own).order_by("-organisation_id", "name")


def builtin_lenses() -> QuerySet[Lens]:
    return Lens.objects.filter(organisation=None)


@transaction.atomic
def sync_builtin_lenses() -> list[LensVersion]:
    """Brings the library up to the lenses that this release carries.

    A lens whose document changed gets a new version; reviews stay on theirs. May run in many
    processes at once.

    Raises:
        ValueError: a built-in file is broken.
    """
    _lock_library()
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


def _joined(folder: Traversable) -> dict[str, Any]:
    document = _json(folder / "lens.json")
    pillars = [_json(folder / f"{name}.json") for name in document["pillars"]]
    return {**document, "pillars": pillars}


def _json(file: Traversable) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


@transaction.atomic
def import_lens(
    *, organisation: Organisation, source: str | bytes, by: User | None = None
) -> Imported:
    """Takes a lens file into an organisation's library.

    A lens of the same name becomes a new version of that one; the same document again changes
    nothing.

    Raises:
        InvalidLens: the file holds no lens that can be used.
    """
    parsed = parse_lens(source)
    if parsed.lens is None or parsed.document is None:
        raise InvalidLens(parsed.errors, parsed.warnings)
    _check_ids(parsed.lens)
    _lock_library()
    lens = _own_lens(organisation, parsed.lens.name)
    version, created = _publish(lens, parsed.document, by)
    return Imported(version, created, parsed.warnings)


def latest_version(lens: Lens) -> LensVersion:
    """The newest version, its document left in the database until it is asked for."""
    return lens.versions.defer("document").order_by("-number")[0]


def digest_of(document: dict[str, Any]) -> str:
    """SHA-256 of the document, whatever the order of its keys. ValueError for no JSON number."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _sync(alias: str, document: dict[str, Any]) -> LensVersion:
    parsed = lens_from_document(document)
    lens, _ = Lens.objects.update_or_create(
        organisation=None, alias=alias, defaults={"name": parsed.name[:128]}
    )
    return _publish(lens, document, None)[0]


def _own_lens(organisation: Organisation, name: str) -> Lens:
    found = Lens.objects.filter(organisation=organisation, name=name[:128]).first()
    if found:
        return found
    return Lens.objects.create(
        organisation=organisation, name=name[:128], alias=_free_alias(organisation, name)
    )


def _free_alias(organisation: Organisation, name: str) -> str:
    """An alias that no lens of the library that the organisation sees has."""
    taken = set(available_lenses(organisation).values_list("alias", flat=True))
    base = slugify(name)[:50].strip("-") or "lens"
    candidates = (base if number == 1 else f"{base}-{number}" for number in range(1, 10_000))
    return next(alias for alias in candidates if alias not in taken)


def _publish(lens: Lens, document: dict[str, Any], by: User | None) -> tuple[LensVersion, bool]:
    digest = digest_of(document)
    last = lens.versions.defer("document").order_by("-number").first()
    if last and last.digest == digest:
        return last, False
    number = (lens.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = lens.versions.create(number=number, document=document, digest=digest, created_by=by)
    return version, True


def _lock_library() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _check_ids(lens: ParsedLens) -> None:
    """Ids stand in addresses and in columns. Raises InvalidLens for those that cannot."""
    ids = [*(pillar.id for pillar in lens.pillars), *(each.id for each in lens.questions)]
    errors = tuple(
        Message(
            "error",
            "unusable-id",
            "$",
            0,
            0,
            f"The id “{shorten(name)}” cannot stand in an address.",
            "Ids have at most 128 characters, and no slash or control character.",
        )
        for name in ids
        if not _ADDRESSABLE.fullmatch(name)
    )
    if errors:
        raise InvalidLens(errors)
