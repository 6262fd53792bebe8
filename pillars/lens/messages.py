"""What is said of a lens file: messages with a place in it, gathered in bounded number."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

Severity = Literal["error", "warning"]
Path = tuple[str | int, ...]
# Of a path and a number of characters into its value: line and column, both from 1.
Locator = Callable[[Path, int], tuple[int, int]]

# Per severity. Reading stops at more errors than this; of more warnings the number is told.
MAX_MESSAGES: Final = 500
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that is wrong with a lens, where, and what to do about it.

    ``path`` is a JSON path (``$.pillars[0].name``); ``line`` and ``column`` count from 1 and are
    0 where the lens was not read from a text.
    """

    severity: Severity
    code: str
    path: str
    line: int
    column: int
    message: str
    fix: str

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}, " if self.line else ""
        return f"{self.severity}: {place}{self.path}: {self.message} {self.fix}"


def shorten(text: str, length: int = 60) -> str:
    """``text`` for quoting in a sentence: on one line, cut where it is long."""
    short = " ".join(text[: length + 1].split())
    return short if len(text) <= length else short[:length].rstrip() + "…"


def path_text(path: Path) -> str:
    """The JSON path: ``("pillars", 0, "name")`` → ``$.pillars[0].name``."""
    return "$" + "".join(_step(key) for key in path)


def _step(key: str | int) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    if _PLAIN_KEY.fullmatch(key):
        return "." + shorten(key)
    return f"[{json.dumps(shorten(key), ensure_ascii=False)}]"


def _nowhere(_path: Path, _inside: int) -> tuple[int, int]:
    return 0, 0


class TooManyErrors(Exception):
    """Ends the reading of a file that has nothing but errors."""


class Report:
    """Gathers messages while a lens is read. Raises TooManyErrors past MAX_MESSAGES errors."""

    def __init__(self, locate: Locator = _nowhere) -> None:
        self._locate = locate
        self._kept: dict[Severity, list[Message]] = {"error": [], "warning": []}
        self._dropped = 0
        self._unknown: dict[tuple[str, str], tuple[Path, int]] = {}

    def error(self, path: Path, code: str, message: str, fix: str, *, inside: int = 0) -> None:
        """Something that leaves no sensible reading. ``inside``: characters into the value."""
        self._add("error", path, inside, (code, message, fix))

    def warning(self, path: Path, code: str, message: str, fix: str, *, inside: int = 0) -> None:
        """Something odd that was read all the same."""
        self._add("warning", path, inside, (code, message, fix))

    def unknown_key(self, owner: str, path: Path) -> None:
        """A key outside the format, said once for all its uses in the same kind of object."""
        where = (owner, str(path[-1]))
        first, times = self._unknown.get(where, (path, 0))
        self._unknown[where] = (first, times + 1)

    def errors(self) -> tuple[Message, ...]:
        """The errors in the order of the file."""
        kept = self._sorted("error")
        if len(kept) < MAX_MESSAGES:
            return kept
        text = "There may be more errors: reading stopped here."
        return (*kept, Message("error", "more-messages", "$", 0, 0, text, "Mend these first."))

    def warnings(self) -> tuple[Message, ...]:
        """The warnings in the order of the file."""
        self._flush_unknown_keys()
        kept = self._sorted("warning")
        if not self._dropped:
            return kept
        text = f"{self._dropped:,} more warnings are not listed."
        return (*kept, Message("warning", "more-messages", "$", 0, 0, text, "Mend these first."))

    @property
    def failed(self) -> bool:
        return bool(self._kept["error"])

    def _add(self, severity: Severity, path: Path, inside: int, said: tuple[str, str, str]) -> None:
        kept = self._kept[severity]
        if len(kept) >= MAX_MESSAGES:
            self._full(severity)
            return
        code, message, fix = said
        line, column = self._locate(path, inside)
        kept.append(Message(severity, code, path_text(path), line, column, message, fix))

    def _full(self, severity: Severity) -> None:
        if severity == "error":
            raise TooManyErrors
        self._dropped += 1

    def _flush_unknown_keys(self) -> None:
        for (owner, key), (path, times) in self._unknown.items():
            article = "an" if owner[0] in "aeiou" else "a"
            often = f", where it occurs {times:,} times" if times > 1 else ""
            self.warning(
                path,
                "unknown-key",
                f"The lens format has no “{shorten(key)}” in {article} {owner}{often}.",
                "Nothing to do: it is kept and written back on export.",
            )
        self._unknown.clear()

    def _sorted(self, severity: Severity) -> tuple[Message, ...]:
        kept = self._kept[severity]
        return tuple(sorted(kept, key=lambda message: (message.line, message.column)))
