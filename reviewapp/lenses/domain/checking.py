"""Holding a lens to what can be kept and addressed."""

import re
from dataclasses import dataclass
from typing import Any

from pillars.lens.messages import Message, shorten
from pillars.lens.model import Lens as ParsedLens
from pillars.lens.parse import export_lens, parse_lens

_ADDRESSABLE = re.compile(r"(?!\.{1,2}$)[^/\x00-\x1f]{1,128}")


class InvalidLens(Exception):
    """A lens file that cannot be taken; `errors` say why, `warnings` what else is odd."""

    def __init__(self, errors: tuple[Message, ...], warnings: tuple[Message, ...] = ()) -> None:
        super().__init__("; ".join(map(str, errors[:5])))
        self.errors = errors
        self.warnings = warnings


@dataclass(frozen=True, slots=True)
class CheckedLens:
    """A lens that can be published: what it says, its document, and what is odd about it."""

    lens: ParsedLens
    document: dict[str, Any]
    warnings: tuple[Message, ...]


def check_lens(source: str | bytes) -> CheckedLens:
    """Reads a lens file. Raises InvalidLens where it holds none that can be used."""
    parsed = parse_lens(source)
    if parsed.lens is None or parsed.document is None:
        raise InvalidLens(parsed.errors, parsed.warnings)
    if errors := _unusable_ids(parsed.lens):
        raise InvalidLens(errors, parsed.warnings)
    return CheckedLens(parsed.lens, parsed.document, parsed.warnings)


def check_document(document: dict[str, Any]) -> CheckedLens:
    """As `check_lens`; the messages' lines are those of the file that an export gives."""
    return check_lens(export_lens(document))


def _unusable_ids(lens: ParsedLens) -> tuple[Message, ...]:
    """Ids stand in addresses and in columns; errors for those that cannot."""
    ids = [*(pillar.id for pillar in lens.pillars), *(each.id for each in lens.questions)]
    return tuple(
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
