"""Reads for the pages about scans."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from reviewapp.jobs.models import JobState
from reviewapp.workloads.models import Workload

from .models import Part, PartState, Run

# A part that was read has a reason only where some of its answers are missing.
UNREAD = Q(state__in=(PartState.DENIED, PartState.FAILED)) | (
    Q(state=PartState.READ) & ~Q(reason="")
)


def runs_of(workload: Workload) -> QuerySet[Run]:
    return workload.runs.select_related("requested_by").order_by("-queued_at")


def active_run(workload: Workload) -> Run | None:
    return workload.runs.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).first()


def latest_complete_run(workload: Workload) -> Run | None:
    """The newest run whose facts can be relied upon, parts unread included."""
    states = (JobState.COMPLETE, JobState.PARTIAL)
    return workload.runs.filter(state__in=states).order_by("-queued_at").first()


def services_of(run: Run) -> list[dict[str, Any]]:
    """Progress and outcome by service, over all accounts and regions: one query."""
    rows = (
        run.parts.values("service")
        .annotate(
            total=Count("pk"),
            waiting=Count("pk", filter=Q(state=PartState.WAITING)),
            denied=Count("pk", filter=Q(state=PartState.DENIED)),
            failed=Count("pk", filter=Q(state=PartState.FAILED)),
            unused=Count("pk", filter=Q(state=PartState.NOT_USED)),
            found=Sum("facts_count"),
            calls=Sum("calls"),
        )
        .order_by("service")
    )
    return [{**row, "read": row["total"] - _unread(row), "state": _state(row)} for row in rows]


def unread_parts(run: Run) -> QuerySet[Part]:
    """Parts of which something could not be read, be it one answer about one resource."""
    return run.parts.filter(UNREAD)


def _unread(row: Mapping[str, Any]) -> int:
    return int(row["waiting"] + row["denied"] + row["failed"])


def _state(row: Mapping[str, Any]) -> str:
    if row["waiting"]:
        return "running" if row["waiting"] < row["total"] else "queued"
    for state in ("denied", "failed"):
        if row[state]:
            return state
    return "not_used" if row["unused"] == row["total"] else "read"
