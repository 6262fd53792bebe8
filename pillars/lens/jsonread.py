"""A strict JSON reader that keeps the offset of every value.

The standard reader accepts ``NaN``, recurses with the nesting of its input, keeps the last of two
equal keys without a word, and forgets positions. This one does none of that: it walks with a stack
of its own, in one pass, in time and memory linear in the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from pillars.lens.messages import Path, shorten

# A lens is 9 levels deep; keys outside the format may hold anything.
MAX_NESTING: Final = 64
# What 500,000 characters can hold at most, so that no file within AWS's limit meets it. Time and
# memory grow with the values before all; the whole framework has under 8,000.
MAX_VALUES: Final = 250_000
_MAX_NUMBER_LENGTH: Final = 1_000
_MAX_DUPLICATES: Final = 200
_MAX_NAN: Final = 100

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_STRING_BODY: Final = re.compile(r'"(?:[^"\\\x00-\x1f]++|\\.)*+')
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*+)(\.[0-9]++)?([eE][-+]?[0-9]++)?")
_WORD: Final = re.compile(r"[-+]?[A-Za-z_][A-Za-z0-9_]*+")
# PostgreSQL's jsonb and UTF-8 itself have no room for these.
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_WORDS: Final = {"true": True, "false": False, "null": None}
_NAN: Final = frozenset({"NaN", "Infinity", "-Infinity"})

Offsets = dict[str, int] | list[int]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the text is not JSON that can be kept."""

    code: str
    path: Path
    offset: int
    message: str
    fix: str


class _Stop(Exception):
    """Ends the reading."""

    def __init__(self, offset: int, message: str, fix: str, code: str = "invalid-json") -> None:
        self.problem = (code, offset, message, fix)


@dataclass(slots=True)
class _Object:
    value: dict[str, Any] = field(default_factory=dict)
    offsets: dict[str, int] = field(default_factory=dict)
    key: str = ""
    fresh: bool = True
    closer: str = "}"

    def add(self, value: Any, offset: int) -> None:
        self.value[self.key] = value
        self.offsets[self.key] = offset


@dataclass(slots=True)
class _Array:
    value: list[Any] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    key: int = 0
    fresh: bool = True
    closer: str = "]"

    def add(self, value: Any, offset: int) -> None:
        self.value.append(value)
        self.offsets.append(offset)


_Frame = _Object | _Array


