"""Looking for things in the index, as somebody who sees some of them.

PostgreSQL uses no index for full text where policies hold, so these queries work above them and
filter by themselves: `seen_by` is the one place that says what a member may find.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import Cast, Floor, RowNumber

from reviewapp.isolation.scopes import everything
from reviewapp.people.access import reaches
from reviewapp.people.models import Membership, Role
from reviewapp.reviews.models import LensReview
from reviewapp.workloads.models import Workload
from reviewapp.workloads.roles import visible_workloads

from .models import Entry

PAGE = 20
FIRST = 5
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


@dataclass(frozen=True, slots=True)
class Facets:
    """How much was found by kind and by workload, each under the choice made for the other."""

    cells: Mapping[tuple[str, UUID], int]
    narrowed: Narrowed

    def kinds(self) -> Mapping[str, int]:
        found: Counter[str] = Counter()
        for (kind, workload), count in self.cells.items():
            if self._of_workload(workload):
                found[kind] += count
        return found

    def workloads(self) -> Mapping[UUID, int]:
        found: Counter[UUID] = Counter()
        for (kind, workload), count in self.cells.items():
            if self._of_kind(kind):
                found[workload] += count
        return found

    @property
    def total(self) -> int:
        """Of everything that both choices leave."""
        return sum(
            count
            for (kind, workload), count in self.cells.items()
            if self._of_kind(kind) and self._of_workload(workload)
        )

    def _of_kind(self, kind: str) -> bool:
        return self.narrowed.kind in ("", kind)

    def _of_workload(self, workload: UUID) -> bool:
        return self.narrowed.workload in ("", str(workload))


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
def count(seen: Seen, query: str, narrowed: Narrowed) -> Facets:
    """One query."""
    rows = _matching(seen, query).order_by().values_list("kind", "workload_id")
    found = rows.annotate(number=Count("pk"))
    return Facets({(kind, workload): number for kind, workload, number in found}, narrowed)


@everything()
def best(seen: Seen, query: str, narrowed: Narrowed, *, page: int = 1) -> list[Entry]:
    """A page of one kind, or the first few of each kind: one query."""
    found = _narrow(_matching(seen, query), narrowed).annotate(score=_score(query))
    order = (F("score").desc(), F("at").desc(), F("pk").asc())
    if narrowed.kind:
        first = (page - 1) * PAGE
        return list(found.only(*_LISTED).order_by(*order)[first : first + PAGE])
    number = Window(RowNumber(), partition_by=F("kind"), order_by=order)
    firsts = found.only(*_LISTED).annotate(number=number).filter(number__lte=FIRST)
    return list(firsts.order_by("kind", "number"))


@everything()
def names_of(workloads: set[UUID]) -> Mapping[UUID, str]:
    """Of workloads that were found, which the reader may therefore see: one query."""
    return dict(Workload.objects.filter(pk__in=workloads).values_list("pk", "name"))


def _matching(seen: Seen, query: str) -> QuerySet[Entry]:
    """What a lens holds that was taken off its workload cannot be opened, and is not found."""
    removed = LensReview.every.filter(pk=OuterRef("review"), removed_at__isnull=False)
    found = Entry.objects.filter(seen.condition, vector=Ready(query))
    return found.filter(Q(review=None) | ~Exists(removed))


def _narrow(found: QuerySet[Entry], narrowed: Narrowed) -> QuerySet[Entry]:
    if narrowed.kind:
        found = found.filter(kind=narrowed.kind)
    return found.filter(workload=UUID(narrowed.workload)) if narrowed.workload else found


def _score(query: str) -> Floor:
    rank = SearchRank(F("vector"), Ready(query))
    moved = Value(1.0) + Cast(F("weight"), FloatField()) * Value(FOR_RISK)
    return Floor(Cast(rank, FloatField()) * moved * Value(STEPS))
