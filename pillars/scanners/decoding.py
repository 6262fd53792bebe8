"""From the bytes of a file to what it holds, within bounds that a hostile file cannot pass.

The size is limited before anything is decoded, and the number of containers and values before
anything is parsed, so that a small file cannot become much memory.
"""

import codecs
import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

MEGABYTE: Final = 1024 * 1024
MAX_BYTES: Final = 32 * MEGABYTE
MAX_CONTAINERS: Final = 1_000_000
MAX_VALUES: Final = 3_000_000
MAX_DIGITS: Final = 400
MAX_LINES: Final = 100_000
MAX_COLUMNS: Final = 500
MAX_CELLS: Final = 100_000
SEPARATORS: Final = (",", ";", "\t")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+\Z")


class Unreadable(Exception):
    """The file as a whole cannot be taken; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file: its columns in lower case, and its text, read row by row."""

    columns: tuple[str, ...]
    text: str
    separator: str

    def rows(self) -> Iterator[tuple[int, Mapping[str, str] | None]]:
        """Line number and row of each; None for one whose cells do not fit the columns."""
        reader = csv.reader(self._lines(), delimiter=self.separator)
        try:
            next(reader)
            for cells in reader:
                if cells:
                    yield reader.line_num, self._row(cells)
        except csv.Error as error:
            raise Unreadable(
                f"Line {reader.line_num} cannot be read as CSV ({error}). Export the file again."
            ) from error

    def _lines(self) -> Iterator[str]:
        for line in _lines(self.text):
            if line.count(self.separator) > MAX_CELLS:
                raise Unreadable("A line of the file has more cells than any such export has.")
            yield line

    def _row(self, cells: list[str]) -> Mapping[str, str] | None:
        fits = len(cells) == len(self.columns)
        return dict(zip(self.columns, cells, strict=True)) if fits else None


Document = Any | Table  # what JSON holds, or a table


def decode(content: bytes) -> Document:
    """What a file holds: JSON, JSON lines (a list then) or CSV.

    Raises:
        Unreadable: it is too large, empty, no text, or none of the three.
    """
    check_size(len(content))
    # Tabs at the end may be the empty cells of a last line.
    text = _text(content).lstrip("\ufeff \t\r\n").rstrip("\r\n")
    if not text:
        raise Unreadable("The file is empty. Export it again.")
    if text[0] in "[{":
        return _json(text)
    return _table(text)


def check_size(size: int) -> None:
    """Raises Unreadable where so many bytes are more than are read."""
    if size > MAX_BYTES:
        # Rounded up, or a file just above the limit would seem to have no more than it.
        raise Unreadable(
            f"The file has {ceil(size / MEGABYTE)} MB; at most {MAX_BYTES // MEGABYTE} MB are "
            "read. Export less at a time: one account, or only what fails."
        )


def _text(content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            "The file is no text in UTF-8. Choose the JSON, CSV or SARIF file itself: unpack an "
            "archive, and save a spreadsheet as “CSV UTF-8”."
        ) from error


def _json(text: str) -> Any:
    if text.count("{") + text.count("[") > MAX_CONTAINERS or text.count(",") > MAX_VALUES:
        raise Unreadable("The file holds more values than are read. Export less at a time.")
    try:
        return _loaded(text)
    except json.JSONDecodeError as error:
        return _json_lines(text, error)


def _json_lines(text: str, error: json.JSONDecodeError) -> list[Any]:
    """One value per line, as streams are exported; what else follows a value is a mistake."""
    if not error.msg.startswith("Extra data"):
        raise _broken(error, error.lineno) from error
    found: list[Any] = []
    for number, line in enumerate(_lines(text), start=1):
        if number > MAX_LINES:
            raise Unreadable(f"The file has more than {MAX_LINES} lines. Export less at a time.")
        if not line.strip():
            continue
        try:
            found.append(_loaded(line))
        except json.JSONDecodeError as wrong:
            raise _broken(wrong, number) from wrong
    return found


def _loaded(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except RecursionError as error:
        raise Unreadable("The file is nested deeper than any such export is.") from error


def _int(digits: str) -> int | str:
    # A number of a million digits would take minutes to read.
    return int(digits) if len(digits) <= MAX_DIGITS else digits[:MAX_DIGITS]


_DECODER: Final = json.JSONDecoder(parse_int=_int)


def _broken(error: json.JSONDecodeError, line: int) -> Unreadable:
    return Unreadable(
        f"Line {line}, column {error.colno} is no JSON ({error.msg}). The file may have been cut "
        "off: export it again."
    )


def _table(text: str) -> Table:
    head = next(_lines(text)).strip("\r\n")
    # Spreadsheets part cells by tabs where they save as "Unicode text".
    separator = max(SEPARATORS, key=head.count)
    fits = head.count(separator) < MAX_COLUMNS
    columns = next(csv.reader([head], delimiter=separator), []) if fits else []
    if len(columns) < 2:
        raise Unreadable("The file is neither JSON nor CSV with a line of column names.")
    return Table(tuple(name.strip().lower() for name in columns), text, separator)


def _lines(text: str) -> Iterator[str]:
    # Not splitlines(): that also parts a text at rare separators inside of it.
    return (match.group() for match in _LINE.finditer(text))
