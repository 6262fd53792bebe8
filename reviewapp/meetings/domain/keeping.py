"""Asking for the minutes as a PDF, and keeping the file."""

from django.db import IntegrityError, transaction

from reviewapp.files.domain import store_file
from reviewapp.jobs.domain import JobLost, enqueue, finish
from reviewapp.jobs.models import ACTIVE_STATES, JobState
from reviewapp.people.models import User

from ..models import Meeting, Minutes
from .telling import record_of

KEPT = 5  # of one meeting; files live in the database


class StillRunning(Exception):
    """The meeting goes on, so that its minutes are not final. Nothing was done."""


def ask_for_minutes(*, meeting: Meeting, by: User) -> Minutes:
    """Queues the PDF; the one that is under way where there is one. Raises StillRunning."""
    if meeting.is_running:
        raise StillRunning
    try:
        with transaction.atomic():
            made = Minutes.objects.create(
                workload=meeting.workload, meeting=meeting, requested_by=by
            )
            record_of(meeting, "meeting.minutes_requested", by)
    except IntegrityError:
        # The index allows one at a time.
        found = meeting.minutes.filter(state__in=ACTIVE_STATES).first()
        if found is None:
            raise
        return found
    enqueue(made)
    return made


@transaction.atomic
def keep_minutes(minutes: Minutes, *, name: str, data: bytes, pages: int) -> None:
    """Ends held minutes as complete, with their file. Raises JobLost: nothing was kept."""
    stored = store_file(
        organisation_id=minutes.workload.organisation_id,
        name=name,
        content_type="application/pdf",
        content=data,
    )
    if not finish(minutes, state=JobState.COMPLETE):
        raise JobLost
    minutes.file, minutes.pages = stored, pages
    minutes.save(update_fields=["file", "pages"])
    _drop_oldest(minutes.meeting)


def _drop_oldest(meeting: Meeting) -> None:
    ended = meeting.minutes.exclude(state__in=ACTIVE_STATES).order_by("-queued_at")
    surplus = list(ended.values_list("pk", flat=True)[KEPT : KEPT + 100])
    Minutes.objects.filter(pk__in=surplus).delete()
