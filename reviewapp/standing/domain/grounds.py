"""What workloads say now, read for the questions of which templates speak."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from pillars.lens.model import Lens, Question
from pillars.prefill import Suggested
from reviewapp.lenses.domain.levels import own_levels
from reviewapp.lenses.domain.reading import lens_with
from reviewapp.reviews.domain.decisions import Decision
from reviewapp.reviews.domain.profile import current_facts
from reviewapp.reviews.domain.writing import Verdicts, verdicts_of
from reviewapp.reviews.models import Answer, AnswerChange, LensReview, Origin
from reviewapp.workloads.models import Workload

from .claims import WHOLE
from .merging import Decided
from .values import Value, value_in

Place = tuple[str, str]


@dataclass
class Ground:
    """A workload with the answers that templates may meet.

    `reviews` and `lenses` are by the lens's id, `answers` by lens and question id, `accepted`
    holds the keys of answers into which evidence was ever accepted. Reviews that are `closed`, by
    the lens's id, are not among them: they come when they are open again.
    """

    workload: Workload
    reviews: Mapping[str, LensReview]
    lenses: Mapping[str, Lens]
    answers: Mapping[Place, Answer]
    verdicts: Mapping[tuple[object, str], Verdicts]
    accepted: AbstractSet[int]
    closed: AbstractSet[str] = frozenset()

    @cached_property
    def facts(self) -> frozenset[str]:
        """Read when a risk is asked for: one query."""
        return current_facts(self.workload)

    def question(self, place: Place) -> Question:
        return self.lenses[place[0]].question(place[1])

    def verdicts_for(self, answer: Answer) -> Verdicts:
        return self.verdicts.get((answer.review_id, answer.question_id), {})

    def decided(self, answer: Answer, decision: Decision) -> Decided:
        """Whether people decided a choice, by hand or by accepting what the evidence says of it."""
        if answer.by_person:
            answered = bool(decision.selected) or decision.not_applicable
            return lambda choice: answered or value_in(decision, choice) != Value()
        if answer.pk not in self.accepted:
            return lambda choice: False  # noqa: ARG005 - every rule takes a choice
        verdicts = self.verdicts_for(answer)
        proved = {key for key in verdicts if _was_accepted(decision, key, verdicts[key])}
        return lambda choice: bool(proved) if choice == WHOLE else choice in proved


def read_grounds(workloads: Sequence[Workload], places: AbstractSet[Place]) -> list[Ground]:
    """The grounds of workloads of one organisation; the queries do not grow with their number."""
    if not workloads:
        return []
    every = _reviews(workloads, {UUID(lens) for lens, _ in places})
    reviews = [review for review in every if not review.closed_at]
    answers = _answers(reviews, {question for _, question in places})
    own = own_levels(workloads[0].organisation_id)
    verdicts, accepted = verdicts_of(answers), _accepted(answers)
    by_review: dict[UUID, list[Answer]] = {}
    for answer in answers:
        by_review.setdefault(answer.review_id, []).append(answer)
    grounds = []
    for workload in workloads:
        mine = {str(r.version.lens_id): r for r in reviews if r.workload_id == workload.pk}
        grounds.append(
            Ground(
                workload=workload,
                reviews=mine,
                lenses={key: lens_with(review.version, own) for key, review in mine.items()},
                answers=_by_place(mine, by_review),
                verdicts=verdicts,
                accepted=accepted,
                closed=_closed(every, workload),
            )
        )
    return grounds


def _closed(reviews: Iterable[LensReview], workload: Workload) -> frozenset[str]:
    return frozenset(
        str(each.version.lens_id)
        for each in reviews
        if each.closed_at and each.workload_id == workload.pk
    )


def _by_place(
    reviews: Mapping[str, LensReview], answers: Mapping[UUID, list[Answer]]
) -> dict[Place, Answer]:
    return {
        (key, answer.question_id): answer
        for key, review in reviews.items()
        for answer in answers.get(review.pk, ())
    }


def _reviews(workloads: Iterable[Workload], lens_ids: set[UUID]) -> list[LensReview]:
    by_id = {workload.pk: workload for workload in workloads}
    found = (
        LensReview.objects.filter(workload__in=list(by_id), version__lens__in=lens_ids)
        .select_related("version__lens")
        .defer("version__document")
        .order_by("created_at", "pk")
    )
    reviews = list(found)
    for review in reviews:
        review.workload = by_id[review.workload_id]
    return reviews


def _answers(reviews: Iterable[LensReview], question_ids: set[str]) -> list[Answer]:
    by_id = {review.pk: review for review in reviews}
    wanted = Answer.objects.filter(review__in=list(by_id), question_id__in=question_ids)
    answers = list(wanted.select_related("updated_by").order_by("position"))
    for answer in answers:
        answer.review = by_id[answer.review_id]
    return answers


def _accepted(answers: Iterable[Answer]) -> set[int]:
    ids = [answer.pk for answer in answers if answer.version and not answer.by_person]
    changes = AnswerChange.objects.filter(answer__in=ids, origin=Origin.SUGGESTION)
    return set(changes.values_list("answer_id", flat=True))


def _was_accepted(decision: Decision, choice: str, verdict: Suggested) -> bool:
    if choice in decision.selected:
        return verdict is Suggested.MET
    return verdict is Suggested.NOT_MET and bool(decision.selected)
