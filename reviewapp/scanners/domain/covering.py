"""Which findings of other tools the standing suppressions cover."""

from collections import defaultdict
from uuid import UUID

from reviewapp.findings.domain.covering import suppressor_for
from reviewapp.findings.models import FindingVerdict
from reviewapp.workloads.models import Workload

from ..models import ImportedFinding, ImportedReport
from .naming import subject_of

BATCH = 2000
COLUMNS = ("pk", "suppression_id", "rule", "resource", "account", "region")


def cover(report: ImportedReport) -> int:
    """Marks the failing findings of a report with what covers them; returns how many changed.

    A suppression by tag covers none of them.
    """
    suppressor = suppressor_for(report.workload)
    wanted: dict[UUID | None, list[int]] = defaultdict(list)
    failing = report.findings.filter(verdict=FindingVerdict.FAIL).order_by("pk")
    if not suppressor:
        return failing.filter(suppression__isnull=False).update(suppression=None)
    rows = failing.values_list(*COLUMNS).iterator(chunk_size=BATCH)
    for key, now, rule, resource, account, region in rows:
        after = suppressor.cover(subject_of(report.tool, rule, resource, account, region))
        if after != now:
            wanted[after].append(key)
    return sum(_mark(suppression, keys) for suppression, keys in wanted.items())


def cover_again(workload: Workload) -> int:
    """The same for every report that counts, after a suppression began or ended."""
    counting = ImportedReport.objects.filter(workload=workload, current=True)
    return sum(cover(report) for report in counting.select_related("workload"))


def _mark(suppression: UUID | None, keys: list[int]) -> int:
    return sum(
        ImportedFinding.objects.filter(pk__in=keys[at : at + BATCH]).update(suppression=suppression)
        for at in range(0, len(keys), BATCH)
    )
