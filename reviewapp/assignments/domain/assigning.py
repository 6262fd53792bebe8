"""Giving questions and pillars to people, and taking them back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from reviewapp.audit.domain import gathering
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.people.access import Rights
from reviewapp.people.models import User
from reviewapp.reviews.domain.totals import held_review, hold_workload
from reviewapp.reviews.domain.writing import ReviewClosed
from reviewapp.reviews.models import LensReview
from reviewapp.workloads.models import Workload
from reviewapp.workloads.people_rights import people_with_rights

from ..models import Assignment
from .board import Board, Who, Work, read_board
from .taking import tell_of_taken
from .telling import tell_of_assigned


class InvalidAssignee(Exception):
    """Somebody who may not answer there; the text says where."""


class StaleAssignment(Exception):
    """Somebody else has it by now. Nothing was done. `who` has it, None for nobody."""

    def __init__(self, who: Who | None) -> None:
        super().__init__("Somebody changed this assignment in the meantime.")
        self.who = who


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A whole pillar, or one question."""

    pillar_id: str = ""
    question_id: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What is wanted: to whom (None takes it back), until when."""

    assignee: User | None
    due: date | None = None


@transaction.atomic
@gathering()
def assign(
    *,
    workload: Workload,
    review_id: UUID,
    places: Collection[Place],
    given: Given,
    by: User,
    rights: Rights,
    read: str | None = None,
) -> int:
    """Gives places to a person, in place of whoever had them; returns how many changed.

    A lead gives everything to everybody who may answer there. A contributor takes what nobody
    has, and gives up what is their own.

    Args:
        workload: whose review.
        review_id: which one.
        places: of the review; what its lens does not have is left out.
        given: see there.
        by: who does it.
        rights: what they may do on the workload.
        read: id of the assignment that was seen at the one place, "" for none; None to overwrite.

    Raises:
        InvalidAssignee, StaleAssignment: see there.
        PermissionDenied: neither a lead, nor one's own.
        ReviewClosed, ReviewGone.
    """
    review = held_review(hold_workload(workload.pk), review_id)
    if review.closed_at:
        raise ReviewClosed
    board = read_board(review)
    places = _known(board, places)
    _check_read(board, places, read)
    _check_person(review, board, places, given)
    changed = [place for place in places if _differs(board, place, given)]
    if not rights.lead:
        _check_own(board, changed, given, by, rights)
    before = [_own(board, place) for place in changed]
    had = _had(board, changed, given)
    made = _replace(review, changed, given, by)
    tell_of_assigned(review, changed, before=before, made=made, assignee=given.assignee, by=by)
    tell_of_taken(review, had, assignee=given.assignee, by=by)
    return len(changed)


def pillar_of(board: Board, place: Place) -> str:
    return place.pillar_id or board.works[place.question_id].pillar_id


def _known(board: Board, places: Collection[Place]) -> list[Place]:
    pillars = {pillar.id for pillar in lens_of(board.review.version).pillars}
    return sorted(p for p in set(places) if p.pillar_id in pillars or p.question_id in board.works)


def _own(board: Board, place: Place) -> Who | None:
    """Who has the place by an assignment of its own."""
    if place.pillar_id:
        return board.pillars.get(place.pillar_id)
    who = board.works[place.question_id].who
    return who if who and not who.of_pillar else None


def _differs(board: Board, place: Place, given: Given) -> bool:
    who = _own(board, place)
    if who is None or given.assignee is None:
        return (who is None) is not (given.assignee is None)
    return (who.assignment.assignee_id, who.due) != (given.assignee.pk, given.due)


def _check_read(board: Board, places: Sequence[Place], read: str | None) -> None:
    if read is None or len(places) != 1:
        return
    who = _own(board, places[0])
    if read != (str(who.assignment.pk) if who else ""):
        raise StaleAssignment(who)


def _check_person(review: LensReview, board: Board, places: Sequence[Place], given: Given) -> None:
    if given.assignee is None:
        return
    people = people_with_rights(review.workload, [given.assignee.pk])
    _user, rights = people.get(given.assignee.pk, (None, Rights()))
    names = {pillar.id: pillar.name for pillar in lens_of(review.version).pillars}
    closed = {pillar_of(board, place) for place in places}
    closed = {pillar for pillar in closed if not rights.answers(pillar)}
    if closed:
        where = ", ".join(name for key, name in names.items() if key in closed)
        raise InvalidAssignee(
            _("%(name)s may not answer in %(pillars)s. Choose somebody else, or give them a role.")
            % {"name": given.assignee.get_full_name(), "pillars": where}
        )


def _check_own(
    board: Board, places: Sequence[Place], given: Given, by: User, rights: Rights
) -> None:
    """A contributor takes what nobody has who is here, and gives up what they took."""
    for place in places:
        if not rights.answers(pillar_of(board, place)):
            raise PermissionDenied
        who = _own(board, place) or _around(board, place)
        mine = bool(who and who.assignment.assignee_id == by.pk)
        takes = given.assignee == by and (who is None or not who.here)
        if not takes and not (given.assignee is None and mine):
            raise PermissionDenied


def _had(board: Board, places: Sequence[Place], given: Given) -> dict[str, Who | None]:
    """Who has each of the questions that change hands; of a pillar, those it is itself behind.

    Whoever gets a question back with its pillar keeps it.
    """
    pillars = {place.pillar_id for place in places if place.pillar_id}
    questions = {place.question_id for place in places}
    had = {}
    for key, work in board.works.items():
        with_pillar = work.who is not None and work.who.of_pillar and work.pillar_id in pillars
        if with_pillar or (key in questions and not _comes_back(board, work, given)):
            had[key] = work.who
    return had


def _comes_back(board: Board, work: Work, given: Given) -> bool:
    behind = board.pillars.get(work.pillar_id)
    return bool(given.assignee is None and behind and work.who and behind.user == work.who.user)


def _around(board: Board, place: Place) -> Who | None:
    return board.works[place.question_id].who if place.question_id else None


def _replace(
    review: LensReview, places: Sequence[Place], given: Given, by: User
) -> list[Assignment]:
    """Ends what there was and begins what is wanted: two writes, however many places."""
    if not places:
        return []
    now, here = timezone.now(), Q()
    for place in places:
        here |= Q(pillar_id=place.pillar_id, question_id=place.question_id)
    running = Assignment.objects.filter(here, review=review, ended_at=None)
    running.update(ended_at=now, ended_by=by)
    if given.assignee is None:
        return []
    same = {"assignee": given.assignee, "due": given.due, "started_at": now, "started_by": by}
    return Assignment.objects.bulk_create(
        Assignment(review=review, pillar_id=place.pillar_id, question_id=place.question_id, **same)
        for place in places
    )
