"""The facts of a workload that risk rules may name."""

from datetime import date

from django.utils import timezone

from pillars.facts import WorkloadProfile
from reviewapp.findings.profile import profile_of
from reviewapp.workloads.models import Workload

STRICT_MINUTES = 60
CRITICAL = frozenset({"high", "mission_critical"})
VARIABLE = frozenset({"daily", "spiky", "seasonal", "batch"})


def current_facts(workload: Workload, *, today: date | None = None) -> frozenset[str]:
    """The names of facts that are true of the workload; one query."""
    return facts_of(profile_of(workload, today=today or timezone.localdate()))


def facts_of(profile: WorkloadProfile) -> frozenset[str]:
    """The names that are true of a workload; lenses use them in `workloadRules`."""
    rto, rpo = profile.rto_minutes, profile.rpo_minutes
    told = {
        "production": profile.production,
        "preproduction": not profile.production,
        "has_rto": rto is not None,
        "has_rpo": rpo is not None,
        "has_recovery_objectives": rto is not None or rpo is not None,
        "strict_rto": rto is not None and rto <= STRICT_MINUTES,
        "strict_rpo": rpo is not None and rpo <= STRICT_MINUTES,
        "critical": profile.criticality in CRITICAL,
        "regulated": bool(profile.compliance),
        "multi_region": len(profile.regions) > 1,
        "variable_traffic": profile.traffic_pattern in VARIABLE,
        "event_soon": profile.event_soon,
    }
    return frozenset(name for name, true in told.items() if true)
