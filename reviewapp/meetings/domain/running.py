"""What happens while a meeting runs: moving on, presenting, parking, joining."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviewapp.people.models import User
from reviewapp.reviews.models import Answer

from ..models import Meeting, ParkedItem
from .telling import record_of, tell_of

TEXT_LIMIT = 500


class MeetingOver(Exception):
    """The meeting has ended. Nothing was done."""


class NotPresenting(Exception):
    """Somebody else presents: `meeting.presenter`. Nothing was done."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__("Somebody else presents.")
        self.meeting = meeting


class InvalidText(Exception):
    """A text that cannot be kept; the message says why."""


@transaction.atomic
def go_to(*, meeting_id: UUID, question_id: str, by: User) -> Meeting:
    """Shows another question of the meeting to everybody.

    Raises:
        MeetingOver, NotPresenting: see there.
        Answer.DoesNotExist: no such question in this meeting's review.
    """
    meeting = held_meeting(meeting_id)
    if meeting.presenter_id != by.pk:
        raise NotPresenting(meeting)
    answer = Answer.objects.get(review=meeting.review_id, question_id=question_id)
    if question_id == meeting.question_id:
        return meeting
    now = timezone.now()
    meeting.steps.filter(ended_at=None).update(ended_at=now)
    meeting.steps.create(question_id=question_id, pillar_id=answer.pillar_id, began_at=now)
    meeting.question_id = question_id
    _touch(meeting, "moved")
    return meeting


@transaction.atomic
def present(*, meeting_id: UUID, by: User) -> Meeting:
    """Takes presenting over from whoever has it. Raises MeetingOver."""
    meeting = held_meeting(meeting_id)
    if meeting.presenter_id == by.pk:
        return meeting
    before = meeting.presenter
    meeting.presenter = by
    record_of(
        meeting,
        "meeting.presenter_changed",
        by,
        before={"presenter": before.get_full_name() if before else None},
        after={"presenter": by.get_full_name()},
    )
    _touch(meeting, "presenter")
    return meeting


@transaction.atomic
def park(*, meeting_id: UUID, text: str, question_id: str, by: User) -> ParkedItem:
    """Keeps something for later, with the question that it came up at (empty: none).

    Raises:
        InvalidText, MeetingOver: see there.
    """
    text = " ".join(text.replace("\x00", "").split())
    if not text:
        raise InvalidText(_("Write what is parked."))
    if len(text) > TEXT_LIMIT:
        raise InvalidText(_("Write at most 500 characters."))
    meeting = held_meeting(meeting_id)
    known = Answer.objects.filter(review=meeting.review_id, question_id=question_id).exists()
    item = meeting.parked.create(
        text=text, question_id=question_id if known else "", by=by, at=timezone.now()
    )
    record_of(meeting, "meeting.parked", by, after={"parked": text})
    _touch(meeting, "parked")
    return item


@transaction.atomic
def settle(*, item: ParkedItem, resolved: bool, by: User) -> None:
    """Marks a parked item as resolved or open again: after the meeting too."""
    meeting = item.meeting
    if (item.resolved_at is not None) is resolved:
        return
    item.resolved_at, item.resolved_by = (timezone.now(), by) if resolved else (None, None)
    item.save(update_fields=["resolved_at", "resolved_by"])
    action = "meeting.parked_resolved" if resolved else "meeting.parked_reopened"
    record_of(meeting, action, by, after={"parked": item.text})
    tell_of(meeting, "parked")


def join(meeting: Meeting, user: User) -> None:
    """Notes that somebody is there, once."""
    if meeting.attendances.filter(user=user).exists():
        return
    with transaction.atomic():
        now = timezone.now()
        _row, new = meeting.attendances.get_or_create(user=user, defaults={"joined_at": now})
        if new:
            Meeting.objects.filter(pk=meeting.pk, ended_at=None).update(touched_at=now)
            tell_of(meeting, "joined")


def held_meeting(meeting_id: UUID) -> Meeting:
    """The running meeting, held until the transaction ends. Raises MeetingOver."""
    found = Meeting.objects.select_for_update(of=("self",), no_key=True)
    meeting = found.select_related("review", "workload", "presenter").get(pk=meeting_id)
    if not meeting.is_running:
        raise MeetingOver
    return meeting


def _touch(meeting: Meeting, kind: str) -> None:
    meeting.version += 1
    meeting.touched_at = timezone.now()
    meeting.save(update_fields=["version", "touched_at", "question_id", "presenter"])
    tell_of(meeting, kind)
