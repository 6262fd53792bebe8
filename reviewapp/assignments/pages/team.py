"""The page of a review's team: who has what, how far everything is, what closing needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pillars.lens.model import Lens, Pillar
from reviewapp.lenses.pages.icons import icon_of
from reviewapp.people.access import rights_of
from reviewapp.people.models import User
from reviewapp.reviews.models import LensReview
from reviewapp.reviews.pages.navigator import question_url
from reviewapp.reviews.pages.question import Place
from reviewapp.workloads.people_rights import people_with_rights

from ..domain.board import Board, Who, Work, read_board
from ..domain.closing import last_closing
from ..forms import AssignForm
from ..models import State
from .marks import PillarMark

SHOWS = (
    ("all", _("All")),
    ("mine", _("Mine")),
    ("ready", State.READY.label),
    ("not_agreed", _("Not agreed")),
    ("overdue", _("Overdue")),
    ("unassigned", _("Unassigned")),
)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    work: Work
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class PillarRows:
    number: int
    pillar: Pillar
    icon: str
    who: Who | None
    bar: PillarMark
    rows: tuple[QuestionRow, ...]
    ready: tuple[str, ...]
    can_take: bool
    can_give_up: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """An assignment of somebody who may not answer there any more, and what it is of."""

    who: Who
    title: str
    url: str


def keeps(show: str, work: Work, reader: User) -> bool:
    """Whether a filter keeps a question."""
    return {
        "mine": work.is_of(reader),
        "ready": work.state is State.READY,
        "not_agreed": not work.settled,
        "overdue": work.overdue,
        "unassigned": work.who is None,
    }.get(show, True)


def team_context(
    request: HttpRequest, place: Place, *, show: str = "all", form: AssignForm | None = None
) -> dict[str, Any]:
    review, reader = place.review, request.user
    board = read_board(review)
    rights = rights_of(request)
    may_assign = rights.lead and not review.closed_at
    people = people_with_rights(review.workload) if may_assign else {}
    return {
        "workload": place.workload,
        "review": review,
        "board": board,
        "bar": PillarMark(board, ""),
        "pillars": [each for each in _pillars(request, place, board, show) if each.rows],
        "filters": list(_filters(place, board, show, reader)),  # type: ignore[arg-type]
        "show": show,
        "may_assign": may_assign,
        "form": form or AssignForm(people=people),
        "gone": _gone(place, board),
        "closing": last_closing(review),
        "State": State,
    }


def _pillars(request: HttpRequest, place: Place, board: Board, show: str) -> list[PillarRows]:
    found = []
    for number, pillar in enumerate(place.lens.pillars):
        works = [board.works[q.id] for q in pillar.questions if q.id in board.works]
        who = board.pillars.get(pillar.id)
        may = rights_of(request).answers(pillar.id) and not place.review.closed_at
        mine = bool(who and who.assignment.assignee_id == request.user.pk)
        shown = [each for each in works if keeps(show, each, request.user)]  # type: ignore[arg-type]
        found.append(
            PillarRows(
                number=number,
                pillar=pillar,
                icon=icon_of(pillar),
                who=who,
                bar=PillarMark(board, pillar.id),
                rows=tuple(_row(place, pillar, work) for work in shown),
                ready=tuple(w.question_id for w in works if w.state is State.READY),
                can_take=may and (who is None or not who.here),
                can_give_up=may and mine,
            )
        )
    return found


def _row(place: Place, pillar: Pillar, work: Work) -> QuestionRow:
    title = next(q.title for q in pillar.questions if q.id == work.question_id)
    url = question_url(place.workload.pk, place.alias, work.question_id)
    return QuestionRow(work, title, url)


def _filters(place: Place, board: Board, show: str, reader: User) -> Any:
    base = reverse("assignments:work", args=[place.workload.pk, place.alias])
    for key, label in SHOWS:
        count = sum(keeps(key, work, reader) for work in board.works.values())
        yield {
            "label": label,
            "count": count,
            "url": base if key == "all" else f"{base}?show={key}",
            "current": key == show,
        }


def _gone(place: Place, board: Board) -> list[Gone]:
    titles = _titles(place.lens)
    base = reverse("assignments:work", args=[place.workload.pk, place.alias])
    return [
        Gone(
            who,
            titles[who.assignment.question_id or who.assignment.pillar_id],
            question_url(place.workload.pk, place.alias, who.assignment.question_id)
            if who.assignment.question_id
            else base,
        )
        for who in board.gone
        if (who.assignment.question_id or who.assignment.pillar_id) in titles
    ]


def _titles(lens: Lens) -> Mapping[str, str]:
    questions = {question.id: question.title for question in lens.questions}
    return {**{pillar.id: pillar.name for pillar in lens.pillars}, **questions}


def close_context(place: Place) -> dict[str, Any]:
    """What is still missing, with links, or that nothing is."""
    board = read_board(place.review)
    pillars = {pillar.id: pillar for pillar in place.lens.pillars}
    return {
        "workload": place.workload,
        "review": place.review,
        "board": board,
        "missing": [_row(place, pillars[work.pillar_id], work) for work in board.missing],
        "default_name": default_name(place.review),
    }


def default_name(review: LensReview) -> str:
    return f"{review.version.lens.name[:80]} {timezone.now():%Y-%m-%d}"
