"""What this stage does when something happens in an earlier one."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from reviewapp.people.models import User
from reviewapp.reviews.models import Answer, LensReview, Origin
from reviewapp.reviews.pages.extras import Extras, Show
from reviewapp.workloads.roles import rights_on

from .domain.board import Board, read_board
from .domain.states import carry_over
from .domain.telling import tell_of_lapse
from .models import OF_AN_ANSWER, QuestionState, State
from .pages.marks import PillarMark, QuestionMark
from .reporting import team_part

LOOKED_AT = (Origin.PERSON, Origin.SUGGESTION, Origin.OTHER_LENS, Origin.UNDO)


def follow_answer(*, answer: Answer, by: User | None, origin: str, **_signal: Any) -> None:
    """What a lead saves while looking at the question stays agreed; else it is open again.

    Nothing is written for the second: the state names the version of the answer that it is of.
    """
    if by is None:
        return
    before = answer.version - 1
    states = QuestionState.objects.filter(answer=answer, state__in=OF_AN_ANSWER)
    kept = states.filter(answer_version=before).select_related("by").first()
    if kept is None:
        return
    if origin in LOOKED_AT and rights_on(answer.review.workload, by).lead:
        carry_over(answer)
    else:
        tell_of_lapse(answer, State(kept.state), kept.by, by)


def add_work(*, review: LensReview, reader: User | None, **_signal: Any) -> Extras:
    """Who is at each question and how far it is, for lists of questions."""
    board = read_board(review)
    marks = {question_id: QuestionMark(work) for question_id, work in board.works.items()}
    pillars = {work.pillar_id for work in board.works.values()}
    bars = {pillar: PillarMark(board, pillar) for pillar in pillars}
    return Extras(tuple(_shows(board, reader)), marks, bars if board.in_use else {})


def _shows(board: Board, reader: User | None) -> list[Show]:
    works = board.works
    if not board.in_use:
        return []
    mine = [_show("mine", _("Mine"), {k for k, work in works.items() if work.is_of(reader)})]
    return [
        *(mine if reader else ()),
        _show("ready", _("Ready"), {k for k, work in works.items() if work.state is State.READY}),
        _show("not_agreed", _("Not agreed"), {w.question_id for w in board.missing}),
        _show("overdue", _("Overdue"), {k for k, work in works.items() if work.overdue}),
        _show("unassigned", _("Unassigned"), {k for k, work in works.items() if not work.who}),
    ]


def _show(key: str, label: str, kept: Collection[str]) -> Show:
    return Show(key, label, lambda answer, first: answer.question_id in kept)  # noqa: ARG005


def add_to_document(
    *, reviews: Collection[LensReview], **_signal: Any
) -> Mapping[tuple[str, str], Any]:
    return {
        (review.slug, question_id): team_part(work)
        for review in reviews
        for question_id, work in read_board(review).works.items()
    }
