"""A run's facts as checks see them."""

from pillars.facts import Reading, ReadState, Resource, Snapshot
from reviewapp.collection.models import PartState, Run
from reviewapp.findings.profile import profile_of

READ_STATES = {
    PartState.READ: ReadState.READ,
    PartState.NOT_USED: ReadState.READ,
    PartState.DENIED: ReadState.DENIED,
}


def load_snapshot(run: Run) -> Snapshot:
    """The facts of a run as checks see them: one query for facts, one for readings."""
    at = run.started_at or run.queued_at
    return Snapshot(
        resources=_resources(run),
        readings=_readings(run),
        at=at,
        workload=profile_of(run.workload, today=at.date()),
    )


def _resources(run: Run) -> list[Resource]:
    columns = ("pk", "kind", "resource", "account", "region", "name", "data", "tags", "unread")
    return [
        Resource(kind, name_id, account, region, name, data, tags, unread, key)
        for key, kind, name_id, account, region, name, data, tags, unread in run.facts.order_by(
            "pk"
        ).values_list(*columns)
    ]


def _readings(run: Run) -> list[Reading]:
    columns = ("kind", "account", "region", "service", "call", "state", "reason")
    return [
        Reading(
            kind,
            account,
            region,
            service,
            call,
            READ_STATES.get(PartState(state), ReadState.FAILED),
            reason,
        )
        for kind, account, region, service, call, state, reason in run.readings.order_by(
            "pk"
        ).values_list(*columns)
    ]
