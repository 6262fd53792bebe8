"""Reading one JSON object of a lens, forgiving what can be forgiven and saying so."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from pillars.lens.messages import Path, Report, shorten

ID_PATTERN: Final = re.compile(r"[A-Za-z0-9_]{3,128}")
_MARKUP: Final = re.compile(r"<[A-Za-z/!][^<>]*>")


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON object, its path in the lens, and where to say what is odd about it."""

    value: dict[str, Any]
    path: Path
    report: Report

    def error(self, code: str, message: str, fix: str, *key: str | int) -> None:
        self.report.error((*self.path, *key), code, message, fix)

    def warn(self, code: str, message: str, fix: str, *key: str | int) -> None:
        self.report.warning((*self.path, *key), code, message, fix)

    def note_unknown_keys(self, owner: str, known: Collection[str]) -> None:
        for key in self.value:
            if key not in known:
                self.report.unknown_key(owner, (*self.path, key))

    def text(self, key: str, *, limit: int = 0) -> str:
        """The text under ``key``, "" where it is missing; longer than ``limit`` is warned about."""
        text = self._text(key)
        if limit and len(text) > limit:
            message = f"“{key}” has {len(text):,} characters; AWS allows {limit:,}."
            self.warn("too-long", message, f"Shorten it to {limit:,} to use the lens in AWS.", key)
        if _MARKUP.search(text):
            self.warn("markup-in-text", f"“{key}” holds markup.", "It is shown as it stands.", key)
        return text

    def _text(self, key: str) -> str:
        value = self.value.get(key)
        if value is None or isinstance(value, str):
            return value or ""
        self.warn("not-text", f"“{key}” is {kind(value)}, not text.", "Write it in quotes.", key)
        return str(value) if isinstance(value, int | float) else ""

    def required_text(self, key: str, *, limit: int, otherwise: str) -> str:
        """As ``text``; where it says nothing a warning, and ``otherwise`` in its place."""
        text = self.text(key, limit=limit)
        if text.strip():
            return text
        fix = (
            f"Write one; “{shorten(otherwise)}” is shown meanwhile." if otherwise else "Write one."
        )
        self.warn("missing-text", f"“{key}” is missing or empty.", fix, key)
        return otherwise

    def identifier(self, taken: set[str], what: str) -> str:
        """The ``id``, which is then taken. An error where it is missing or was taken already."""
        found = self._text("id")
        if not found.strip():
            self.error("missing-id", f"This {what} has no id.", "Give it an id of its own.", "id")
            return ""
        if found in taken:
            message = f"Another {what} has the id “{shorten(found)}” already."
            self.error("duplicate-id", message, "Give each an id of its own.", "id")
        elif not ID_PATTERN.fullmatch(found):
            message = f"The id “{shorten(found)}” is not 3 to 128 of A–Z, a–z, 0–9 and _."
            self.warn("bad-id", message, "AWS refuses such an id; rename it to use it there.", "id")
        taken.add(found)
        return found

    def child(self, key: str) -> Node | None:
        """The object under ``key``; something else in its place is warned about and left out."""
        value = self.value.get(key)
        if value is None:
            return None
        if isinstance(value, dict):
            return Node(value, (*self.path, key), self.report)
        self._misplaced("not-an-object", value, "an object", False, key)
        return None

    def children(self, key: str, *, needed: bool = True) -> list[Node]:
        """The objects of the list under ``key``.

        What is no list, or no object in it, is an error where the entries are ``needed`` to read
        the lens, else a warning.
        """
        value = self.value.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self._misplaced("not-a-list", value, "a list", needed, key)
            return []
        return [
            node for at, item in enumerate(value) if (node := self._entry(item, needed, key, at))
        ]

    def _entry(self, item: object, needed: bool, key: str, at: int) -> Node | None:
        if isinstance(item, dict):
            return Node(item, (*self.path, key, at), self.report)
        self._misplaced("not-an-object", item, "an object", needed, key, at)
        return None

    def _misplaced(self, code: str, value: object, due: str, needed: bool, *key: str | int) -> None:
        say = self.error if needed else self.warn
        fix = f"Write it as {due}." if needed else "It is kept but not used."
        say(code, f"This is {kind(value)}, not {due}.", fix, *key)

    def count(self, key: str, found: int, limit: int) -> None:
        """Warns where there are more entries than AWS takes."""
        if found > limit:
            message = f"There are {found:,} {key}; AWS allows {limit}."
            self.warn("too-many", message, "All are read. Split them to use the lens in AWS.", key)


def kind(value: object) -> str:
    """What a JSON value is, for a sentence."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    names = ((str, "text"), (int, "a number"), (float, "a number"), (list, "a list"))
    return next((name for type_, name in names if isinstance(value, type_)), "an object")
