"""Judging answers again where nobody decided anew: profile, date or levels of practices changed."""

from collections.abc import Mapping

from pillars.lens.model import Question
from pillars.prefill import Suggested
from pillars.risk import assess
from reviewapp.lenses.domain.reading import lens_for
from reviewapp.live.publishing import tell

from ..models import Answer, LensReview, RiskLevel
from .alike import update_alike
from .decisions import decision_of, selection_of
from .disagreement import evidence_alone
from .writing import verdicts_of

JUDGED = ["risk", "risk_because", "suggested_risk"]


def judge_review(review: LensReview, facts: frozenset[str]) -> int:
    """Judges every answer of a review, and what its evidence alone comes to.

    Returns how many risks, or reasons of one, moved.
    """
    lens = lens_for(review.version, review.workload.organisation_id)
    answers = list(review.answers.all())
    verdicts = verdicts_of(answers)
    moved = [
        answer
        for answer in answers
        if _moves(
            answer,
            lens.question(answer.question_id),
            verdicts.get((review.pk, answer.question_id), {}),
            facts,
        )
    ]
    update_alike(moved, JUDGED)
    if moved:
        tell(review.workload_id, "answer", lens=review.slug)
    return len(moved)


def _moves(
    answer: Answer, question: Question, verdicts: Mapping[str, Suggested], facts: frozenset[str]
) -> bool:
    before = [getattr(answer, name) for name in JUDGED]
    judged = assess(question, selection_of(decision_of(answer)), facts)
    answer.risk, answer.risk_because = RiskLevel(judged.risk.value), judged.because
    answer.suggested_risk = RiskLevel(evidence_alone(question, verdicts, facts).value)
    return before != [getattr(answer, name) for name in JUDGED]
