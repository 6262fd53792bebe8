"""The parts of a review document that come from earlier stages: the profile and the run."""

from typing import Any

from django.db.models import Count

from reviewapp.collection.models import PartState, Run
from reviewapp.findings.scoped import scope_part
from reviewapp.workloads.models import Workload

UNREAD_LIMIT = 200
PROFILE = (
    "name",
    "description",
    "purpose",
    "environment",
    "industry",
    "business_owner",
    "review_owner",
    "account_ids",
    "regions",
    "non_aws_regions",
    "diagram_url",
    "traffic_pattern",
    "traffic_notes",
    "compliance",
    "rto_minutes",
    "rpo_minutes",
    "criticality",
    "notes",
    "tags",
)


def workload_part(workload: Workload) -> dict[str, Any]:
    events = workload.events.order_by("date", "name").values_list("name", "date")
    return {
        "id": str(workload.pk),
        **{name: _plain(getattr(workload, name)) for name in PROFILE},
        "events": [{"name": name, "date": day.isoformat()} for name, day in events],
    }


def run_part(run: Run | None) -> dict[str, Any] | None:
    if run is None:
        return None
    return {
        "id": str(run.pk),
        "state": run.state,
        "started": run.started_at.isoformat() if run.started_at else None,
        "ended": run.ended_at.isoformat() if run.ended_at else None,
        "calls": run.calls,
        "facts": run.facts_count,
        "scope": scope_part(run),
        "coverage": coverage_of(run),
    }


def coverage_of(run: Run) -> dict[str, Any]:
    """How many parts came to what, and which could not be read: two queries."""
    numbers = dict(run.parts.order_by().values_list("state").annotate(Count("pk")))
    unread = run.parts.filter(state__in=(PartState.DENIED, PartState.FAILED))[:UNREAD_LIMIT]
    states = (PartState.READ, PartState.NOT_USED, PartState.DENIED, PartState.FAILED)
    columns = ("account", "region", "service", "state", "reason")
    return {
        **{str(state): numbers.get(state, 0) for state in states},
        "unread": [{name: getattr(part, name) for name in columns} for part in unread],
    }


def _plain(value: Any) -> Any:
    return dict(sorted(value.items())) if isinstance(value, dict) else value
