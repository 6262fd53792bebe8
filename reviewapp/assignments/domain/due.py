"""Telling people of dates: on the day before, and once it has passed, each once."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from reviewapp.notices.domain import notify, preferences_of
from reviewapp.notices.domain.zones import zone_of
from reviewapp.notices.models import Kind
from reviewapp.people.models import User
from reviewapp.reviews.models import LensReview
from reviewapp.reviews.pages.navigator import question_url

from ..models import Assignment
from .board import Board, Who, Work, read_board

logger = logging.getLogger(__name__)

AT_ONCE = 2000
# Nobody is told at night: from this hour on, where the person is.
FROM_HOUR = 8


def tell_of_due(*, now: datetime | None = None) -> int:
    """Tells everybody whose questions are due tomorrow or overdue; returns how many notices left.

    Of several questions of one review a person hears at once. What waits for nobody any more, in
    a review that does not go on or of somebody who is not there any more, is passed over.
    """
    now = now or timezone.now()
    rows = sorted(_near(now), key=lambda each: (str(each.review_id), each.assignee_id or 0))
    told = 0
    for (_review, _person), found in groupby(rows, key=lambda e: (e.review_id, e.assignee_id)):
        try:
            told += _tell(list(found), now)
        except Exception:
            # One review's trouble must not keep the others waiting; the next tick tries again.
            logger.exception("The dates of review %s could not be told", _review)
    return told


def _near(now: datetime) -> Iterable[Assignment]:
    """What may be near anywhere on earth and has not been told of, of what goes on."""
    near = Q(due__lte=(now + timedelta(days=2)).date(), told_near=False)
    over = Q(due__lte=(now + timedelta(days=1)).date())
    return (
        Assignment.objects.filter(
            near | over,
            ended_at=None,
            told_over=False,
            due__isnull=False,
            assignee__isnull=False,
            review__removed_at=None,
            review__closed_at=None,
            review__workload__archived_at=None,
        )
        .select_related("assignee", "review__workload__organisation")
        .order_by("due", "pk")[:AT_ONCE]
    )


def _tell(rows: list[Assignment], now: datetime) -> int:
    person = rows[0].assignee
    assert person is not None  # noqa: S101 - the query asked for those with one
    there = now.astimezone(zone_of(preferences_of(person).time_zone))
    if there.hour < FROM_HOUR:
        return 0
    today, tomorrow = there.date(), there.date() + timedelta(days=1)
    over = [each for each in rows if each.due and each.due < today]
    near = [each for each in rows if each.due == tomorrow and not each.told_near]
    return sum(
        _tell_once(found, person, column)
        for found, column in ((over, "told_over"), (near, "told_near"))
        if found
    )


@transaction.atomic
def _tell_once(rows: list[Assignment], person: User, column: str) -> bool:
    """Whoever marks the rows tells of them; two ticks at once tell once."""
    ids = [row.pk for row in rows]
    free = Assignment.objects.select_for_update().filter(pk__in=ids, **{column: False})
    mine: set[UUID] = set(free.values_list("pk", flat=True))
    Assignment.objects.filter(pk__in=mine).update(**{column: True})
    board = read_board(rows[0].review)
    waiting = _waiting(board, [row for row in rows if row.pk in mine])
    if not waiting:
        return False
    notify(
        users=[person],
        kind=Kind.DUE,
        organisation=rows[0].review.workload.organisation,
        text=partial(_words, board, waiting, over=column == "told_over"),
        url=_url(board.review, waiting),
        workload_id=rows[0].review.workload_id,
    )
    return True


def _waiting(board: Board, rows: list[Assignment]) -> list[Work]:
    """The questions of these assignments that still wait for their person."""
    ids = {row.pk for row in rows}

    def of_these(who: Who | None) -> bool:
        return who is not None and who.here and who.assignment.pk in ids

    return [work for work in board.works.values() if work.waits and of_these(work.who)]


def _words(board: Board, waiting: list[Work], *, over: bool) -> str:
    said: dict[str, Any] = {"n": len(waiting), "workload": board.review.workload.name}
    if over:
        words = ngettext(
            "%(n)s question of yours is overdue (%(workload)s)",
            "%(n)s questions of yours are overdue (%(workload)s)",
            len(waiting),
        )
    else:
        words = ngettext(
            "%(n)s question of yours is due tomorrow (%(workload)s)",
            "%(n)s questions of yours are due tomorrow (%(workload)s)",
            len(waiting),
        )
    return words % said


def _url(review: LensReview, waiting: list[Work]) -> str:
    if len(waiting) == 1:
        return question_url(review.workload_id, review.slug, waiting[0].question_id)
    return f"{reverse('assignments:mine')}?workload={review.workload_id}"
