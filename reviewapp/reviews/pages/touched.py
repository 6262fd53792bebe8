"""Which answers of a workload a check speaks for."""

from pillars.checking import Check
from reviewapp.findings.answers import AnswerTouched
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.workloads.models import Workload

from ..domain.totals import reviews_of
from ..models import LensReview
from .navigator import question_url


def touched_by(workload: Workload, check: Check) -> list[AnswerTouched]:
    """Choice by choice in the order of the lenses; one query for each lens on the workload."""
    return [each for review in reviews_of(workload) for each in _in_review(review, check)]


def _in_review(review: LensReview, check: Check) -> list[AnswerTouched]:
    lens = lens_of(review.version)
    said = {
        (question_id, choice_id): verdict
        for question_id, choice_id, verdict in review.suggestions.filter(
            checks__contains=[check.id]
        ).values_list("question_id", "choice_id", "verdict")
    }
    return [
        AnswerTouched(
            keys=choice.evidence,
            lens=lens.name,
            question=question.title,
            choice=choice.title,
            practice=choice.practice or "",
            url=f"{question_url(review.workload_id, review.slug, question.id)}#choice-{number}",
            suggestion=said.get((question.id, choice.id), ""),
        )
        for question in lens.questions
        for number, choice in enumerate(question.choices, start=1)
        if any(check.speaks_for(key) for key in choice.evidence)
    ]
