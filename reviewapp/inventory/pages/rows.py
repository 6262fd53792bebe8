"""One resource as a line of the inventory, for pages and for files."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pillars.kinds import kind_of, service_words
from reviewapp.collection.models import Fact
from reviewapp.findings.console import console_link
from reviewapp.findings.models import FactPlace, PlacedFact
from reviewapp.inventory.queries import failing_counts, places_of

TAGS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """`failing` counts failing findings; `place` is empty where the resource counts."""

    fact: Fact
    label: str
    service: str
    failing: int
    place: str
    why: str
    link: str
    tags: list[tuple[str, str]]
    more_tags: int


def rows_of(facts: Collection[Fact]) -> Iterator[ResourceRow]:
    """Two queries for all of them."""
    failing, places = failing_counts(facts), places_of(facts)
    for fact in facts:
        yield _row(fact, failing, places.get(fact.pk))


def _row(fact: Fact, failing: Mapping[int, int], placed: PlacedFact | None) -> ResourceRow:
    kind = kind_of(fact.kind)
    tags = sorted(fact.tags.items())
    place = placed.place if placed and placed.place != FactPlace.INSIDE else ""
    return ResourceRow(
        fact=fact,
        label=kind.label,
        service=service_words(kind.service),
        failing=failing.get(fact.pk, 0),
        place=FactPlace.OUTSIDE.value if place == FactPlace.BESIDE else place,
        why=placed.why if placed else "",
        link=console_link(fact.resource, region=fact.region),
        tags=tags[:TAGS_SHOWN],
        more_tags=max(0, len(tags) - TAGS_SHOWN),
    )
