"""Messages of the validator, grouped, each with the piece of the file that it speaks of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pillars.lens.messages import Message

_LINE_END = re.compile(r"\r\n|\r|\n")
# What is marked: a text in quotes, a word or number, or one sign.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\w.+-]+|.')
# Characters shown before and after the place; a whole lens may stand in one line.
BEFORE, AFTER = 48, 112


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a line: what stands before the place, the place, what follows."""

    before: str
    at: str
    after: str


@dataclass(frozen=True, slots=True)
class Remark:
    message: Message
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True)
class Group:
    """Messages of one code, in the order of the file."""

    code: str
    label: str
    remarks: Sequence[Remark]


def grouped(messages: Iterable[Message], text: str) -> list[Group]:
    """By code, those that come first in the file first. `text`: the file itself, or ""."""
    lines = _LINE_END.split(text)
    groups: dict[str, list[Remark]] = {}
    for message in messages:
        groups.setdefault(message.code, []).append(Remark(message, _excerpt(message, lines)))
    return [
        Group(code, code.replace("-", " ").capitalize(), found) for code, found in groups.items()
    ]


def _excerpt(message: Message, lines: Sequence[str]) -> Excerpt | None:
    if not 1 <= message.line <= len(lines):
        return None
    line, at = lines[message.line - 1], max(message.column - 1, 0)
    if not line.strip():
        return None
    start, end = max(at - BEFORE, 0), at + AFTER
    before = line[start:at].lstrip() if start == 0 else "…" + line[start:at]
    found = _TOKEN.match(line[at:end])
    marked = found.group() if found else ""
    after = line[at + len(marked) : end] + ("…" if len(line) > end else "")
    return Excerpt(before, marked, after)
