"""What the organisation lets be for a while, as a report tells it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ..figures import day_of, day_words
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
            title=each["title"] or _("Any check"),
            scope=scope_words(each),
            reason=each["reason"],
            owner=each["owner"] or _("A person who left"),
            returns_on=day_words(day_of(each["returns_on"])),
            findings=each["findings"],
        )
