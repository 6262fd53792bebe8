"""Looking for things in the index, as somebody who sees some of them.

PostgreSQL uses no index for full text where policies hold, so these queries work above them and
filter by themselves: `seen_by` is the one place that says what a member may find.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import Cast, Floor, RowNumber

from reviewapp.isolation.scopes import everything
from reviewapp.people.access import reaches
from reviewapp.people.models import Membership, Role
from reviewapp.reviews.models import LensReview
from reviewapp.workloads.models import Workload
from reviewapp.workloads.roles import visible_workloads

from .models import SHELVES, WRITTEN, Entry, Kind, on_shelf

PAGE = 20
FIRST = 5
# Of each shelf no more are looked at: whoever types a word of every ARN types another one.
MOST = 500
# Ranks are this coarse, so that of what fits about as well the newer comes first.
STEPS = 25
# Nothing within `D` to `A` is added for what is at risk: it is moved up by this share.
FOR_RISK = 0.25
_LISTED = ("pk", "kind", "key", "title", "body", "where", "weight", "at", "workload_id")


class Ready(SearchQuery):
    """A query that is put together already."""

    function = None
    template = "(%(expressions)s)::tsquery"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which part of what is found is looked at; empty for all."""

    kind: str = ""
    workload: str = ""

    def holds(self, kind: str, workload: UUID) -> bool:
        return self.kind in {"", kind} and self.workload in {"", str(workload)}


class Cell(NamedTuple):
    """Something that has the words."""

    pk: int
    kind: str
    workload: UUID


@dataclass(frozen=True, slots=True)
class Facets:
    """How much was found by kind and by workload, each under the choice made for the other."""

    cells: Mapping[tuple[str, UUID], int]
    narrowed: Narrowed

    def kinds(self) -> Mapping[str, int]:
        found: Counter[str] = Counter()
        for (kind, workload), count in self.cells.items():
            if Narrowed(workload=self.narrowed.workload).holds(kind, workload):
                found[kind] += count
        return found

    def workloads(self) -> Mapping[UUID, int]:
        found: Counter[UUID] = Counter()
        for (kind, workload), count in self.cells.items():
            if Narrowed(kind=self.narrowed.kind).holds(kind, workload):
                found[workload] += count
        return found


@dataclass(frozen=True, slots=True)
class Found:
    """What has the words, of what was asked for; `facets` count the rest as well."""

    facets: Facets
    cells: list[Cell]

    @property
    def total(self) -> int:
        return len(self.cells)

    @property
    def more(self) -> bool:
        return _full(self.cells)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a member may find: all of an organisation, and these workloads."""

    organisation: UUID | None
    workloads: tuple[UUID, ...]

    @property
    def condition(self) -> Q:
        found = Q(workload__in=self.workloads)
        return found | Q(organisation=self.organisation) if self.organisation else found


def seen_by(membership: Membership) -> Seen:
    """Asked under the policies that hold for the member: one query."""
    found = visible_workloads(membership).order_by()
    if not reaches(membership.role, Role.VIEWER):
        return Seen(None, tuple(found.values_list("pk", flat=True)))
    shared = found.exclude(organisation=membership.organisation_id)
    return Seen(membership.organisation_id, tuple(shared.values_list("pk", flat=True)))


@everything()
def look(seen: Seen, query: str, narrowed: Narrowed) -> Found:
    """What has the words: one query, two where there is much and a part of it is asked for."""
    cells = _cells(seen, query, Narrowed())
    facets = Facets(_counted(cells), narrowed)
    if _full(cells) and narrowed != Narrowed():
        cells = _cells(seen, query, narrowed)
    return Found(facets, [cell for cell in cells if narrowed.holds(cell.kind, cell.workload)])


@everything()
def best(found: Found, query: str, narrowed: Narrowed, *, page: int = 1) -> list[Entry]:
    """A page of one kind, or the first few of each kind: one query."""
    entries = Entry.objects.filter(pk__in=[cell.pk for cell in found.cells]).only(*_LISTED)
    entries = entries.annotate(score=_score(query))
    order = (F("score").desc(), F("at").desc(), F("pk").asc())
    if narrowed.kind:
        first = (page - 1) * PAGE
        return list(entries.order_by(*order)[first : first + PAGE])
    number = Window(RowNumber(), partition_by=F("kind"), order_by=order)
    firsts = entries.annotate(number=number).filter(number__lte=FIRST)
    return list(firsts.order_by("kind", "number"))


@everything()
def names_of(workloads: set[UUID]) -> Mapping[UUID, str]:
    """Of workloads that were found, which the reader may therefore see: one query."""
    return dict(Workload.objects.filter(pk__in=workloads).values_list("pk", "name"))


def _cells(seen: Seen, query: str, narrowed: Narrowed) -> list[Cell]:
    """Of each shelf as many as are looked at."""
    first, *others = (shelf(seen, query, narrowed, kinds) for kinds in SHELVES)
    return [Cell(*row) for row in first.union(*others, all=True)]


def shelf(seen: Seen, query: str, narrowed: Narrowed, kinds: tuple[Kind, ...]) -> QuerySet[Any]:
    """What a lens holds that was taken off its workload cannot be opened, and is not found."""
    found = Entry.objects.filter(on_shelf(kinds), seen.condition, vector=Ready(query)).order_by()
    if kinds == WRITTEN:
        removed = LensReview.every.filter(pk=OuterRef("review"), removed_at__isnull=False)
        found = found.filter(Q(review=None) | ~Exists(removed))
    if narrowed.kind:
        found = found.filter(kind=narrowed.kind)
    if narrowed.workload:
        found = found.filter(workload=UUID(narrowed.workload))
    return found.values_list("pk", "kind", "workload_id")[:MOST]


def _counted(cells: list[Cell]) -> Mapping[tuple[str, UUID], int]:
    return Counter((cell.kind, cell.workload) for cell in cells)


def _full(cells: list[Cell]) -> bool:
    """Whether there may be more of a shelf than is looked at."""
    return any(sum(cell.kind in kinds for cell in cells) >= MOST for kinds in SHELVES)


def _score(query: str) -> Floor:
    rank = SearchRank(F("vector"), Ready(query))
    moved = Value(1.0) + Cast(F("weight"), FloatField()) * Value(FOR_RISK)
    return Floor(Cast(rank, FloatField()) * moved * Value(STEPS))
