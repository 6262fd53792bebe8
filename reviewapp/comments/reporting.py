"""What reports tell of discussions: what was said until a moment, in the words of then."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from reviewapp.people.models import User
from reviewapp.workloads.models import Workload

from .markdown import MENTION, Names
from .models import Attachment, Comment, CommentEdit, Thread


@dataclass(frozen=True, slots=True)
class Spoken:
    """One comment. `text` is CommonMark, empty where it was removed; `by` where somebody left."""

    by: str
    at: datetime
    text: str
    removed: bool
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One thread. `lens` and `question_id` are empty for a finding's.

    `detail` is the practice or the resource, `resolved_at` None while it was open.
    """

    lens: str
    question_id: str
    title: str
    detail: str
    resolved_at: datetime | None
    resolved_by: str
    spoken: Sequence[Spoken]


def discussion_until(workload: Workload, moment: datetime) -> list[Told]:
    """All threads begun by then, oldest first, those of lenses taken off since too.

    What was removed later is gone here as well: it may have been a secret. Four queries.
    """
    said = Comment.objects.filter(at__lte=moment).select_related("by")
    said = said.prefetch_related(
        Prefetch("attachments", Attachment.objects.all()),
        Prefetch("edits", CommentEdit.objects.filter(until__gt=moment).order_by("version")),
    )
    threads = Thread.objects.filter(workload=workload, begun_at__lte=moment)
    threads = threads.select_related("review__version__lens", "resolved_by")
    threads = threads.defer("review__version__document")
    return [
        _told(thread, moment) for thread in threads.prefetch_related(Prefetch("comments", said))
    ]


def names_in(threads: Iterable[Told]) -> Names:
    """Id and name of everybody whom they mention: one query."""
    texts = (each.text for thread in threads for each in thread.spoken)
    ids = {int(found) for text in texts for found in MENTION.findall(text)}
    users = User.objects.filter(pk__in=ids)
    return tuple(sorted((user.pk, user.get_full_name()) for user in users))


def _told(thread: Thread, moment: datetime) -> Told:
    resolved = thread.resolved_at is not None and thread.resolved_at <= moment
    return Told(
        lens=thread.review.slug if thread.review else "",
        question_id=thread.question_id,
        title=thread.title,
        detail=thread.detail,
        resolved_at=thread.resolved_at if resolved else None,
        resolved_by=_name(thread.resolved_by) if resolved else "",
        spoken=tuple(_spoken(comment) for comment in thread.comments.all()),
    )


def _spoken(comment: Comment) -> Spoken:
    """The first edit after the moment holds what it said then."""
    later = next(iter(comment.edits.all()), None)
    return Spoken(
        by=_name(comment.by),
        at=comment.at,
        text=later.text if later else comment.text,
        removed=comment.removed_at is not None,
        files=tuple(file.name for file in comment.attachments.all()),
    )


def _name(user: User | None) -> str:
    return user.get_full_name() if user else ""
