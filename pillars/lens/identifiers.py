"""Ids that are made from titles, and ids that people write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import count
from typing import Final

from pillars.lens.model import NONE_SUFFIX
from pillars.lens.nodes import ID_PATTERN

# AWS takes 128; a shorter one is easier to read in a condition and leaves room for a number.
_LONGEST: Final = 48
_SHORTEST: Final = 3
_WORD: Final = re.compile(r"[a-z0-9]+")
# The key word of conditions, which no choice may be called.
_KEY_WORD: Final = "default"


def id_from(title: str, *, taken: Collection[str], otherwise: str) -> str:
    """An id that says what ``title`` says and that is not taken.

    ``otherwise``: what to call it where the title has no letters that an id may have.
    """
    base = _base(title, otherwise)
    return next(name for name in _numbered(base) if name not in taken)


def made_from(name: str, title: str, *, otherwise: str) -> bool:
    """Whether ``name`` is what `id_from` makes of ``title``, a number behind it or none."""
    base = _base(title, otherwise)
    return name.startswith(base) and bool(re.fullmatch(r"(?:_[0-9]{1,4})?", name[len(base) :]))


def wrong_with(name: str, *, taken: Collection[str], choice: bool = False) -> str:
    """Why an id that somebody wrote cannot be used, in a sentence; "" where it can.

    ``taken``: the ids of the others; ``choice``: whether conditions will speak of it.
    """
    if not name:
        return "An id is needed: conditions and answers speak of it."
    if not ID_PATTERN.fullmatch(name):
        return "An id is 3 to 128 of the letters A–Z and a–z, digits and _."
    if name in taken:
        return f"Another one has the id “{name}” already."
    if choice and name == _KEY_WORD:
        return "“default” is the key word of conditions; choose another id."
    return ""


def _base(title: str, otherwise: str) -> str:
    plain = unicodedata.normalize("NFKD", title[:500]).encode("ascii", "ignore").decode().lower()
    name = _cut("_".join(_WORD.findall(plain)))
    # “no” at the end would make it the choice “none of these”, a key word no condition at all.
    usable = len(name) >= _SHORTEST and not name.endswith(NONE_SUFFIX) and name != _KEY_WORD
    if usable:
        return name
    return f"{otherwise}_{name}".rstrip("_") + ("_1" if name.endswith("no") else "")


def _cut(name: str) -> str:
    if len(name) <= _LONGEST:
        return name
    kept, _, _ = name[: _LONGEST + 1].rpartition("_")
    return kept or name[:_LONGEST]


def _numbered(base: str) -> Iterator[str]:
    yield base
    yield from (f"{base}_{number}" for number in count(2))
