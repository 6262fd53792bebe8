"""Writes what parts read: each with all of its facts, or not at all."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import connection, transaction
from django.db.models import F

from reviewapp.collection.copying import copy_in
from reviewapp.collection.models import Fact, Part, PartState, Reading, Run
from reviewapp.jobs.models import ACTIVE_STATES

from .read_part import KindRead, PartRead, summarise

BATCH = 500
Read = tuple[Part, PartRead]

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
        copy_in([_reading(part, kind) for part, read in kept for kind in read.kinds])
        facts = _all_facts(kept)
        while batch := list(islice(facts, BATCH)):
            copy_in(batch)
    return [part for part, _ in kept]


def fail_part(part: Part, reason: str, *, state: PartState = PartState.FAILED) -> None:
    """Ends a part that could not be read at all, with a reading for every kind it stood for."""
    store_part(part, failed(part, reason, state=state))


def failed(part: Part, reason: str, *, state: PartState = PartState.FAILED) -> PartRead:
    from reviewapp.collection.registry import GLOBAL, REGIONAL, services

    scope = GLOBAL if part.region == GLOBAL else REGIONAL
    kinds = [KindRead(c, state, reason=reason) for c in services()[part.service, scope]]
    return PartRead(kinds, calls=0, seconds=0)


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


def _all_facts(kept: Iterable[Read]) -> Iterator[Fact]:
    for part, read in kept:
        yield from _facts(part, read.kinds)


def _reading(part: Part, kind: KindRead) -> Reading:
    return Reading(
        run_id=part.run_id,
        part=part,
        account=part.account,
        region=part.region,
        service=part.service,
        kind=kind.collector.kind,
        call=kind.collector.call,
        state=kind.state,
        reason=kind.reason,
        count=len(kind.items),
        at=kind.at,
    )


def _facts(part: Part, kinds: list[KindRead]) -> Iterator[Fact]:
    for kind in kinds:
        for item in kind.items:
            yield Fact(
                run_id=part.run_id,
                part=part,
                account=part.account,
                region=item.region or part.region,
                kind=kind.collector.kind,
                resource=item.id[:2048],
                name=item.name[:300],
                tags=dict(item.tags),
                data=dict(item.data),
                unread=dict(item.unread),
                call=kind.collector.call,
                at=kind.at,
            )
