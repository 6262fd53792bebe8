"""The work of a report job: gather, lay out, keep."""

import logging
import time

from reviewapp.jobs.domain import (
    JobCancelled,
    JobLost,
    claim,
    finish,
    heartbeat,
    report_progress,
)
from reviewapp.jobs.models import JobState

from .content import Unreadable, content_of
from .domain import drop_oldest, keep_file
from .models import Format, Report
from .rendering import Rendered, render

logger = logging.getLogger(__name__)

GATHERING, LAYING_OUT, KEEPING, STAGES = 0, 1, 2, 3
SECONDS_BETWEEN = 0.5


def write_report(report_id: str) -> Report | None:
    """Does the work of a report; safe to call twice, and again after a worker was killed.

    Returns:
        The ended report, or None where it is gone, ended before, or held by another worker.
    """
    report = claim(Report, report_id)
    if report is None:
        logger.info("Report %s is gone, ended or held by another worker", report_id)
        return None
    assert isinstance(report, Report)  # noqa: S101 - claim gives back the model it was given
    try:
        _work(report)
    except JobLost:
        logger.info("Report %s is gone or held by another worker now", report_id)
        return None
    return report


def _work(report: Report) -> None:
    """Raises JobLost."""
    try:
        with heartbeat(report):
            keep_file(report, _rendered(report))
    except JobCancelled:
        _end(report, JobState.CANCELLED, "")
    except JobLost:
        raise
    except Unreadable as error:
        _end(report, JobState.FAILED, str(error))
    except Exception as error:
        logger.exception("Report %s failed", report.pk)
        _end(report, JobState.FAILED, _words(error))
    else:
        drop_oldest(report.workload)


def _rendered(report: Report) -> Rendered:
    """Raises JobCancelled, JobLost, Unreadable."""
    _enter(report, GATHERING, "Reading the review")
    content = content_of(report.workload, report.milestone)
    _enter(report, LAYING_OUT, "Laying out")
    rendered = render(content, Format(report.format), _Pulse(report))
    _enter(report, KEEPING, "Keeping the file")
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


def _end(report: Report, state: JobState, failure: str) -> None:
    if not finish(report, state=state, failure=failure):
        raise JobLost


def _words(error: Exception) -> str:
    return (
        f"The report stopped because of a mistake of this server ({type(error).__name__}). "
        "Its log has the details. The review itself is untouched; ask for the report again."
    )
