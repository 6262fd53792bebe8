"""What this stage does when something happens in an earlier one."""

from collections.abc import Collection
from functools import partial
from typing import Any

from django.db import transaction

from reviewapp.collection.models import Run
from reviewapp.comments.models import Comment
from reviewapp.reviews.models import Answer, LensReview
from reviewapp.workloads.models import Workload

from .domain.entries import workload_entry
from .domain.keeping import keep, keep_answer, keep_comment, keep_review
from .domain.scans import READ, queue_indexing

# What puts a review's questions elsewhere: another version of its lens, or being back.
MOVING = {"version", "removed_at"}


def follow_workload(*, instance: Workload, **_signal: Any) -> None:
    keep([workload_entry(instance)])


def follow_answer(*, answer: Answer, **_signal: Any) -> None:
    keep_answer(answer)


def follow_comment(*, comment: Comment, **_signal: Any) -> None:
    keep_comment(comment)


def follow_review(
    *, instance: LensReview, update_fields: Collection[str] | None, **_signal: Any
) -> None:
    """After the commit: its answers are moved after the review itself."""
    if update_fields and MOVING & set(update_fields):
        transaction.on_commit(partial(keep_review, instance.pk))


def follow_scan(*, run: Run, **_signal: Any) -> None:
    if run.state in READ:
        queue_indexing(run)
