"""Writes what a part read, all of it or nothing."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import F

from reviewapp.collection.models import Fact, Part, PartState, Reading, Run

from .read_part import KindRead, PartRead, summarise

BATCH = 500


def store_part(part: Part, read: PartRead) -> bool:
    """Stores facts and readings and ends the part; False where another worker was first."""
    count = summarise(read.kinds)
    with transaction.atomic():
        if not _end(part, read, count):
            return False
        Reading.objects.bulk_create([_reading(part, kind) for kind in read.kinds])
        Fact.objects.bulk_create(_facts(part, read.kinds), batch_size=BATCH)
        Run.objects.filter(pk=part.run_id).update(
            calls=F("calls") + read.calls, facts_count=F("facts_count") + count
        )
    return True


def fail_part(part: Part, reason: str, *, state: PartState = PartState.FAILED) -> None:
    """Ends a part that could not be read at all, with a reading for every kind it stood for."""
    from reviewapp.collection.registry import GLOBAL, REGIONAL, services

    scope = GLOBAL if part.region == GLOBAL else REGIONAL
    kinds = [KindRead(c, state, reason=reason) for c in services()[part.service, scope]]
    store_part(part, PartRead(kinds, calls=0, seconds=0))


def _end(part: Part, read: PartRead, count: int) -> bool:
    part.state, part.reason = read.state, read.reason
    changed = Part.objects.filter(pk=part.pk, state=PartState.WAITING).update(
        state=part.state,
        reason=part.reason,
        calls=read.calls,
        facts_count=count,
        seconds=read.seconds,
    )
    return bool(changed)


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
