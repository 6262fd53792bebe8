"""Ending a meeting: by somebody, or by time where nobody does."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from reviewapp.people.models import User
from reviewapp.reviews.models import AnswerChange

from ..models import Meeting
from .running import MeetingOver, held_meeting
from .telling import record_of, tell_of

IDLE = timedelta(hours=12)


@transaction.atomic
def end(*, meeting_id: UUID, by: User) -> Meeting:
    """Raises MeetingOver: somebody ended it before."""
    meeting = held_meeting(meeting_id)
    _end(meeting, timezone.now(), by)
    return meeting


def end_forgotten() -> int:
    """Ends meetings in which nothing happened for twelve hours, as of when something last did.

    Returns how many. Spans organisations: the caller sees everything.
    """
    before = timezone.now() - IDLE
    idle = Meeting.objects.filter(ended_at=None, touched_at__lt=before)
    return sum(_end_if_idle(pk, before) for pk in idle.values_list("pk", flat=True))


@transaction.atomic
def _end_if_idle(meeting_id: UUID, before: datetime) -> bool:
    try:
        meeting = held_meeting(meeting_id)
    except MeetingOver:
        return False
    last = last_moment(meeting)
    if last >= before:
        return False
    _end(meeting, last, None)
    return True


def last_moment(meeting: Meeting) -> datetime:
    """When somebody last did something in the meeting, answers of its review included."""
    changes = AnswerChange.objects.filter(
        answer__review=meeting.review_id, at__gte=meeting.started_at
    )
    answered: datetime | None = changes.aggregate(last=Max("at"))["last"]
    return max(meeting.touched_at, answered or meeting.touched_at)


def _end(meeting: Meeting, at: datetime, by: User | None) -> None:
    meeting.ended_at, meeting.ended_by = at, by
    meeting.version += 1
    meeting.save(update_fields=["ended_at", "ended_by", "version"])
    meeting.steps.filter(ended_at=None).update(ended_at=at)
    record_of(meeting, "meeting.ended", by, why="" if by else "Nothing happened for 12 hours.")
    tell_of(meeting, "ended")
