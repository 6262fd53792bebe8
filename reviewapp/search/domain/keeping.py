"""Keeping the index: in the transaction of what changed, so that both stand or fall together."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from reviewapp.comments.models import Comment
from reviewapp.reviews.models import Answer, LensReview
from reviewapp.workloads.models import Workload

from ..models import SCANNED, Entry, Kind
from .entries import answer_entry, comment_entry, workload_entry

_CHANGING = ["title", "body", "where", "weight", "at", "head", "words", "review"]
BATCH = 500


def keep(entries: Sequence[Entry]) -> None:
    """Writes entries over those of the same things: one query for each batch."""
    Entry.objects.bulk_create(
        entries,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=_CHANGING,
    )


def forget(kind: Kind, key: Any) -> None:
    Entry.objects.filter(kind=kind, key=str(key)).delete()


def keep_answer(answer: Answer) -> None:
    """One query."""
    entry = answer_entry(answer)
    if entry:
        keep([entry])
    else:
        forget(Kind.ANSWER, answer.pk)


def keep_comment(comment: Comment) -> None:
    """What was removed is forgotten: it may have been a secret."""
    now = Comment.objects.prefetch_related("mentions__user").get(pk=comment.pk)
    if now.removed_at:
        forget(Kind.COMMENT, comment.pk)
        return
    now.thread = comment.thread
    keep([comment_entry(now)])


def keep_review(review_id: UUID) -> None:
    """All answers of a review anew, as after its lens was upgraded or put back."""
    review = LensReview.every.select_related("workload", "version").filter(pk=review_id).first()
    if review is None:
        return
    Entry.objects.filter(kind=Kind.ANSWER, review=review).delete()
    answers = list(review.answers.filter(version__gt=0))
    for answer in answers:
        answer.review = review
    keep([entry for entry in map(answer_entry, answers) if entry])


def keep_workload(workload: Workload) -> None:
    """All that people wrote about a workload anew; what a scan brings is `scans`' own."""
    Entry.objects.filter(workload=workload).exclude(kind__in=SCANNED).delete()
    keep([workload_entry(workload)])
    for review_id in workload.reviews.values_list("pk", flat=True):
        keep_review(review_id)
    said = Comment.objects.filter(thread__workload=workload, removed_at=None)
    said = said.select_related("thread").prefetch_related("mentions__user")
    keep([_of(workload, comment) for comment in said])


def _of(workload: Workload, comment: Comment) -> Entry:
    comment.thread.workload = workload
    return comment_entry(comment)
