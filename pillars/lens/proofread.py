"""What is wrong or odd in a lens that is being written, part by part, and in which field.

Other than a file, a draft is read whole whatever is wrong in it: a mistake in one question hides
nothing in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pillars.lens.edit import Document, Part, entries, text_of
from pillars.lens.messages import Message, Path, Report
from pillars.lens.nodes import Node
from pillars.lens.questions import read_question
from pillars.lens.validate import read_lens

THE_LENS: Final = ""
# Said of keys that no form shows; they are kept, and nobody has to do anything.
_SILENT: Final = frozenset(("unknown-key",))
_IN_QUESTION: Final = re.compile(r"\.questions\[\d+\]")
_CHOICE: Final = re.compile(r"\.choices\[(\d+)\](?:\.(\w+))?(?:\.(\w+))?")
_RULE: Final = re.compile(r"\.riskRules\[(\d+)\](?:\.(\w+))?")
_PILLAR: Final = re.compile(r"\$\.pillars\[(\d+)\](?:\.(\w+))?")
_NUMBERED: Final = re.compile(r"([crp])(\d+)-")
_KINDS: Final = {"c": "Choice", "r": "Rule", "p": "Pillar"}
_RESOURCE: Final = re.compile(r"\.helpfulResource(?:\.(\w+))?")


@dataclass(frozen=True, slots=True)
class Note:
    """A message about ``part`` (a question's id, or THE_LENS), and the field it speaks of.

    Fields: ``q-title`` of a question, ``c2-title`` of its choice number 2 (from 0),
    ``r0-condition`` of a rule, ``l-name`` of a lens, ``p1-name`` of a pillar; ``choices``,
    ``rules`` and ``pillars`` where it is a whole list.
    """

    part: str
    field: str
    message: Message

    @property
    def where(self) -> str:
        """Which choice, rule or pillar it speaks of, by its number; "" where it is none."""
        found = _NUMBERED.match(self.field)
        return f"{_KINDS[found[1]]} {int(found[2]) + 1}" if found else ""

    @property
    def is_error(self) -> bool:
        return self.message.severity == "error"


def proofread(document: Document) -> dict[str, tuple[Note, ...]]:
    """All that is to be said, by part; errors before warnings. Every question has an entry."""
    found = {THE_LENS: _of_lens(document)}
    for pillar in entries(document, "pillars"):
        for question in entries(pillar, "questions"):
            found[text_of(question, "id")] = proofread_question(question)
    return found


def proofread_question(question: Part) -> tuple[Note, ...]:
    report = Report()
    path: Path = ("pillars", 0, "questions", 0)
    read_question(Node(question, path, report), set())
    name = text_of(question, "id")
    return tuple(Note(name, _field_in_question(each.path), each) for each in _all(report))


def _of_lens(document: Document) -> tuple[Note, ...]:
    """What is said of the lens and its pillars."""
    report = Report()
    read_lens(document, report)
    own = (each for each in _all(report) if not _IN_QUESTION.search(each.path))
    return tuple(Note(THE_LENS, _field_in_lens(each.path), each) for each in own)


def _all(report: Report) -> Iterator[Message]:
    return _told([*report.errors(), *report.warnings()])


def _told(messages: Iterable[Message]) -> Iterator[Message]:
    return (each for each in messages if each.code not in _SILENT)


def _field_in_lens(path: str) -> str:
    if found := _PILLAR.match(path):
        return f"p{found[1]}-{'id' if found[2] == 'id' else 'name'}"
    name = path.removeprefix("$.")
    return f"l-{name}" if name in ("name", "description") else "pillars"


def _field_in_question(path: str) -> str:
    rest = _IN_QUESTION.split(path, maxsplit=1)[-1]
    if found := _CHOICE.match(rest):
        return _field_of_choice(*found.groups())
    if found := _RULE.match(rest):
        return f"r{found[1]}-{'risk' if found[2] == 'risk' else 'condition'}"
    if found := _RESOURCE.match(rest):
        return f"q-link-{'url' if found[1] == 'url' else 'text'}"
    name = rest.removeprefix(".")
    known = {"choices": "choices", "riskRules": "rules", "workloadRules": "workload-rules"}
    return known.get(name.partition("[")[0]) or f"q-{name or 'title'}"


def _field_of_choice(at: str, key: str | None, inner: str | None) -> str:
    if key in ("helpfulResource", "improvementPlan"):
        return f"c{at}-{key}-{'url' if inner == 'url' else 'text'}"
    return f"c{at}-{key or 'title'}"
