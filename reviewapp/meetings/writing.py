"""The work of a minutes job: gather, lay out, keep."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviewapp.jobs.domain import report_progress
from reviewapp.jobs.working import do_job

from .domain.keeping import keep_minutes
from .models import Meeting, Minutes
from .pages.minutes import minutes_context
from .queries import meetings_of

TEMPLATE = "meetings/pdf/document.html"
GATHERING, LAYING_OUT, KEEPING, STAGES = 0, 1, 2, 3
MISTAKE = gettext_lazy(
    "The minutes stopped because of a mistake of this server ({}). Its log has the details. "
    "The meeting itself is untouched; ask for the PDF again."
)


def write_minutes(minutes_id: str) -> Minutes | None:
    """Does the work; safe to call twice, and again after a worker was killed.

    Returns:
        The ended job, or None where it is gone, ended before, or held by another worker.
    """
    return do_job(Minutes, minutes_id, _write, mistake=MISTAKE)


def _write(minutes: Minutes) -> None:
    """Raises JobCancelled, JobLost."""
    # WeasyPrint takes longer to load than the rest of the product; few commands print.
    from reviewapp.reports.pdf.printing import print_html

    report_progress(minutes, done=GATHERING, total=STAGES, label=_("Reading the meeting"))
    meeting = meetings_of(minutes.workload).get(pk=minutes.meeting_id)
    meeting.workload = meeting.review.workload = minutes.workload
    html = html_of(meeting)
    report_progress(minutes, done=LAYING_OUT, total=STAGES, label=_("Laying out"))
    printed = print_html(html, _nothing)
    report_progress(minutes, done=KEEPING, total=STAGES, label=_("Keeping the file"))
    keep_minutes(minutes, name=file_name(meeting), data=printed.data, pages=printed.pages)


def html_of(meeting: Meeting) -> str:
    """The minutes as the HTML that is laid out."""
    context = {
        **minutes_context(meeting),
        "organisation": meeting.workload.organisation.name,
        "written_at": timezone.now(),
        "styles": "static:///css/minutes-pdf.css",
    }
    return render_to_string(TEMPLATE, context)


def file_name(meeting: Meeting) -> str:
    """`checkout-minutes-2026-11-21.pdf`"""
    stem = slugify(meeting.workload.name) or "workload"
    return f"{stem[:60]}-minutes-{meeting.started_at:%Y-%m-%d}.pdf"


def _nothing(_words: str) -> None:
    """Few pages are laid out at once: no step in between is worth telling."""
