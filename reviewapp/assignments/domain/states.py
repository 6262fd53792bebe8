"""Taking a question from open to ready for review to agreed, back, or leaving it open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reviewapp.audit.domain import gathering
from reviewapp.people.access import Rights
from reviewapp.people.models import User
from reviewapp.reviews.domain.answers import hold_answer
from reviewapp.reviews.domain.totals import held_review, hold_workload
from reviewapp.reviews.domain.writing import ReviewClosed
from reviewapp.reviews.models import Answer, LensReview
from reviewapp.workloads.models import Workload

from ..models import QuestionState, State, StateChange
from .board import Work, read_board, work_of
from .steps import step_to
from .telling import tell_of_agreed, tell_of_state

NOTE_LIMIT = 1000


class InvalidNote(Exception):
    """The note that a step needs is missing or too long; the text says so."""


class StaleState(Exception):
    """The question, or its answer, is not as it was when the person looked. Nothing was done."""

    def __init__(self, work: Work) -> None:
        super().__init__("Somebody changed this question in the meantime.")
        self.work = work


@dataclass(frozen=True, slots=True)
class Wish:
    """A step as it was sent: what to, and the versions of state and answer that were seen."""

    to: str
    read_version: int
    read_answer: int
    note: str = ""


@transaction.atomic
def change_state(*, answer_id: int, wish: Wish, by: User, rights: Rights) -> Work:
    """Takes a question one step on, or back.

    Raises:
        InvalidNote: see there.
        PermissionDenied: the person may not take this step.
        QuestionGone: the question left the review.
        ReviewClosed: its states stand until it is open again.
        StaleState: see there.
    """
    held = hold_answer(answer_id)
    if held.review.closed_at:
        raise ReviewClosed
    held.review.workload = held.workload
    before = work_of(held.answer)
    if before.state == wish.to:
        return before
    if (before.version, before.answer_version) != (wish.read_version, wish.read_answer):
        raise StaleState(before)
    step = step_to(before, rights, wish.to)
    if step is None:
        raise PermissionDenied
    note = _checked(wish.note, needed=step.noted)
    _write(held.answer, before, step.to, note, by)
    after = work_of(held.answer)
    tell_of_state(held.review, held.question, before, after, by)
    return after


@transaction.atomic
@gathering()
def agree_to_ready(
    *, workload: Workload, review_id: UUID, by: User, pillar_id: str = "", seen: Sequence[str] = ()
) -> int:
    """Agrees to what is ready for review among the questions `seen`; returns how many.

    What changed since it was marked ready is not ready any more, and stays.

    Raises:
        ReviewClosed, ReviewGone.
    """
    review = _open_review(workload, review_id)
    ready = [
        work
        for work in read_board(review).works.values()
        if work.state is State.READY
        and pillar_id in ("", work.pillar_id)
        and work.question_id in seen
    ]
    answers = Answer.objects.in_bulk([work.answer_id for work in ready])
    for work in ready:
        _write(answers[work.answer_id], work, State.AGREED, "", by)
    tell_of_agreed(review, ready, by)
    return len(ready)


def carry_over(answer: Answer) -> None:
    """What was agreed, or ready, holds for the answer as a lead saved it just now."""
    QuestionState.objects.filter(answer=answer).update(answer_version=answer.version)


def _open_review(workload: Workload, review_id: UUID) -> LensReview:
    review = held_review(hold_workload(workload.pk), review_id)
    if review.closed_at:
        raise ReviewClosed
    return review


def _checked(note: str, *, needed: bool) -> str:
    tidy = note.replace("\x00", "").replace("\r\n", "\n").strip()
    if needed and not tidy:
        raise InvalidNote(_("Say in a sentence why."))
    if len(tidy) > NOTE_LIMIT:
        raise InvalidNote(
            _("At most %(limit)s characters; this has %(length)s.")
            % {"limit": NOTE_LIMIT, "length": len(tidy)}
        )
    return tidy


def _write(answer: Answer, before: Work, to: State, note: str, by: User) -> None:
    """The state as it is now, and its row of history. The workload is held."""
    now, version = timezone.now(), before.version + 1
    same = {"version": version, "answer_version": answer.version, "note": note, "at": now, "by": by}
    QuestionState.objects.update_or_create(answer=answer, defaults={"state": to, **same})
    StateChange.objects.create(answer=answer, before=before.state, after=to, **same)


def history_of(answer: Answer) -> Iterable[StateChange]:
    return answer.steps.select_related("by").order_by("-version")
