"""Taking lens files into an organisation's library."""

import re
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from pillars.lens.messages import Message, shorten
from pillars.lens.model import Lens as ParsedLens
from pillars.lens.parse import parse_lens
from reviewapp.people.models import Organisation, User

from ..models import Lens, LensVersion
from .library import available_lenses, lock_library
from .versions import add_version

_ADDRESSABLE = re.compile(r"(?!\.{1,2}$)[^/\x00-\x1f]{1,128}")


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
    lock_library()
    lens = _own_lens(organisation, parsed.lens.name)
    version, created = add_version(lens, parsed.document, by=by)
    return Imported(version, created, parsed.warnings)


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
