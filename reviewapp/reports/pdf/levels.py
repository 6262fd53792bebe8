"""Levels of practices in a report: how many are missing, and which are the organisation's own."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from ..words import LEVEL_WORDS, LEVELS, is_missing, level_of, level_words

JSON = dict[str, Any]
COUNTED = {
    "high": gettext_lazy("%(number)s high"),
    "medium": gettext_lazy("%(number)s medium"),
    "low": gettext_lazy("%(number)s low"),
}


@dataclass(frozen=True, slots=True)
class OwnLevel:
    """A practice whose level is not the published one."""

    code: str
    title: str
    published: str
    level: str
    reason: str


def missing_words(lens: JSON) -> str:
    """`2 high, 1 medium, 4 low`; empty where the lens gives no levels."""
    found = Counter(
        (level_of(choice), is_missing(question, choice)) for question, choice in _choices(lens)
    )
    levels = [level for level in LEVELS.values() if found[level, True] or found[level, False]]
    return ", ".join(COUNTED[level] % {"number": found[level, True]} for level in levels)


def own_levels_of(document: JSON) -> list[OwnLevel]:
    """Every practice with an own level, once, in the order of the lenses."""
    found: dict[str, OwnLevel] = {}
    for lens in document["lenses"]:
        for _, choice in _choices(lens):
            if choice.get("level_reason"):
                found.setdefault(choice["practice"], _own(choice))
    return list(found.values())


def _own(choice: JSON) -> OwnLevel:
    return OwnLevel(
        code=choice["practice"],
        title=choice["title"],
        published=str(LEVEL_WORDS[LEVELS[choice["level_published"]]]),
        level=level_words(choice),
        reason=choice["level_reason"],
    )


def _choices(lens: JSON) -> Iterator[tuple[JSON, JSON]]:
    for pillar in lens["pillars"]:
        for question in pillar["questions"]:
            for choice in question["choices"]:
                yield question, choice
