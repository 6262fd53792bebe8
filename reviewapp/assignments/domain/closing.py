"""Closing a review once every question is agreed or stays open for a reason; opening it again."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from reviewapp.audit.domain import gathering
from reviewapp.people.models import User
from reviewapp.reviews.domain.milestones import save_milestone
from reviewapp.reviews.domain.totals import held_review, hold_workload, reviews_of
from reviewapp.reviews.models import LensReview
from reviewapp.workloads.models import Workload

from ..models import Closing, State
from .board import Board, Work, read_board
from .telling import leads_of, tell_of_closing


class NotSettled(Exception):
    """Some questions are neither agreed nor left open for a reason. Nothing was done."""

    def __init__(self, missing: Collection[Work]) -> None:
        super().__init__("Some questions are neither agreed nor left open.")
        self.missing = missing


@transaction.atomic
@gathering()
def close_review(*, workload: Workload, review_id: UUID, name: str, by: User) -> Closing | None:
    """Closes a review after a milestone of it; None where it is closed already.

    Raises:
        InvalidName: the milestone cannot have it.
        NotSettled, ReviewGone.
    """
    held = hold_workload(workload.pk)
    review = held_review(held, review_id)
    if review.closed_at:
        return None
    board = read_board(review)
    if board.missing:
        raise NotSettled(board.missing)
    milestone = save_milestone(workload=held, name=name, by=by)
    closing = Closing.objects.create(
        review=review,
        milestone=milestone,
        agreed=board.count(State.AGREED),
        kept_open=board.count(State.KEPT_OPEN),
        closed_at=timezone.now(),
        closed_by=by,
    )
    _set(review, closing)
    tell_of_closing(review, closing, _concerned(board))
    return closing


@transaction.atomic
@gathering()
def reopen_review(
    *, workload: Workload, review_id: UUID, by: User | None, because: str = ""
) -> Closing | None:
    """Lets answers be written again; None where it is open already.

    What was agreed stays agreed until its answer changes.

    Raises:
        ReviewGone: the lens was taken off.
    """
    review = held_review(hold_workload(workload.pk), review_id)
    closing = review.closings.filter(reopened_at=None).first()
    if not review.closed_at or closing is None:
        return None
    closing.reopened_at, closing.reopened_by = timezone.now(), by
    closing.reopened_because = because.replace("\x00", "")[:300]
    closing.save(update_fields=["reopened_at", "reopened_by", "reopened_because"])
    _set(review, closing)
    tell_of_closing(review, closing, _concerned(read_board(review)))
    return closing


def reopen_reviews(workload: Workload, *, by: User | None, because: str) -> int:
    """Opens every closed review of a workload again; returns how many."""
    closed = [review for review in reviews_of(workload) if review.closed_at]
    return sum(
        reopen_review(workload=workload, review_id=review.pk, by=by, because=because) is not None
        for review in closed
    )


def last_closing(review: LensReview) -> Closing | None:
    return (
        review.closings.select_related("closed_by", "reopened_by", "milestone")
        .defer("milestone__document")
        .first()
    )


def _set(review: LensReview, closing: Closing) -> None:
    review.closed_at = None if closing.reopened_at else closing.closed_at
    review.save(update_fields=["closed_at", "updated_at"])


def _concerned(board: Board) -> set[User]:
    """Leads, and everybody who has a part of it."""
    users = {who.user for who in board.everybody if who.here and who.user}
    return users | set(leads_of(board.review))
