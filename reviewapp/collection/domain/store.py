"""Writes what parts read: each with all of its facts, or not at all."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import F

from reviewapp.collection.models import Fact, Part, PartState, Reading, Run
from reviewapp.jobs.models import ACTIVE_STATES

from .read_part import KindRead, PartRead, summarise

BATCH = 500
Read = tuple[Part, PartRead]


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
        kept = [(part, read) for part, read in reads if _end(part, read)]
        if not kept or not _count(kept):
            transaction.set_rollback(True)
            return []
        Reading.objects.bulk_create(
            [_reading(part, kind) for part, read in kept for kind in read.kinds]
        )
        Fact.objects.bulk_create(_all_facts(kept), batch_size=BATCH)
    return [part for part, _ in kept]


def fail_part(part: Part, reason: str, *, state: PartState = PartState.FAILED) -> None:
    """Ends a part that could not be read at all, with a reading for every kind it stood for."""
    store_part(part, failed(part, reason, state=state))


def failed(part: Part, reason: str, *, state: PartState = PartState.FAILED) -> PartRead:
    from reviewapp.collection.registry import GLOBAL, REGIONAL, services

    scope = GLOBAL if part.region == GLOBAL else REGIONAL
    kinds = [KindRead(c, state, reason=reason) for c in services()[part.service, scope]]
    return PartRead(kinds, calls=0, seconds=0)


def _end(part: Part, read: PartRead) -> bool:
    part.state, part.reason = read.state, read.reason
    changed = Part.objects.filter(pk=part.pk, state=PartState.WAITING).update(
        state=part.state,
        reason=part.reason,
        calls=read.calls,
        facts_count=summarise(read.kinds),
        seconds=read.seconds,
    )
    return bool(changed)


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
