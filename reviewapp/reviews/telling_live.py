"""Telling open pages of what happens to reviews: whatever writes, its rows say so."""

from typing import Any

from reviewapp.live.publishing import tell

from .models import AnswerChange, EvidenceItem, LensReview, Milestone

# What of a review, when it is written, may have moved all of its answers.
MOVING = frozenset({"version", "prefilled_from", "removed_at"})


def tell_change(*, instance: AnswerChange, created: bool, **_signal: Any) -> None:
    """An answer got another version."""
    if created:
        answer = instance.answer
        tell(
            answer.review.workload_id,
            "answer",
            lens=answer.review.slug,
            question=answer.question_id,
            version=instance.version,
            risk=instance.risk_after,
            by=instance.by_id,
        )


def tell_item(*, instance: EvidenceItem, **_signal: Any) -> None:
    """Something was attached to an answer."""
    answer = instance.answer
    tell(
        answer.review.workload_id,
        "answer",
        lens=answer.review.slug,
        question=answer.question_id,
        version=answer.version,
    )


def tell_review(
    *, instance: LensReview, update_fields: frozenset[str] | None, **_signal: Any
) -> None:
    """A review is on another version, was suggested for anew, or was put on or taken off."""
    if update_fields is None or MOVING & update_fields:
        tell(instance.workload_id, "answer", lens=instance.slug)


def tell_milestone(*, instance: Milestone, created: bool, **_signal: Any) -> None:
    if created:
        tell(instance.workload_id, "milestone", milestone=instance.pk)
