"""The job that reads a file: recognise it, keep its findings, have suggestions worked out."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pillars.scanners.decoding import Unreadable
from pillars.scanners.model import Report, Tool
from pillars.scanners.reading import read_report
from reviewapp.files.domain import remove_file
from reviewapp.files.models import StoredFile
from reviewapp.jobs.domain import report_progress
from reviewapp.jobs.models import JobState
from reviewapp.jobs.working import COMPLETE, Ending, JobFailed, do_job

from ..models import ImportedReport
from ..signals import report_taken
from ..words import refusal_words
from .keeping import keep

MISTAKE = gettext_lazy(
    "The server made a mistake ({}); its log has the details. Nothing of the file was taken."
)


def read_stored(report_id: str) -> ImportedReport | None:
    """Reads an imported file; safe to call twice, and again after a worker was killed.

    Returns:
        The ended import, or None where it is gone, ended before, or held by another worker.
    """
    report = do_job(ImportedReport, report_id, _work, mistake=MISTAKE)
    if report is not None:
        _forget_file(report)
    return report


def _work(report: ImportedReport) -> Ending:
    """Raises JobCancelled, JobLost, JobFailed."""
    said = _read(report)
    report_progress(report, done=len(said.findings), total=0, label=_("Keeping the findings"))
    keep(report, said)
    report_progress(report, done=0, total=0, label=_("Working out suggestions"))
    report_taken.send(sender=ImportedReport, workload=report.workload)
    refused = any(message.refused for message in said.messages)
    return (JobState.PARTIAL, "") if refused else COMPLETE


def _read(report: ImportedReport) -> Report:
    stored = StoredFile.objects.filter(pk=report.file_id).first() if report.file_id else None
    if stored is None:
        raise JobFailed(_("The file is not there any more. Import it again."))
    try:
        return read_report(
            bytes(stored.content),
            tool=Tool(report.tool) if report.tool else None,
            told=lambda count: report_progress(
                report, done=count, total=0, label=_("Findings read")
            ),
        )
    except Unreadable as error:
        raise JobFailed(refusal_words(str(error))) from error


def _forget_file(report: ImportedReport) -> None:
    """What it says is kept; the file itself holds more of the account than anybody needs."""
    file_id = report.file_id
    ImportedReport.objects.filter(pk=report.pk).update(file=None)
    remove_file(file_id)
