"""Reads across workloads: the questions of a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from reviewapp.people.models import Membership
from reviewapp.reviews.models import Answer
from reviewapp.workloads.queries import visible_workloads

from .models import OF_AN_ANSWER, Assignment, State

TO_DO, ALL = "to_do", "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of one's questions is listed; unknown values count as nothing."""

    state: str = TO_DO
    workload: str = ""
    overdue: bool = False


def wanted_from(query: Mapping[str, str]) -> Wanted:
    state = query.get("state", "")
    known = (TO_DO, ALL, *State.values)
    return Wanted(
        state=state if state in known else TO_DO,
        workload=query.get("workload", "")[:40],
        overdue=query.get("overdue") == "1",
    )


def questions_of(membership: Membership) -> QuerySet[Any]:
    """The questions that a person has, own or by their pillar, in reviews that go on.

    Each with `due` and `counts_as`, its state; due ones first. One query.
    """
    own, of_pillar = (
        _running(question_id=OuterRef("question_id")),
        _running(pillar_id=OuterRef("pillar_id"), question_id=""),
    )
    me = membership.user_id
    found = _asked(membership).annotate(
        is_own=Exists(own.filter(assignee=me)),
        has_own=Exists(own),
        is_of_pillar=Exists(of_pillar.filter(assignee=me)),
    )
    mine = found.filter(Q(is_own=True) | Q(has_own=False, is_of_pillar=True))
    due = Case(
        When(is_own=True, then=Subquery(own.values("due")[:1])),
        default=Subquery(of_pillar.values("due")[:1]),
    )
    order = (F("due").asc(nulls_last=True), "review__workload__name", "review", "position")
    return mine.annotate(due=due, counts_as=counted_state()).order_by(*order)


def counted_state() -> Case:
    """The state of an answer's question: ready and agreed only while the answer is the same."""
    lapsed = Q(progress__state__in=OF_AN_ANSWER) & ~Q(progress__answer_version=F("version"))
    return Case(
        When(Q(progress=None) | lapsed, then=Value(State.OPEN.value)),
        default=F("progress__state"),
        output_field=CharField(),
    )


def narrowed(found: QuerySet[Any], wanted: Wanted, today: date) -> QuerySet[Any]:
    if wanted.state != ALL:
        state = State.OPEN if wanted.state == TO_DO else wanted.state
        found = found.filter(counts_as=state)
    if wanted.workload:
        found = found.filter(review__workload__in=_id(wanted.workload))
    if wanted.overdue:
        found = found.filter(due__lt=today)
    return found


def totals_of(membership: Membership) -> dict[str, int]:
    """How many of one's questions wait for an answer, and how many of them are overdue."""
    today = timezone.localdate()
    waiting = questions_of(membership).filter(counts_as=State.OPEN)
    return waiting.order_by().aggregate(
        to_do=Count("pk"), overdue=Count("pk", filter=Q(due__lt=today))
    )


def _asked(membership: Membership) -> QuerySet[Answer]:
    """Answers in reviews that go on, of workloads that the member sees."""
    workloads = visible_workloads(membership).filter(archived_at=None)
    return Answer.objects.filter(
        review__workload__in=workloads, review__removed_at=None, review__closed_at=None
    )


def _running(**where: object) -> QuerySet[Assignment]:
    return Assignment.objects.filter(review=OuterRef("review"), ended_at=None, **where).order_by()


def _id(text: str) -> list[UUID]:
    """The text where it is an id; else nothing that there is."""
    try:
        return [UUID(text)]
    except ValueError:
        return []
