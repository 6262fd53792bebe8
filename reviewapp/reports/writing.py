"""The work of a report job: gather, lay out, keep."""

import time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviewapp.jobs.domain import report_progress
from reviewapp.jobs.working import JobFailed, do_job

from .content import Unreadable, content_of
from .domain import drop_oldest, keep_file
from .models import Format, Report
from .rendering import Rendered, render

GATHERING, LAYING_OUT, KEEPING, STAGES = 0, 1, 2, 3
SECONDS_BETWEEN = 0.5
MISTAKE = gettext_lazy(
    "The report stopped because of a mistake of this server ({}). Its log has the details. "
    "The review itself is untouched; ask for the report again."
)


def write_report(report_id: str) -> Report | None:
    """Does the work of a report; safe to call twice, and again after a worker was killed.

    Returns:
        The ended report, or None where it is gone, ended before, or held by another worker.
    """
    return do_job(Report, report_id, _write, mistake=MISTAKE)


def _write(report: Report) -> None:
    """Raises JobCancelled, JobFailed, JobLost."""
    try:
        rendered = _rendered(report)
    except Unreadable as error:
        raise JobFailed(str(error)) from error
    keep_file(report, rendered)
    drop_oldest(report.workload)


def _rendered(report: Report) -> Rendered:
    """Raises JobCancelled, JobLost, Unreadable."""
    _enter(report, GATHERING, _("Reading the review"))
    content = content_of(report.workload, report.milestone, discussion=report.discussion)
    _enter(report, LAYING_OUT, _("Laying out"))
    rendered = render(content, Format(report.format), _Pulse(report))
    _enter(report, KEEPING, _("Keeping the file"))
    return rendered


def _enter(report: Report, stage: int, label: str) -> None:
    """Raises JobCancelled, JobLost."""
    report_progress(report, done=stage, total=STAGES, label=label)


class _Pulse:
    """Reports the steps of a layout, at most twice a second, and hears a wish to stop."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._last = 0.0

    def __call__(self, words: str) -> None:
        if time.monotonic() - self._last >= SECONDS_BETWEEN:
            self._last = time.monotonic()
            _enter(self._report, LAYING_OUT, words)
