"""Beginning a meeting: which pillars, in which order, for how long, and which questions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pillars.lens.model import Lens
from reviewapp.assignments.domain.board import read_board
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.people.models import User
from reviewapp.reviews.domain.totals import held_review, hold_workload
from reviewapp.reviews.domain.writing import ReviewClosed
from reviewapp.reviews.models import Answer, LensReview, RiskLevel
from reviewapp.reviews.pages.priorities import review_priorities
from reviewapp.reviews.queries import standings
from reviewapp.workloads.models import Workload

from ..models import Meeting, Show
from .telling import record_of, tell_of

MINUTES = 10
MOST_MINUTES = 480


class MeetingRuns(Exception):
    """The review has a meeting that goes on: `meeting`. Nothing was begun."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__("A meeting on this review is running.")
        self.meeting = meeting


class NothingToDiscuss(Exception):
    """No question is left of what was chosen."""


@dataclass(frozen=True, slots=True)
class PillarPlan:
    pillar_id: str
    minutes: int = MINUTES


@dataclass(frozen=True, slots=True)
class Wish:
    """What a meeting is to go through; `pillars` in the order of the meeting."""

    title: str
    show: str
    pillars: Sequence[PillarPlan]


@transaction.atomic
def begin(*, workload: Workload, review_id: UUID, wish: Wish, by: User) -> Meeting:
    """Begins a meeting that shows its first question.

    Raises:
        MeetingRuns, NothingToDiscuss: see there.
        ReviewClosed, ReviewGone.
    """
    review = held_review(hold_workload(workload.pk), review_id)
    if review.closed_at:
        raise ReviewClosed
    if running := running_on(review):
        raise MeetingRuns(running)
    found = questions_for(review, wish, by)
    if not found:
        raise NothingToDiscuss
    now = timezone.now()
    meeting = Meeting.objects.create(
        workload=review.workload,
        review=review,
        title=wish.title,
        begun_by=by,
        presenter=by,
        started_at=now,
        touched_at=now,
        show=wish.show,
        plan=[{"pillar": each.pillar_id, "minutes": each.minutes} for each in wish.pillars],
        questions=[question_id for question_id, _pillar in found],
        question_id=found[0][0],
    )
    meeting.steps.create(question_id=found[0][0], pillar_id=found[0][1], began_at=now)
    record_of(meeting, "meeting.begun", by)
    tell_of(meeting, "began")
    return meeting


def running_on(review: LensReview) -> Meeting | None:
    found = Meeting.objects.filter(review=review, ended_at=None)
    return found.select_related("presenter", "review", "workload").first()


def questions_for(review: LensReview, wish: Wish, by: User) -> list[tuple[str, str]]:
    """Pairs of question and pillar, by the plan's order of pillars and the lens's of questions."""
    lens = lens_of(review.version)
    answers = standings(review)
    kept = _kept(review, lens, answers, wish.show, by)
    by_pillar = {pillar.id: pillar.questions for pillar in lens.pillars}
    return [
        (question.id, plan.pillar_id)
        for plan in wish.pillars
        for question in by_pillar.get(plan.pillar_id, ())
        if question.id in answers and kept(answers[question.id])
    ]


def _kept(
    review: LensReview, lens: Lens, answers: Mapping[str, Answer], show: str, by: User
) -> Callable[[Answer], bool]:
    if show == Show.UNANSWERED:
        return lambda answer: answer.risk == RiskLevel.UNANSWERED
    if show == Show.RISKS:
        return lambda answer: answer.risk in (RiskLevel.HIGH, RiskLevel.MEDIUM)
    if show == Show.MINE:
        works = read_board(review).works
        return lambda answer: works[answer.question_id].is_of(by)
    if show == Show.PRIORITISED:
        priorities = review_priorities(review, lens, answers)
        first = priorities.by_id if priorities else {}
        return lambda answer: answer.question_id in first
    return lambda answer: True  # noqa: ARG005 - every filter takes the answer
