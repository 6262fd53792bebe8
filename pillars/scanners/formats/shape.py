"""What every format says of itself, and going through records without stopping at a bad one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..decoding import Document, Table
from ..model import Imported, Message, Tool
from ..values import items

Judge = Callable[[Mapping[str, Any]], Iterable[Imported]]


class Refused(Exception):
    """A record cannot be taken; the text says why and what to do."""


class LeftOut(Exception):
    """A record says nothing of how things stand; the text says why."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format of one tool.

    `recognises` looks at the first records only; `read` yields what a document holds, record by
    record; `version` is the tool's where the file tells.
    """

    tool: Tool
    name: str
    recognises: Callable[[Document], bool]
    read: Callable[[Document], Iterator[Imported | Message]]
    version: Callable[[Document], str] = lambda _document: ""


def each_record(
    document: Document, judge: Judge, *keys: str, noun: str = "finding"
) -> Iterator[Imported | Message]:
    """Judges every record of a JSON document; one that cannot be taken becomes a message."""
    for number, item in items(document, *keys):
        place = f"{noun} {number}"
        if isinstance(item, dict):
            yield from judged(place, item, judge)
        else:
            yield Message(place, "This is no object with fields. Export the file again.")


def each_row(table: Table, judge: Judge) -> Iterator[Imported | Message]:
    """Judges every row of a CSV file."""
    for line, row in table.rows():
        place = f"line {line}"
        if row is None:
            wanted = f"{len(table.columns)} cells, as the first line has columns"
            yield Message(place, f"This line does not have {wanted}. Export the file again.")
        else:
            yield from judged(place, row, judge)


def judged(place: str, item: Mapping[str, Any], judge: Judge) -> Iterator[Imported | Message]:
    try:
        yield from judge(item)
    except Refused as reason:
        yield Message(place, str(reason))
    except LeftOut as reason:
        yield Message(place, str(reason), refused=False)


def has(*names: str) -> Callable[[Mapping[str, Any]], bool]:
    """Whether a record has all of these fields."""
    return lambda item: all(name in item for name in names)
