"""A run's facts as checks see them."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from django.db.models import Count

from pillars.facts import Reading, ReadState, Resource, Snapshot
from reviewapp.collection.models import PartState, Run
from reviewapp.findings.profile import profile_of

from .scoping import counted_facts, scoped_readings
from .stored import StoredFacts

READ_STATES = {
    PartState.READ: ReadState.READ,
    PartState.NOT_USED: ReadState.READ,
    PartState.DENIED: ReadState.DENIED,
}
CHUNK = 2000


def load_snapshot(run: Run, facts: StoredFacts | None = None) -> Snapshot:
    """The facts of a run as checks see them: readings now, facts when they are asked for."""
    at = run.started_at or run.queued_at
    return Snapshot(
        resources=facts or facts_of(run),
        readings=scoped_readings(run, _readings(run)),
        at=at,
        workload=profile_of(run.workload, today=at.date()),
    )


def facts_of(run: Run) -> StoredFacts:
    """The facts of a run that are in scope, of which only their number is known so far."""
    rows = counted_facts(run).order_by().values_list("kind").annotate(Count("pk"))
    return StoredFacts(partial(_resources, run), counts=dict(rows))


def _resources(run: Run, kinds: Collection[str]) -> Iterator[Resource]:
    """The resources of some kinds, in the order in which they were stored: one query."""
    columns = ("pk", "kind", "resource", "account", "region", "name", "data", "tags", "unread")
    rows = counted_facts(run).filter(kind__in=kinds).order_by("pk").values_list(*columns)
    for key, kind, name_id, account, region, name, data, tags, unread in rows.iterator(CHUNK):
        yield Resource(kind, name_id, account, region, name, data, tags, unread, key)


def _readings(run: Run) -> list[Reading]:
    columns = ("kind", "account", "region", "service", "call", "reason", "state")
    rows = run.readings.order_by("pk").values_list(*columns).iterator(CHUNK)
    texts: dict[str, str] = {}  # a few hundred, of which tens of thousands of readings consist
    return [
        _reading([texts.setdefault(each, each) for each in told], PartState(state))
        for *told, state in rows
    ]


def _reading(told: Sequence[str], state: PartState) -> Reading:
    kind, account, region, service, call, reason = told
    kept = READ_STATES.get(state, ReadState.FAILED)
    return Reading(kind, account, region, service, call, kept, reason)
