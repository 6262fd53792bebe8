"""What was decided in a meeting, read from the histories of what it was about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reviewapp.assignments.models import Assignment, State, StateChange
from reviewapp.comments.models import Comment
from reviewapp.people.models import User
from reviewapp.reviews.models import AnswerChange

from ..models import Meeting

ANSWER, STATE, ASSIGNMENT, PARKED, COMMENT = "answer", "state", "assignment", "parked", "comment"


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that happened: `pillar_id` where it is of a whole pillar.

    `risk_before` and `risk_after` are those of an answer, empty otherwise.
    """

    at: datetime
    by: User | None
    kind: str
    words: str
    question_id: str = ""
    pillar_id: str = ""
    risk_before: str = ""
    risk_after: str = ""


def decisions_of(meeting: Meeting) -> list[Decision]:
    """Newest last. What one person wrote on one answer without a break in between is one."""
    found = [
        *_answers(meeting),
        *_states(meeting),
        *_assignments(meeting),
        *_parked(meeting),
        *_comments(meeting),
    ]
    return sorted(found, key=lambda each: each.at)


def _during(meeting: Meeting) -> tuple[datetime, datetime]:
    return meeting.started_at, meeting.ended_at or timezone.now()


def _answers(meeting: Meeting) -> Iterator[Decision]:
    changes = AnswerChange.objects.filter(
        answer__review=meeting.review_id, at__range=_during(meeting)
    )
    rows = changes.select_related("by", "answer").order_by("answer_id", "version")
    for _key, group in groupby(rows, key=lambda each: (each.answer_id, each.by_id)):
        run = list(group)
        if run[0].before == run[-1].after and run[0].risk_before == run[-1].risk_after:
            continue
        yield Decision(
            at=run[-1].at,
            by=run[-1].by,
            kind=ANSWER,
            words=_words_of_answer(run[0].before, run[-1].after),
            question_id=run[0].answer.question_id,
            risk_before=run[0].risk_before,
            risk_after=run[-1].risk_after,
        )


def _words_of_answer(before: Any, after: Any) -> str:
    if after["not_applicable"] and not before["not_applicable"]:
        return _("Does not apply")
    same = [before[name] == after[name] for name in ("selected", "not_applicable")]
    if all(same):
        return _("Notes changed") if before["notes"] != after["notes"] else _("Details changed")
    return _("Answered") if not before["selected"] else _("Answer changed")


def _states(meeting: Meeting) -> Iterator[Decision]:
    steps = StateChange.objects.filter(
        answer__review=meeting.review_id, at__range=_during(meeting)
    ).select_related("by", "answer")
    for step in steps:
        words = str(State(step.after).label)
        words = f"{words}: {step.note}" if step.note else words
        yield Decision(step.at, step.by, STATE, words, step.answer.question_id)


def _assignments(meeting: Meeting) -> Iterator[Decision]:
    begin, end = _during(meeting)
    rows = Assignment.objects.filter(
        Q(started_at__range=(begin, end)) | Q(ended_at__range=(begin, end)),
        review=meeting.review_id,
    ).select_related("assignee", "started_by", "ended_by")
    begun = {(row.pillar_id, row.question_id, row.started_at) for row in rows}
    for row in rows:
        place = {"question_id": row.question_id, "pillar_id": row.pillar_id}
        if begin <= row.started_at <= end:
            words = words_of_assignment(row)
            yield Decision(row.started_at, row.started_by, ASSIGNMENT, words, **place)
        replaced = (row.pillar_id, row.question_id, row.ended_at) in begun
        if row.ended_at and begin <= row.ended_at <= end and not replaced:
            words = _("Taken back from %(name)s") % {"name": row.assignee or "?"}
            yield Decision(row.ended_at, row.ended_by, ASSIGNMENT, words, **place)


def words_of_assignment(row: Assignment) -> str:
    if row.due is None:
        return _("Assigned to %(name)s") % {"name": row.assignee or "?"}
    said = {"name": row.assignee or "?", "due": date_format(row.due, "SHORT_DATE_FORMAT")}
    return _("Assigned to %(name)s, due %(due)s") % said


def _parked(meeting: Meeting) -> Iterator[Decision]:
    for item in meeting.parked.select_related("by", "resolved_by"):
        words = _("Parked: %(text)s") % {"text": item.text}
        yield Decision(item.at, item.by, PARKED, words, item.question_id)
        if item.resolved_at and item.resolved_at <= _during(meeting)[1]:
            words = _("Resolved: %(text)s") % {"text": item.text}
            yield Decision(item.resolved_at, item.resolved_by, PARKED, words, item.question_id)


def _comments(meeting: Meeting) -> Iterator[Decision]:
    """That somebody commented; the words stay in the discussion, where they can be taken back."""
    said = Comment.objects.filter(
        thread__review=meeting.review_id, at__range=_during(meeting), removed_at=None
    ).select_related("by", "thread")
    for each in said:
        yield Decision(each.at, each.by, COMMENT, _("Commented"), each.thread.question_id)
