"""Deciding a question, and reading what was decided before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pillars.lens.model import Question
from reviewapp.lenses.domain.reading import lens_for
from reviewapp.lenses.models import LensVersion
from reviewapp.people.models import User
from reviewapp.workloads.models import Workload

from ..models import Answer, AnswerChange, LensReview, Origin
from .decisions import Decision, InvalidDecision, decision_of, from_json, settled
from .profile import current_facts
from .totals import hold_workload, recount
from .writing import StaleAnswer, Verdicts, verdicts_of, write_answer


class QuestionGone(Exception):
    """The question is out of the review: its lens has it no more, or is off the workload.

    Nothing was written. `answer` is the one that is kept aside.
    """

    def __init__(self, answer: Answer) -> None:
        super().__init__("This question is not in the review any more.")
        self.answer = answer


class LensMoved(InvalidDecision):
    """The page shows another major version of the lens than the review has by now."""

    def __init__(self, version: LensVersion) -> None:
        text = _(
            "This review moved to version %(version)s of its lens while the page was open, "
            "so nothing is saved. Load the page again: what you wrote is kept and put into it."
        ) % {"version": version.label}
        super().__init__({"version": [text]})


@dataclass(slots=True)
class Held:
    """An answer whose workload the transaction holds, with all that judging it needs."""

    workload: Workload
    review: LensReview
    answer: Answer
    question: Question
    facts: frozenset[str]
    verdicts: Verdicts

    def write(
        self,
        decision: Decision,
        *,
        by: User | None,
        origin: Origin,
        why: str = "",
        standing: Mapping[str, Any] | None = None,
    ) -> None:
        write_answer(
            self.answer,
            question=self.question,
            decision=decision,
            facts=self.facts,
            verdicts=self.verdicts,
            by=by,
            origin=origin,
            why=why,
            standing=standing,
        )
        recount(self.workload, self.review)


@transaction.atomic
def save_answer(
    *,
    answer_id: int,
    read_version: int,
    decision: Decision,
    by: User | None,
    origin: Origin = Origin.PERSON,
    why: str = "",
    read_major: int | None = None,
) -> Answer:
    """Writes a decision over the version that was read.

    A decision that says what the answer says already writes nothing, whatever version was read:
    a browser that sends once more what it saved before is no conflict.

    Raises:
        InvalidDecision: the decision cannot be kept; nothing was written.
        LensMoved: it was made on another major version of the lens; nothing was written.
        StaleAnswer: the answer was changed in the meantime; nothing was written.
        QuestionGone: an upgrade took the question out, or the lens is off the workload.
    """
    held = hold_answer(answer_id)
    if read_major not in (None, held.review.version.major):
        raise LensMoved(held.review.version)
    tidy = settled(held.question, decision)
    if tidy == decision_of(held.answer):
        return held.answer
    check_version(held.answer, read_version, tidy)
    held.write(tidy, by=by, origin=origin, why=why)
    return held.answer


def hold_answer(answer_id: int) -> Held:
    """Holds the answer's workload and reads it. Raises QuestionGone, Answer.DoesNotExist."""
    workload_id = _workload_of(answer_id)
    workload = hold_workload(workload_id)
    answer = (
        Answer.every.select_related("review__version__lens", "updated_by")
        .defer("review__version__document")
        .get(pk=answer_id)
    )
    review = answer.review
    review.workload = workload
    if answer.retired or review.removed_at:
        raise QuestionGone(answer)
    question = lens_for(review.version, workload.organisation_id).question(answer.question_id)
    verdicts = verdicts_of([answer]).get((review.pk, answer.question_id), {})
    return Held(workload, review, answer, question, current_facts(workload), verdicts)


def check_version(answer: Answer, read_version: int, attempted: Decision) -> None:
    """Raises StaleAnswer where the answer is not the one that was read."""
    if answer.version != read_version:
        raise StaleAnswer(answer, attempted, read_version)


def history_of(answer: Answer) -> QuerySet[AnswerChange]:
    """Every write of the answer, newest first, with who made it."""
    return answer.changes.select_related("by").order_by("-version")


def decision_at(answer: Answer, version: int) -> Decision | None:
    """What the answer said at a version; None where its history has no such version."""
    if version == 0:
        return Decision()
    change = answer.changes.filter(version=version).first()
    return from_json(change.after) if change else None


def _workload_of(answer_id: int) -> UUID:
    return Answer.every.values_list("review__workload_id", flat=True).get(pk=answer_id)
