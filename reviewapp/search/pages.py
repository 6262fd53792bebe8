"""What the search page shows; the number of queries grows with nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.utils.safestring import SafeString

from reviewapp.people.models import Membership

from .addresses import address_of
from .domain.asking import Asked, ask
from .domain.marking import excerpt, marked
from .models import Entry, Kind
from .queries import MOST, PAGE, Facets, Found, Narrowed, best, look, names_of, seen_by

WORKLOADS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found. Title and excerpt are HTML with what was asked for marked."""

    url: str
    title: SafeString
    excerpt: SafeString
    name: str
    workload: str
    weight: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    kind: Kind
    hits: list[Hit]
    count: int

    @property
    def more(self) -> bool:
        return self.count > len(self.hits)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet."""

    value: str
    label: str
    count: int
    current: bool


class _Counted(Paginator):
    """Pages of which one is there, and the count known."""

    def __init__(self, hits: list[Hit], number: int) -> None:
        super().__init__(hits, PAGE)
        self.number = number

    @property
    def count(self) -> int:
        return self.number


def search(membership: Membership, typed: str, narrowed: Narrowed, page: str) -> dict[str, Any]:
    """Six queries at most, whatever is found."""
    asked = ask(typed)
    if not asked.query:
        return {"total": 0}
    found = look(seen_by(membership), asked.query, narrowed)
    facets = found.facets
    number = _page(page, found.total if narrowed.kind else 0)
    entries = best(found, asked.query, narrowed, page=number) if found.total else []
    names = names_of({*facets.workloads(), *(entry.workload_id for entry in entries)})
    groups = _groups(entries, _kind_counts(found), names, asked)
    return {
        "total": found.total,
        "groups": groups,
        "kinds": _kind_choices(facets),
        "workloads": _workload_choices(facets, names),
        "page_obj": _paged(groups, found, narrowed, number),
        "most": MOST if found.more else 0,
    }


def _kind_counts(found: Found) -> Mapping[str, int]:
    return Counter(cell.kind for cell in found.cells)


def hits_of(entries: Iterable[Entry], names: Mapping[UUID, str], asked: Asked) -> list[Hit]:
    return [_hit(entry, names, asked) for entry in entries]


def _hit(entry: Entry, names: Mapping[UUID, str], asked: Asked) -> Hit:
    return Hit(
        url=address_of(entry),
        title=marked(entry.title, asked),
        excerpt=excerpt(_text(entry), asked),
        name=entry.title,
        workload="" if entry.kind == Kind.WORKLOAD else names.get(entry.workload_id, ""),
        weight=entry.weight,
        at=entry.at,
    )


def _text(entry: Entry) -> str:
    """What people wrote as it flows; what is made of columns with a mark between them."""
    written = entry.kind in {Kind.ANSWER, Kind.COMMENT}
    return entry.body if written else entry.body.replace("\n", " · ")


def _page(typed: str, total: int) -> int:
    last = max(1, -(-total // PAGE))
    wanted = int(typed[:6]) if typed.isdecimal() else 1
    return min(max(wanted, 1), last)


def _groups(
    entries: list[Entry], counts: Mapping[str, int], names: Mapping[UUID, str], asked: Asked
) -> list[Group]:
    found = []
    for kind in Kind:
        hits = hits_of((entry for entry in entries if entry.kind == kind), names, asked)
        if hits:
            found.append(Group(kind, hits, counts[kind.value]))
    return found


def _kind_choices(facets: Facets) -> list[Choice]:
    counts, current = facets.kinds(), facets.narrowed.kind
    every = Choice("", "", sum(counts.values()), not current)
    kinds = [
        Choice(kind.value, str(kind.label), counts.get(kind.value, 0), kind.value == current)
        for kind in Kind
    ]
    return [every, *(each for each in kinds if each.count or each.current)]


def _workload_choices(facets: Facets, names: Mapping[UUID, str]) -> list[Choice]:
    """Those with most of what was found; the chosen one is always among them."""
    current = facets.narrowed.workload
    found = [
        Choice(str(pk), names[pk], number, str(pk) == current)
        for pk, number in facets.workloads().items()
        if pk in names
    ]
    found.sort(key=lambda each: (not each.current, -each.count, each.label))
    return found[:WORKLOADS_SHOWN]


def _paged(groups: list[Group], found: Found, narrowed: Narrowed, number: int) -> Any:
    if not narrowed.kind:
        return None
    hits = [hit for group in groups for hit in group.hits]
    return _Counted(hits, found.total).page(number)
