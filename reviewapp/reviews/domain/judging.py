"""Judging answers again where nobody decided anew: the profile or the date changed."""

from pillars.risk import assess
from reviewapp.lenses.domain.reading import lens_for

from ..models import Answer, LensReview
from .decisions import decision_of, selection_of


def judge_review(review: LensReview, facts: frozenset[str]) -> int:
    """Judges every answer of a review. Returns how many risks, or reasons of one, moved."""
    lens = lens_for(review.version, review.workload.organisation_id)
    moved = []
    for answer in review.answers.all():
        judged = assess(lens.question(answer.question_id), selection_of(decision_of(answer)), facts)
        if (answer.risk, answer.risk_because) != (judged.risk, judged.because):
            answer.risk, answer.risk_because = judged.risk.value, judged.because
            moved.append(answer)
    Answer.objects.bulk_update(moved, ["risk", "risk_because"])
    return len(moved)
