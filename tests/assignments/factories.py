"""A small review with a lead, contributors and whoever else works on it."""

from dataclasses import dataclass

from reviewapp.assignments.domain.assigning import Given, Place, assign
from reviewapp.assignments.domain.board import Board, read_board
from reviewapp.assignments.domain.states import Wish, change_state
from reviewapp.people.access import Rights
from reviewapp.people.models import Role, User
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.decisions import Decision
from reviewapp.reviews.models import Answer, LensReview
from reviewapp.workloads.models import Workload
from reviewapp.workloads.roles import rights_on
from tests.factories import make_organisation, make_user, make_workload
from tests.reviews.factories import answer_of, make_lens, make_review

NONE_OF = {"backups": "backups_no", "question_1": "question_1_no", "question_2": "question_2_no"}


@dataclass
class Team:
    workload: Workload
    review: LensReview
    lead: User
    ben: User
    cleo: User

    def rights(self, user: User) -> Rights:
        return rights_on(self.workload, user)

    def give(self, user: User | None, *questions: str, by: User | None = None, **more) -> int:
        places = [Place(question_id=each) for each in questions]
        return self.assign(places, user, by=by, **more)

    def assign(self, places, user, *, by=None, due=None, read=None) -> int:
        by = by or self.lead
        return assign(
            workload=self.workload,
            review_id=self.review.pk,
            places=places,
            given=Given(user, due),
            by=by,
            rights=self.rights(by),
            read=read,
        )

    def board(self) -> Board:
        self.review.refresh_from_db()
        self.review.workload = self.workload
        return read_board(self.review)

    def answer(self, question_id: str = "backups") -> Answer:
        return answer_of(self.review, question_id)

    def decide(
        self, by: User, question_id: str = "backups", *choices: str, notes: str = ""
    ) -> Answer:
        answer = self.answer(question_id)
        picked = frozenset(choices or (NONE_OF[question_id],))
        return save_answer(
            answer_id=answer.pk,
            read_version=answer.version,
            decision=Decision(selected=picked, notes=notes),
            by=by,
        )

    def step(self, by: User, to: str, question_id: str = "backups", note: str = ""):
        work = self.board().works[question_id]
        wish = Wish(to, work.version, work.answer_version, note)
        return change_state(answer_id=work.answer_id, wish=wish, by=by, rights=self.rights(by))

    def settle_all(self) -> None:
        for question_id in NONE_OF:
            self.decide(self.lead, question_id)
            self.step(self.lead, "agreed", question_id)


def make_team() -> Team:
    organisation = make_organisation()
    workload = make_workload(organisation, "Checkout")
    review = make_review(workload, make_lens(organisation=organisation))
    review.workload = workload
    return Team(
        workload,
        review,
        make_user(organisation, Role.LEAD, name="Ada Lead"),
        make_user(organisation, Role.CONTRIBUTOR, name="Ben Okoro"),
        make_user(organisation, Role.CONTRIBUTOR, name="Cleo Marsh"),
    )
