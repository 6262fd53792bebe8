"""What the organisation lets be for a while, as a report tells it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..words import scope_words

JSON = dict[str, Any]

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Suppressed:
    title: str
    scope: list[str]
    reason: str
    owner: str
    returns_on: str
    findings: int


def suppressions_of(document: JSON) -> list[Suppressed]:
    """The first of them; none in documents of before there were any."""
    return list(_rows(document.get("suppressions", [])[:SHOWN]))


def _rows(found: list[JSON]) -> Iterator[Suppressed]:
    for each in found:
        yield Suppressed(
            title=each["title"] or "Any check",
            scope=scope_words(each),
            reason=each["reason"],
            owner=each["owner"] or "A person who left",
            returns_on=f"{date.fromisoformat(each['returns_on']):%-d %B %Y}",
            findings=each["findings"],
        )
