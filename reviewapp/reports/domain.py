"""Asking for a report, keeping its file, removing it."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from reviewapp.files.domain import store_file
from reviewapp.jobs.domain import JobLost, enqueue, finish
from reviewapp.jobs.models import ACTIVE_STATES, ENDED_STATES, JobState
from reviewapp.people.models import User
from reviewapp.reviews.models import Milestone
from reviewapp.workloads.models import Workload
from reviewapp.workloads.recording import record_on

from .models import Format, Report
from .rendering import Rendered

KEPT = 100  # reports of one workload; files live in the database


class ReportActive(Exception):
    """The same report is being written already; `report` is that one."""

    def __init__(self, report: Report) -> None:
        super().__init__(_("This report is being written already."))
        self.report = report


def request_report(
    *,
    workload: Workload,
    kind: Format,
    milestone: Milestone | None = None,
    discussion: bool = False,
    by: User | None = None,
) -> Report:
    """Makes the row of a report and queues it.

    Args:
        workload: what to report on.
        kind: the format.
        milestone: one of the workload's; None for the live state.
        discussion: whether it has what people said on the questions; PDF alone has a place for it.
        by: who asked.

    Raises:
        ReportActive: the same one is under way; partial unique indexes decide.
    """
    try:
        with transaction.atomic():
            report = Report.objects.create(
                workload=workload,
                milestone=milestone,
                format=kind,
                discussion=discussion,
                requested_by=by,
            )
            record_on(workload, "report.requested", by=by, subject=words_of(report))
    except IntegrityError as error:
        asked = {"format": kind, "milestone": milestone, "discussion": discussion}
        raise ReportActive(_active(workload, asked, error)) from error
    enqueue(report)
    return report


@transaction.atomic
def keep_file(report: Report, rendered: Rendered) -> None:
    """Ends a held report as complete, with its file. File and end come together or not at all.

    Raises:
        JobLost: another worker holds the report, or it was deleted; nothing was kept.
    """
    stored = store_file(
        organisation_id=report.workload.organisation_id,
        name=rendered.name,
        content_type=rendered.content_type,
        content=rendered.data,
    )
    if not finish(report, state=JobState.COMPLETE):
        raise JobLost
    report.file, report.pages = stored, rendered.pages
    report.save(update_fields=["file", "pages"])


def words_of(report: Report) -> str:
    """`PDF of the live state`, as the audit log names a report."""
    of = report.milestone.name if report.milestone else "the live state"
    said = ", with discussion" if report.discussion else ""
    return f"{report.get_format_display()} of {of}{said}"


@transaction.atomic
def delete_report(report: Report) -> None:
    """Removes the report and its file; a worker that still writes it keeps nothing."""
    record_on(report.workload, "report.deleted", by=None, subject=words_of(report))
    report.delete()


def drop_oldest(workload: Workload) -> int:
    """Removes the oldest ended reports beyond the number that is kept. Returns how many."""
    ended = workload.reports.filter(state__in=ENDED_STATES).order_by("-queued_at")
    surplus = list(ended.values_list("pk", flat=True)[KEPT : KEPT + 1000])
    return Report.objects.filter(pk__in=surplus).delete()[1].get("reports.Report", 0)


def _active(workload: Workload, asked: Mapping[str, Any], error: IntegrityError) -> Report:
    same = Report.objects.filter(workload=workload, **asked)
    found = same.filter(state__in=ACTIVE_STATES).first()
    if found is None:
        raise error
    return found
