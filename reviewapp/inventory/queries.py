"""Reads of the inventory: the resources among a run's facts, filtered, counted and compared."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from pillars.facts import GLOBAL
from pillars.kinds import KindRole, TagSource, inventory_kinds, kinds
from pillars.scope import APPLICATION_TAG, STACK_TAGS
from reviewapp.collection.models import Fact, Part, PartState, Reading, Run
from reviewapp.findings.models import FactPlace, Finding, FindingVerdict, PlacedFact
from reviewapp.jobs.models import JobState

from .filters import ALL, InventoryFilter

READ = (PartState.READ, PartState.NOT_USED)
TAGGING = "tagging.resource"
HOME = "us-east-1"  # where the tagging service answers for what has no region
TAGS_SHOWN = 30
KEPT_SECONDS = 24 * 3600
LISTED = ("pk", "kind", "resource", "name", "account", "region", "tags", "run_id")


@dataclass(frozen=True, slots=True)
class Scans:
    """The newest scan that can be relied upon, and the one before it."""

    newest: Run
    before: Run | None


@dataclass(frozen=True, slots=True)
class Cell:
    """How many resources of one kind there are in one account and region."""

    kind: str
    account: str
    region: str
    count: int


def scans_of(runs: QuerySet[Run]) -> Scans | None:
    """One query; None where nothing was scanned yet."""
    ended = runs.filter(state__in=(JobState.COMPLETE, JobState.PARTIAL)).order_by("-queued_at")
    found = list(ended[:2])
    return Scans(found[0], found[1] if len(found) > 1 else None) if found else None


def resources_of(
    scans: Scans, wanted: InventoryFilter, owner_keys: Collection[str]
) -> QuerySet[Fact]:
    """The resources that a filter asks for; of the scan before where it asks for what went."""
    found = _changed(scans, wanted.change).filter(_dimensions(wanted))
    return _others(found, wanted, owner_keys)


def cells_of(scans: Scans, wanted: InventoryFilter, owner_keys: Collection[str]) -> list[Cell]:
    """Counts by kind, account and region under the rest of the filter: one query for all facets."""
    found = _others(_changed(scans, wanted.change), wanted, owner_keys)
    rows = found.order_by().values_list("kind", "account", "region").annotate(Count("pk"))
    return [Cell(*row) for row in rows]


def count_ownerless(scans: Scans, wanted: InventoryFilter, owner_keys: Collection[str]) -> int:
    found = resources_of(scans, wanted.without("ownerless"), owner_keys)
    return found.filter(_ownerless(owner_keys)).count()


def count_changes(scans: Scans) -> Mapping[str, int]:
    """How many resources came and went since the scan before."""
    return {change: len(facts) for change, facts in _changes(scans).items()}


def failing_counts(facts: Collection[Fact]) -> Mapping[int, int]:
    """Failing findings of each fact, without the suppressed ones: one query."""
    rows = (
        Finding.objects.filter(_fails(), fact__in=[fact.pk for fact in facts])
        .order_by()
        .values_list("fact_id")
        .annotate(Count("pk"))
    )
    return dict(rows)


def places_of(facts: Collection[Fact]) -> Mapping[int, PlacedFact]:
    """Where facts stand; one that is missing counts: one query."""
    return PlacedFact.objects.in_bulk([fact.pk for fact in facts])


def count_tags(found: QuerySet[Fact], key: str = "") -> Sequence[tuple[str, int]]:
    """The most frequent keys of tags, or the most frequent values of one key: one query."""
    try:
        facts, values = found.order_by().values_list("tags").query.sql_with_params()
    except EmptyResultSet:  # Django knows without asking that nothing can be found.
        return []
    what, more = ("tags ->> %s", [key]) if key else ("jsonb_object_keys(tags)", [])
    query = (
        f"SELECT word, count(*) FROM (SELECT {what} AS word FROM ({facts}) AS f) AS w "  # noqa: S608
        "WHERE word IS NOT NULL GROUP BY word ORDER BY count(*) DESC, word LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [*more, *values, TAGS_SHOWN])
        return [(str(word), int(count)) for word, count in cursor.fetchall()]


def not_compared(scans: Scans) -> Sequence[tuple[str, int]]:
    """Kinds of the inventory that not both scans read in the same places, and in how many."""
    if scans.before is None:
        return []
    query = f"""
        SELECT kind, count(*) FROM (
            SELECT kind, account, region, bool_and(state = ANY(%s)) AND count(*) = 2 AS known
            FROM {Reading._meta.db_table}
            WHERE run_id IN (%s, %s) AND kind = ANY(%s)
            GROUP BY kind, account, region
        ) AS places WHERE NOT known GROUP BY kind ORDER BY kind
    """  # noqa: S608
    runs = [scans.newest.pk, scans.before.pk]
    with connection.cursor() as cursor:
        cursor.execute(query, [[str(state) for state in READ], *runs, list(inventory_kinds())])
        return [(str(kind), int(count)) for kind, count in cursor.fetchall()]


def _changed(scans: Scans, change: str) -> QuerySet[Fact]:
    """All resources of the newest scan, those that the one before did not have, or those that it
    alone had; compared only where both read that kind in that place.
    """
    if not change:
        return _resources(scans.newest)
    changed = RawSQL("SELECT unnest(%s::bigint[])", [list(_changes(scans).get(change, ()))])
    return Fact.objects.filter(pk__in=changed)


def _changes(scans: Scans) -> Mapping[str, Sequence[int]]:
    """The facts that came and those that went; nothing where there is no scan before.

    Compared once for two scans: an ended scan reads nothing more.
    """
    before, newest = scans.before, scans.newest
    if before is None:
        return {}
    key = f"inventory-changes-{newest.pk}-{before.pk}"
    found: Mapping[str, Sequence[int]] | None = cache.get(key)
    if found is None:
        found = {"came": _only_in(newest, before), "went": _only_in(before, newest)}
        cache.set(key, found, KEPT_SECONDS)
    return found


def _only_in(mine: Run, other: Run) -> list[int]:
    """The facts that one run alone has: one pass over both, whatever their size.

    Written by hand: asked fact by fact whether the other run has it, the database takes minutes.
    """
    fact, part, reading = (model._meta.db_table for model in (Fact, Part, Reading))
    kinds_there = list(inventory_kinds())
    query = f"""
        WITH alone AS MATERIALIZED (
            SELECT max(id) AS id FROM {fact}
            WHERE run_id IN (%s, %s) AND kind = ANY(%s)
            GROUP BY kind, account, resource HAVING bool_and(run_id = %s)
        ), unknown AS MATERIALIZED (
            SELECT kind, account, region FROM {reading}
            WHERE run_id IN (%s, %s) AND kind = ANY(%s)
            GROUP BY kind, account, region
            HAVING NOT (bool_and(state = ANY(%s)) AND count(*) = 2)
        )
        SELECT found.id FROM alone JOIN {fact} AS found ON found.id = alone.id
        JOIN {part} AS asked ON asked.id = found.part_id
        LEFT JOIN unknown ON unknown.kind = found.kind
            AND unknown.account = found.account AND unknown.region = asked.region
        WHERE unknown.kind IS NULL
    """  # noqa: S608 - names of our own tables
    runs = [mine.pk, other.pk]
    states = [str(state) for state in READ]
    with connection.cursor() as cursor:
        cursor.execute(query, [*runs, kinds_there, mine.pk, *runs, kinds_there, states])
        return [int(key) for (key,) in cursor.fetchall()]


def _resources(run: Run) -> QuerySet[Fact]:
    return Fact.objects.filter(run=run, kind__in=inventory_kinds())


def _dimensions(wanted: InventoryFilter) -> Q:
    found = Q()
    if wanted.service:
        names = [name for name, kind in kinds().items() if kind.service == wanted.service]
        found &= Q(kind__in=names)
    for name in ("kind", "account", "region"):
        if value := getattr(wanted, name):
            found &= Q(**{name: value})
    return found


def _others(
    found: QuerySet[Fact], wanted: InventoryFilter, owner_keys: Collection[str]
) -> QuerySet[Fact]:
    """What a filter asks for beside kind, account and region."""
    if wanted.text:
        found = found.filter(Q(name__icontains=wanted.text) | Q(resource__icontains=wanted.text))
    if wanted.tag:
        found = found.filter(_tagged(wanted.tag))
    if wanted.place != ALL:
        found = found.filter(_placed(wanted.place))
    if wanted.ownerless:
        found = found.filter(_ownerless(owner_keys))
    if wanted.failing:
        found = found.filter(Exists(Finding.objects.filter(_fails(), fact=OuterRef("pk"))))
    return found


def _tagged(tag: str) -> Q:
    key, sign, value = tag.partition("=")
    return Q(tags__contains={key: value}) if sign else Q(tags__has_key=key)


def _placed(place: str) -> Q:
    rows = PlacedFact.objects.filter(fact=OuterRef("pk"))
    if place == FactPlace.OUTSIDE:
        return Q(Exists(rows.filter(place__in=(FactPlace.OUTSIDE, FactPlace.BESIDE))))
    if place:
        return Q(Exists(rows.filter(place=place)))
    return Q(~Exists(rows.exclude(place=FactPlace.INSIDE)))


def _fails() -> Q:
    return Q(verdict=FindingVerdict.FAIL, suppression=None)


def _ownerless(owner_keys: Collection[str]) -> Q:
    """Nothing says whose it is, though everything that could say so was read."""
    telling = [*owner_keys, *STACK_TAGS, APPLICATION_TAG]
    no_owner = ~Q(tags__has_any_keys=telling)
    by_itself = Q(kind__in=_tagged_kinds(TagSource.OWN)) & ~Q(unread__has_key="Tags")
    by_service = Q(kind__in=_tagged_kinds(TagSource.API)) & _tags_were_read()
    return no_owner & (by_itself | by_service)


def _tags_were_read() -> Q:
    """Whether the tagging service was read where it would have told of a resource."""
    asked = Reading.objects.filter(
        run=OuterRef("run_id"), kind=TAGGING, state__in=READ, account=OuterRef("account")
    )
    here, home = asked.filter(region=OuterRef("region")), asked.filter(region=HOME)
    return Q(Exists(here)) | Q(region=GLOBAL) & Q(Exists(home))


def _tagged_kinds(source: TagSource) -> list[str]:
    """Kinds of single resources whose tags come from there; what accounts share has no owner."""
    return [
        name
        for name, kind in kinds().items()
        if kind.role is KindRole.RESOURCE and kind.tags is source
    ]
