"""Reports that got too old: suggestions stop counting on them without waiting for a scan."""

from django.db import transaction

from reviewapp.findings.domain.suppressing import reapply
from reviewapp.workloads.models import Workload

from ..models import ImportedReport
from ..queries import old_reports

AT_ONCE = 200


def let_age() -> int:
    """Has suggestions worked out again where a report got too old; returns of how many reports.

    Each is told once, whoever tells it first.
    """
    found = old_reports().filter(aged=False).select_related("workload__organisation")
    told = [report for report in found.defer("messages")[:AT_ONCE] if _tell(report)]
    return len(told)


@transaction.atomic
def _tell(report: ImportedReport) -> bool:
    Workload.objects.select_for_update().get(pk=report.workload_id)
    if not ImportedReport.objects.filter(pk=report.pk, aged=False).update(aged=True):
        return False
    reapply(report.workload.organisation, report.workload)
    return True
