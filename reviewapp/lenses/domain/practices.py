"""The practices of which an organisation's lenses publish a level, and where each is asked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pillars.lens.model import Choice, Pillar, Question
from pillars.levels import Level, follows_levels
from reviewapp.people.models import Organisation

from ..models import Lens, LensVersion
from .library import available_lenses
from .reading import lens_of

# What a row of own levels and an address can hold.
_ADDRESSABLE = re.compile(r"(?!\.{1,2}$)[^/\x00-\x20]{1,40}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a lens in which a practice is a choice."""

    lens: Lens
    pillar: Pillar
    question: Question
    choice: Choice

    @property
    def decides(self) -> bool:
        """Whether the question's risk follows the levels; else they are shown and no more."""
        return follows_levels(self.question)


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice by its code; title and published level are those of its first place."""

    code: str
    places: list[Asked] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.places[0].choice.title

    @property
    def pillar(self) -> str:
        return self.places[0].pillar.name

    @property
    def published(self) -> Level:
        """The level that its first place publishes."""
        level = self.places[0].choice.risk_if_absent
        assert level  # noqa: S101 - only choices with a level are places
        return level

    @property
    def levels(self) -> set[Level]:
        """Every level that a lens publishes for it; as a rule it is one."""
        return {each.choice.risk_if_absent for each in self.places if each.choice.risk_if_absent}


def practices_of(organisation: Organisation) -> dict[str, Practice]:
    """By code, in the order of the lenses, of their latest versions."""
    found: dict[str, Practice] = {}
    for place in _places(organisation):
        code = place.choice.practice or ""
        found.setdefault(code, Practice(code)).places.append(place)
    return found


def _places(organisation: Organisation) -> Iterator[Asked]:
    for version in _latest_versions(organisation):
        for pillar in lens_of(version).pillars:
            for question in pillar.questions:
                for choice in question.choices:
                    if choice.risk_if_absent and _ADDRESSABLE.fullmatch(choice.practice or ""):
                        yield Asked(version.lens, pillar, question, choice)


def _latest_versions(organisation: Organisation) -> list[LensVersion]:
    """Of every lens that the organisation sees, the built-in ones first: one query."""
    lenses = available_lenses(organisation).order_by().values("pk")
    found = (
        LensVersion.objects.filter(lens__in=lenses)
        .select_related("lens")
        .defer("document")
        .order_by("lens_id", "-number")
        .distinct("lens_id")
    )
    return sorted(found, key=lambda each: (each.lens.organisation_id is not None, each.lens.name))
