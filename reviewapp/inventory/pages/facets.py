"""Counts by service, kind, region and account beside the list, each a link that narrows it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pillars.kinds import kind_of, service_words
from reviewapp.inventory.filters import InventoryFilter
from reviewapp.inventory.queries import Cell


@dataclass(frozen=True, slots=True)
class Facet:
    """One value with its count; `query` is the address's query that takes it or lets it go."""

    label: str
    value: str
    count: int
    query: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facets:
    """`name` is that of the filter; `items` those with resources under the other filters."""

    name: str
    title: str
    items: Sequence[Facet]


def facets_of(cells: Sequence[Cell], wanted: InventoryFilter) -> list[Facets]:
    """Facets over counted cells; a facet leaves its own choice aside, the others apply."""
    service = _facets(cells, wanted, "service", _("Service"), service_words)
    region = _facets(cells, wanted, "region", _("Region"), str)
    account = _facets(cells, wanted, "account", _("Account"), str)
    kind = _facets(cells, wanted, "kind", _("Type"), lambda name: kind_of(name).label)
    return [each for each in (service, kind, region, account) if each.items]


def count_of(cells: Iterable[Cell], wanted: InventoryFilter) -> int:
    """How many resources the whole filter leaves."""
    return sum(cell.count for cell in cells if _fits(cell, wanted))


def _facets(
    cells: Sequence[Cell],
    wanted: InventoryFilter,
    name: str,
    title: str,
    words: Callable[[str], str],
) -> Facets:
    # Another service has other types: choosing one lets the type go.
    dropped = (name, "kind") if name == "service" else (name,)
    counts: Counter[str] = Counter()
    for cell in cells:
        if _fits(cell, wanted.without(*dropped)):
            counts[_value(cell, name)] += cell.count
    chosen = getattr(wanted, name)
    items = [
        Facet(
            label=words(value),
            value=value,
            count=count,
            query=wanted.without(*dropped).query(**({} if value == chosen else {name: value})),
            chosen=value == chosen,
        )
        for value, count in counts.items()
    ]
    return Facets(name, title, sorted(items, key=lambda each: (-each.count, each.label)))


def _fits(cell: Cell, wanted: InventoryFilter) -> bool:
    return all(
        not getattr(wanted, name) or getattr(wanted, name) == _value(cell, name)
        for name in ("service", "kind", "region", "account")
    )


def _value(cell: Cell, name: str) -> str:
    value: str = kind_of(cell.kind).service if name == "service" else getattr(cell, name)
    return value
