"""Writes what parts read: each with all of its facts, or not at all."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from reviewapp.collection.copying import copy_rows
from reviewapp.collection.models import Fact, Part, PartState, Reading, Run
from reviewapp.collection.registry import GLOBAL, REGIONAL, Item, collectors_of
from reviewapp.jobs.models import ACTIVE_STATES

from .read_part import KindRead, PartRead, summarise

Read = tuple[Part, PartRead]

READING = (
    *("run_id", "part_id", "account", "region", "service", "kind", "call"),
    *("state", "reason", "count", "at"),
)
FACT = (
    *("run_id", "part_id", "account", "region", "kind", "resource", "name"),
    *("tags", "data", "unread", "call", "at"),
)

END = """
    UPDATE collection_part AS part
    SET state = read.state, reason = read.reason, calls = read.calls,
        facts_count = read.facts, seconds = read.seconds
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::int[], %s::int[], %s::float[])
        AS read(id, state, reason, calls, facts, seconds)
    WHERE part.id = read.id AND part.state = 'waiting'
    RETURNING part.id
"""


def store_part(part: Part, read: PartRead) -> bool:
    """Stores facts and readings and ends the part; False where another worker was first."""
    return bool(store_parts([(part, read)]))


def store_parts(reads: Sequence[Read]) -> list[Part]:
    """Stores several parts of one run in one transaction.

    Returns:
        The parts that were stored: those that no other worker had ended, of a run that has not.
    """
    if not reads:
        return []
    with transaction.atomic():
        ended = _end(reads)
        kept = [(part, read) for part, read in reads if part.pk in ended]
        if not kept or not _count(kept):
            transaction.set_rollback(True)
            return []
        copy_rows(Reading, READING, _readings(kept))
        copy_rows(Fact, FACT, _facts(kept))
    return [part for part, _ in kept]


def fail_part(part: Part, reason: str, *, state: PartState = PartState.FAILED) -> None:
    """Ends a part that could not be read at all, with a reading for every kind it stood for."""
    store_part(part, failed(part, reason, state=state))


def failed(part: Part, reason: str, *, state: PartState = PartState.FAILED) -> PartRead:
    scope = GLOBAL if part.region == GLOBAL else REGIONAL
    kinds = [KindRead(c, state, reason=reason) for c in collectors_of(part.service, scope)]
    return PartRead(kinds, calls=0, seconds=0.0)


def _end(reads: Sequence[Read]) -> set[int]:
    """Ends parts that no other worker had ended; their ids. One query, however many there are."""
    rows = []
    for part, read in reads:
        part.state, part.reason = read.state, read.reason
        facts = summarise(read.kinds)
        rows.append((part.pk, read.state.value, read.reason, read.calls, facts, read.seconds))
    with connection.cursor() as cursor:
        cursor.execute(END, [*map(list, zip(*rows, strict=True))])
        return {pk for (pk,) in cursor.fetchall()}


def _count(kept: Sequence[Read]) -> bool:
    """Adds to the run's sums; False where the run has ended, so that nothing is added to it."""
    run_id = kept[0][0].run_id
    return bool(
        Run.objects.filter(pk=run_id, state__in=ACTIVE_STATES).update(
            calls=F("calls") + sum(read.calls for _, read in kept),
            facts_count=F("facts_count") + sum(summarise(read.kinds) for _, read in kept),
        )
    )


def _readings(kept: Iterable[Read]) -> Iterator[Sequence[Any]]:
    for part, read in kept:
        for kind in read.kinds:
            where = (part.run_id, part.pk, part.account, part.region, part.service)
            what = (kind.collector.kind, kind.collector.call, kind.state.value, kind.reason)
            yield (*where, *what, len(kind.items), kind.at)


def _facts(kept: Iterable[Read]) -> Iterator[Sequence[Any]]:
    for part, read in kept:
        for kind in read.kinds:
            for item in kind.items:
                yield _fact(part, kind, item)


def _fact(part: Part, kind: KindRead, item: Item) -> Sequence[Any]:
    return (
        part.run_id,
        part.pk,
        part.account,
        item.region or part.region,
        kind.collector.kind,
        item.id[:2048],
        item.name[:300],
        json.dumps(item.tags),
        json.dumps(item.data),
        json.dumps(item.unread),
        kind.collector.call,
        kind.at,
    )
