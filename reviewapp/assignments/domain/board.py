"""Who is at each question of a review and how far it is, read at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from reviewapp.live.presence import initials_of
from reviewapp.people.access import Rights
from reviewapp.people.models import User
from reviewapp.reviews.models import Answer, LensReview, RiskLevel
from reviewapp.workloads.people_rights import People, people_with_rights

from ..models import OF_AN_ANSWER, SETTLED, Assignment, State

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Who:
    """An assignment as it stands. `here`: the person may still answer there."""

    assignment: Assignment
    here: bool
    of_pillar: bool
    today: date

    @property
    def user(self) -> User | None:
        return self.assignment.assignee

    @property
    def due(self) -> date | None:
        return self.assignment.due

    @property
    def initials(self) -> str:
        return initials_of(self.user.get_full_name() if self.user else "")


@dataclass(frozen=True, slots=True)
class Work:
    """One question: who is at it, how far it is.

    Attributes:
        state: what counts now. `lapsed` is what counted before the answer changed, if that is so.
        version: of the state, 0 where nobody ever set one.
    """

    question_id: str
    answer_id: int
    pillar_id: str
    answer_version: int
    answered: bool
    who: Who | None
    state: State
    lapsed: State | None = None
    note: str = ""
    version: int = 0
    at: datetime | None = None
    by: User | None = None

    @property
    def settled(self) -> bool:
        return self.state in SETTLED

    @property
    def waits(self) -> bool:
        """Whether somebody still has to answer it."""
        return self.state is State.OPEN

    @property
    def label(self) -> str:
        return str(self.state.label)

    @property
    def overdue(self) -> bool:
        return bool(self.waits and self.who and self.who.due and self.who.due < self.who.today)

    @property
    def soon(self) -> bool:
        due = self.who.due if self.who else None
        return bool(self.waits and self.who and due and 0 <= (due - self.who.today).days <= 1)

    def is_of(self, user: User | None) -> bool:
        who = self.who
        return bool(user and who and who.here and who.assignment.assignee_id == user.pk)


@dataclass(frozen=True)
class Board:
    """`works` by question id in the order of the lens, `pillars` who has a whole pillar."""

    review: LensReview
    works: Mapping[str, Work]
    pillars: Mapping[str, Who]
    everybody: tuple[Who, ...]

    @cached_property
    def missing(self) -> list[Work]:
        """What keeps the review from being closed."""
        return [work for work in self.works.values() if not work.settled]

    def count(self, state: State, pillar_id: str = "") -> int:
        return sum(
            work.state == state and pillar_id in ("", work.pillar_id)
            for work in self.works.values()
        )

    @property
    def in_use(self) -> bool:
        """Whether anybody works with assignments or states here at all."""
        return bool(self.everybody) or any(work.version for work in self.works.values())

    @property
    def gone(self) -> list[Who]:
        """Assignments whose people may not answer there any more."""
        return [who for who in self.everybody if not who.here]


def read_board(review: LensReview) -> Board:
    """The board of a review, whose workload is at hand. The queries do not grow with the lens.

    What is overdue is so by the day in the current zone: on pages the reader's.
    """
    rows = list(_answers(review))
    pillar_of = {row.question_id: row.pillar_id for row in rows}
    running = list(
        Assignment.objects.filter(review=review, ended_at=None).select_related("assignee")
    )
    today = timezone.localdate()
    people = _people(review, running)
    found = {
        (each.pillar_id, each.question_id): _who(each, people, pillar_of, today)
        for each in running
        if each.pillar_id or each.question_id in pillar_of
    }
    return Board(
        review,
        {row.question_id: _work(row, found) for row in rows},
        {pillar: who for (pillar, _question), who in found.items() if pillar},
        tuple(found.values()),
    )


def work_of(answer: Answer) -> Work:
    """One question of a review, as on the board."""
    return read_board(answer.review).works[answer.question_id]


def _answers(review: LensReview) -> Iterable[Answer]:
    return (
        Answer.objects.filter(review=review)
        .select_related("progress__by")
        .only("review_id", "question_id", "pillar_id", "position", "version", "risk", "progress")
        .order_by("position")
    )


def _people(review: LensReview, running: list[Assignment]) -> People:
    ids = {each.assignee_id for each in running if each.assignee_id}
    return people_with_rights(review.workload, ids) if ids else {}


def _who(each: Assignment, people: People, pillar_of: Mapping[str, str], today: date) -> Who:
    pillar = each.pillar_id or pillar_of[each.question_id]
    _user, rights = people.get(each.assignee_id or 0, (None, Rights()))
    return Who(each, rights.answers(pillar), bool(each.pillar_id), today)


def _work(row: Answer, found: Mapping[Key, Who]) -> Work:
    who = found.get(("", row.question_id)) or found.get((row.pillar_id, ""))
    answered = row.risk != RiskLevel.UNANSWERED
    same = (row.question_id, row.pk, row.pillar_id, row.version, answered, who)
    kept = getattr(row, "progress", None)
    if kept is None:
        return Work(*same, State.OPEN)
    state = State(kept.state)
    lapsed = state in OF_AN_ANSWER and kept.answer_version != row.version
    return Work(
        *same,
        state=State.OPEN if lapsed else state,
        lapsed=state if lapsed else None,
        note=kept.note,
        version=kept.version,
        at=kept.at,
        by=kept.by,
    )
