"""What this stage tells an earlier one of other tools' findings."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count

from reviewapp.findings.domain.covering import Suppressor
from reviewapp.findings.models import FindingVerdict, Suppression
from reviewapp.workloads.models import Workload

from .domain.naming import parts_of, subject_of
from .models import ImportedFinding

BATCH = 2000


def name_rule(*, check_id: str, **_signal: Any) -> str:
    """`iam_no_root (Prowler)`; empty for what is no rule of a tool that is read."""
    parts = parts_of(check_id)
    return f"{parts[1]} ({parts[0].label})" if parts and parts[1] else ""


def count_covered(*, workload: Workload, suppressor: Suppressor, **_signal: Any) -> int:
    """How many failing findings of the reports that count it would cover."""
    failing = ImportedFinding.objects.filter(
        report__workload=workload, report__current=True, verdict=FindingVerdict.FAIL
    )
    rows = failing.order_by().values_list("report__tool", "rule", "resource", "account", "region")
    return sum(
        suppressor.cover(subject_of(*row)) is not None for row in rows.iterator(chunk_size=BATCH)
    )


def covered(
    *, suppressions: Collection[Suppression], workload: Workload | None, **_signal: Any
) -> Mapping[UUID, int]:
    """By suppression how many findings of the reports that count it covers: one query."""
    found = ImportedFinding.objects.filter(suppression__in=suppressions, report__current=True)
    if workload:
        found = found.filter(report__workload=workload)
    return dict(found.order_by().values_list("suppression").annotate(Count("pk")))
