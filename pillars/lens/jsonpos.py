"""Where in a JSON text a value stands: line and column of a path."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from pillars.lens.jsonread import Offsets, Problem, Reader
from pillars.lens.messages import Path

_LINE_END: Final = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Scan:
    """The value of a text, and where its parts stand. ``value`` is None where it is not JSON."""

    text: str
    value: Any
    problems: tuple[Problem, ...]
    duplicates: tuple[tuple[Path, int], ...]
    _start: int
    _offsets: dict[int, Offsets]
    _line_starts: Sequence[int]

    def offset(self, path: Path) -> int:
        """Where the value at ``path`` starts; of a value that is missing, where its owner does."""
        found, value = self._start, self.value
        for key in path:
            try:
                found, value = self._offsets[id(value)][key], value[key]  # type: ignore[index]
            except (KeyError, IndexError):
                break
        return found

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a character, both from 1."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def locate(self, path: Path, inside: int = 0) -> tuple[int, int]:
        """Line and column of a value, or of a character of a text where it stands unescaped."""
        start = self.offset(path)
        quoted = self.text[start + 1 : start + 1 + inside]
        plain = self.text.startswith('"', start) and not set(quoted) & {"\\", '"'}
        return self.position(start + 1 + inside if inside and plain else start)


def scan(text: str) -> Scan:
    """Reads ``text``; never raises."""
    reader = Reader(text)
    value = reader.read()
    return Scan(
        text,
        value,
        tuple(reader.problems),
        tuple(reader.duplicates),
        reader.start,
        reader.offsets,
        # A list would take ten times the memory where the file is all line ends.
        array("I", chain((0,), (match.end() for match in _LINE_END.finditer(text)))),
    )
