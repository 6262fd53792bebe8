"""Taking a file in, to be read by a worker."""

from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from pillars.scanners.model import Tool
from reviewapp.files.domain import store_file
from reviewapp.jobs.domain import enqueue
from reviewapp.jobs.models import ACTIVE_STATES
from reviewapp.people.models import User
from reviewapp.workloads.models import Workload
from reviewapp.workloads.recording import record_on

from ..models import ImportedReport


class SameReport(Exception):
    """The same bytes count already, or is being read; `report` is that import."""

    def __init__(self, report: ImportedReport) -> None:
        super().__init__(_("This very file was imported before and counts."))
        self.report = report


@transaction.atomic
def receive_report(
    *, workload: Workload, content: bytes, name: str, tool: Tool | None, by: User | None
) -> ImportedReport:
    """Keeps a file and queues the reading of it.

    Raises:
        SameReport: the same bytes count already or wait to be read.
    """
    Workload.objects.select_for_update().get(pk=workload.pk)
    digest = sha256(content).hexdigest()
    if same := _same(workload, digest):
        raise SameReport(same)
    stored = store_file(
        organisation_id=workload.organisation_id,
        name=name[:200],
        content_type="application/octet-stream",
        content=content,
    )
    report = ImportedReport.objects.create(
        workload=workload,
        tool=tool.value if tool else "",
        file=stored,
        file_name=name[:200],
        size=len(content),
        sha256=digest,
        imported_by=by,
    )
    enqueue(report)
    after = {"size": len(content), "sha256": digest}
    record_on(workload, "import.received", by=by, subject=report.file_name, after=after)
    return report


def _same(workload: Workload, digest: str) -> ImportedReport | None:
    of_file = workload.imported_reports.filter(sha256=digest)
    return of_file.filter(current=True).first() or of_file.filter(state__in=ACTIVE_STATES).first()
