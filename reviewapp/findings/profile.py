"""A workload's profile as checks and risk rules see it."""

from datetime import date, timedelta

from pillars.facts import WorkloadProfile
from reviewapp.workloads.models import Environment, Workload

SOON = timedelta(days=60)


def profile_of(workload: Workload, *, today: date) -> WorkloadProfile:
    """What the owner says of the workload; one query, for the dates of events."""
    return WorkloadProfile(
        production=workload.environment == Environment.PRODUCTION,
        rto_minutes=workload.rto_minutes,
        rpo_minutes=workload.rpo_minutes,
        criticality=workload.criticality,
        traffic_pattern=workload.traffic_pattern,
        compliance=tuple(workload.compliance),
        regions=tuple(workload.regions),
        event_soon=workload.events.filter(date__range=(today, today + SOON)).exists(),
    )