class Reader:
    """Reads one text. ``read`` gives its value; the rest is then known of it.

    ``start`` is where the value stands, ``offsets`` where the entries of each container do, by the
    identity of the container.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._stack: list[_Frame] = []
        self._values = 0
        self.start = 0
        self.problems: list[Problem] = []
        self.duplicates: list[tuple[Path, int]] = []
        self.offsets: dict[int, Offsets] = {}

    def read(self) -> Any:
        """The value, or None where ``problems`` then says why the text is not JSON."""
        try:
            value = self._document()
        except _Stop as stop:
            code, offset, message, fix = stop.problem
            self.problems.append(Problem(code, self._path(), offset, message, fix))
        return None if self.problems else value

    def _document(self) -> Any:
        self._check_characters(self._text, 0)
        character = self._peek()
        self.start = self._at
        value = self._value(character)
        while self._stack:
            self._advance(self._stack[-1])
        if self._peek():
            raise _Stop(self._at, "There is more text after the end of the lens.", "Remove it.")
        return value

    def _path(self) -> Path:
        return tuple(frame.key for frame in self._stack if not frame.fresh)

    def _peek(self) -> str:
        """The next character that is no space; empty at the end."""
        character = self._text[self._at : self._at + 1]
        if character > " ":  # the usual one: no space comes after this in the alphabet
            return character
        match = _SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._text[self._at : self._at + 1]

    def _advance(self, frame: _Frame) -> None:
        """One step inside a container: its end, or the next entry."""
        character = self._peek()
        if character == frame.closer:
            self._at += 1
            self._stack.pop()
            return
        if not frame.fresh:
            self._comma(frame, character)
        if isinstance(frame, _Object):
            self._key(frame)
        else:
            frame.key = len(frame.value)
        frame.fresh = False
        character = self._peek()
        start = self._at
        # A container opens a frame of its own; what it belongs to is the frame below.
        frame.add(self._value(character), start)

    def _comma(self, frame: _Frame, character: str) -> None:
        if character != ",":
            raise self._expected(f"a comma or “{frame.closer}”")
        comma = self._at
        self._at += 1
        if self._peek() == frame.closer:
            message = f"A comma stands before “{frame.closer}”."
            raise _Stop(comma, message, "Remove the comma after the last entry.")

    def _key(self, frame: _Object) -> None:
        if self._peek() != '"':
            raise self._expected("a key in double quotes")
        start = self._at
        frame.key = self._string()
        if frame.key in frame.value and len(self.duplicates) < _MAX_DUPLICATES:
            self.duplicates.append((self._path(), start))
        if self._peek() != ":":
            raise self._expected("a colon")
        self._at += 1

    def _value(self, character: str) -> Any:
        """What begins with `character`, where the reader stands."""
        self._count_value()
        if character == '"':
            return self._string()
        if character == "{":
            return self._open(_Object())
        if character == "[":
            return self._open(_Array())
        match = _NUMBER.match(self._text, self._at)
        return self._number(match) if match else self._word()

    def _count_value(self) -> None:
        self._values += 1
        if self._values > MAX_VALUES:
            message = f"The file has more than {MAX_VALUES:,} values."
            raise _Stop(self._at, message, "Split it into two lenses.", "too-many-values")

    def _open(self, frame: _Frame) -> Any:
        if len(self._stack) == MAX_NESTING:
            message = f"The file is nested deeper than {MAX_NESTING} levels."
            raise _Stop(self._at, message, "A lens needs 9 levels.", "nesting-too-deep")
        self._at += 1
        self._stack.append(frame)
        self.offsets[id(frame.value)] = frame.offsets
        return frame.value

    def _string(self) -> str:
        start = self._at
        match = _STRING_BODY.match(self._text, start)
        end = match.end() if match else start
        if self._text[end : end + 1] != '"':
            raise self._broken_string(start, end)
        self._at = end + 1
        body = self._text[start + 1 : end]
        return self._unescaped(start) if "\\" in body else body

    def _unescaped(self, start: int) -> str:
        try:
            value: str = json.loads(self._text[start : self._at])
        except json.JSONDecodeError as error:
            message = "A backslash is followed by something that is not an escape."
            raise _Stop(start + error.pos, message, "Write \\\\ for a backslash.") from None
        self._check_characters(value, start)
        return value

    def _check_characters(self, text: str, start: int) -> None:
        match = _UNSTORABLE.search(text)
        if match:
            message = f"The character U+{ord(match[0]):04X} is not text and cannot be kept."
            raise _Stop(
                start or match.start(), message, "Remove it.", code="character-not-storable"
            )

    def _broken_string(self, start: int, end: int) -> _Stop:
        if self._text[end : end + 1] == "\\":
            end += 1
        if end >= len(self._text):
            return _Stop(start, "The text that starts here has no end.", 'Close it with a “"”.')
        name = {"\n": "a line end", "\r": "a line end", "\t": "a tab"}.get(
            self._text[end : end + 1], "a control character"
        )
        return _Stop(end, f"There is {name} inside a text.", "Write \\n or \\t instead.")

    def _number(self, match: re.Match[str]) -> int | float:
        self._at = match.end()
        number = _number_value(match)
        if number is None:
            message = f"The number {shorten(match[0], 20)} is too large to keep."
            raise _Stop(match.start(), message, "Write it as text.", "number-out-of-range")
        return number

    def _word(self) -> bool | None:
        match = _WORD.match(self._text, self._at)
        word = match[0] if match else ""
        if word in _NAN:
            self._note_nan(word)
        elif word not in _WORDS:
            raise self._expected("a value")
        self._at += len(word)
        return _WORDS.get(word)

    def _note_nan(self, word: str) -> None:
        """Goes on after it, so that all of them are named at once."""
        message = f"{word} stands where a text belongs; it is not JSON."
        fix = 'Write the text in double quotes, or "" where there is none.'
        problem = Problem("nan-value", self._path(), self._at, message, fix)
        if len(self.problems) < _MAX_NAN:
            self.problems.append(problem)

    def _expected(self, what: str) -> _Stop:
        found = self._text[self._at : self._at + 1]
        if not found:
            message = f"The file ends where {what} is expected."
            return _Stop(self._at, message, "Is the file complete? Look for a missing bracket.")
        word = _WORD.match(self._text, self._at)
        found = shorten(word[0] if word else found, 20)
        message = f"“{found}” stands where {what} is expected."
        return _Stop(self._at, message, _hint(found))


def _number_value(match: re.Match[str]) -> int | float | None:
    """The number, or None where no exact or finite value can stand for it."""
    if len(match[0]) > _MAX_NUMBER_LENGTH:
        return None
    read: Callable[[str], int | float] = float if match[1] or match[2] else int
    try:
        number = read(match[0])
    except ValueError:
        return None
    return None if number in (float("inf"), float("-inf")) else number


_HINTS: Final = {
    "'": "JSON puts keys and texts in double quotes.",
    "“": "Replace the typographic quotes by plain ones.",
    "”": "Replace the typographic quotes by plain ones.",
    "/": "JSON has no comments; remove it.",
    "#": "JSON has no comments; remove it.",
    "True": "Write true.",
    "False": "Write false.",
    "None": "Write null.",
    "<": "This looks like a web page; download the lens file itself.",
}


def _hint(found: str) -> str:
    return _HINTS.get(found, "Mend the file at this place.")
