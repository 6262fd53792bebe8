"""Taking a report away."""

from django.db import transaction

from reviewapp.files.domain import remove_file
from reviewapp.findings.domain.suppressing import reapply
from reviewapp.workloads.models import Workload
from reviewapp.workloads.recording import record_on

from ..models import ImportedReport
from .keeping import let_count


@transaction.atomic
def delete_report(report: ImportedReport) -> None:
    """Deletes a report with its findings. The newest one that it replaced counts again."""
    workload = Workload.objects.select_for_update().get(pk=report.workload_id)
    counted, tool, file_id = report.current, report.tool, report.file_id
    record_on(workload, "import.deleted", by=None, subject=report.file_name)
    report.delete()
    remove_file(file_id)
    if not counted:
        return
    for earlier in _earlier(workload, tool):
        let_count(earlier)
    reapply(workload.organisation, workload)


def _earlier(workload: Workload, tool: str) -> list[ImportedReport]:
    """Those of the tool that do not count, the newest first: each takes what is left."""
    apart = workload.imported_reports.filter(tool=tool, current=False).exclude(ended_at=None)
    held = [each for each in apart if each.total]
    return sorted(held, key=lambda each: each.looked_at or each.queued_at, reverse=True)
