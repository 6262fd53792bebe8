"""Saying something: a new thread, a reply, another wording, taking back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from reviewapp.files.domain import store_file
from reviewapp.files.uploads import Upload
from reviewapp.people.models import User
from reviewapp.workloads.models import Workload

from ..markdown import mentioned_in
from ..models import Attachment, Comment, CommentEdit, Mention, Thread
from .following import follow_comment, follow_edit, follow_removal
from .mentions import people_here, to_kept
from .subjects import Subject

TEXT_LIMIT = 10_000
MOST_FILES = 5


class StaleComment(Exception):
    """Somebody changed the comment since it was read; `current` is what it says now."""

    def __init__(self, current: Comment) -> None:
        super().__init__("The comment was changed in the meantime.")
        self.current = current


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say. `token` names the form: sent twice, it is said once."""

    text: str
    token: UUID
    uploads: Sequence[Upload] = field(default=())


def begin_thread(*, workload: Workload, subject: Subject, draft: Draft, by: User) -> Comment:
    """The first comment of a new thread.

    Raises:
        UnknownPerson: see `mentions.to_kept`.
    """
    kept = to_kept(draft.text, people_here(workload))

    def say(draft: Draft) -> Comment:
        return _say(_new_thread(workload, subject, by), kept, draft, by)

    here = Q(thread__workload=workload, thread__subject=subject.key, number=1)
    return _say_once(draft, by, say, same=here & Q(text=kept))


def reply(*, thread: Thread, draft: Draft, by: User) -> Comment:
    """One more comment, at the end of the thread. A resolved thread stays resolved.

    Raises:
        UnknownPerson: see `mentions.to_kept`.
    """
    kept = to_kept(draft.text, people_here(thread.workload))

    def say(draft: Draft) -> Comment:
        held = Thread.objects.select_for_update().get(pk=thread.pk)
        held.workload = thread.workload
        return _say(held, kept, draft, by)

    return _say_once(draft, by, say, same=Q(thread=thread, text=kept))


@transaction.atomic
def edit_comment(comment: Comment, *, text: str, read: int, by: User) -> Comment:
    """Another wording; the one before stays in the comment's history.

    Args:
        comment: one of `by`'s own, with its thread and the thread's workload.
        text: as it was typed.
        read: the version that the form showed.
        by: its author.

    Raises:
        UnknownPerson: see `mentions.to_kept`.
        StaleComment: it says something else by now, or was removed.
    """
    held = Comment.objects.select_for_update().get(pk=comment.pk)
    held.thread = comment.thread
    if held.version != read or held.removed_at:
        raise StaleComment(held)
    kept = to_kept(text, people_here(comment.thread.workload, also=held))
    if kept == held.text:
        return held
    now = timezone.now()
    CommentEdit.objects.create(comment=held, version=held.version, text=held.text, until=now)
    held.text, held.version, held.edited_at = kept, held.version + 1, now
    held.save(update_fields=["text", "version", "edited_at"])
    follow_edit(held, newly=_mention(held), by=by)
    return held


@transaction.atomic
def remove_comment(comment: Comment, *, by: User) -> bool:
    """Takes a comment back; False where somebody did. Its words and files are gone for good.

    What is removed may be a secret that was pasted by mistake: its place, its author and who
    removed it stay.
    """
    there = Comment.objects.filter(pk=comment.pk, removed_at=None)
    removed = there.update(text="", removed_at=timezone.now(), removed_by=by)
    if not removed:
        return False
    for rows in (comment.edits, comment.mentions, comment.attachments):
        rows.all().delete()
    follow_removal(comment, by=by)
    return True


def _new_thread(workload: Workload, subject: Subject, by: User) -> Thread:
    return Thread.objects.create(
        workload=workload,
        kind=subject.kind,
        subject=subject.key,
        review=subject.review,
        question_id=subject.question_id,
        choice_id=subject.choice_id,
        pillar_id=subject.pillar_id,
        pillar_name=subject.pillar_name,
        check_id=subject.check_id,
        account=subject.account,
        region=subject.region,
        resource=subject.resource,
        title=subject.title,
        detail=subject.detail,
        begun_by=by,
        last_at=timezone.now(),
    )


def _say(thread: Thread, kept: str, draft: Draft, by: User) -> Comment:
    """In a transaction that holds the thread."""
    number = thread.said + 1
    made = Comment.objects.create(thread=thread, number=number, by=by, text=kept, token=draft.token)
    thread.said, thread.last_at = number, made.at
    thread.save(update_fields=["said", "last_at"])
    for position, upload in enumerate(draft.uploads):
        _attach(made, upload, position)
    follow_comment(made, mentioned=_mention(made), by=by)
    return made


def _attach(comment: Comment, upload: Upload, position: int) -> None:
    stored = store_file(
        organisation_id=comment.thread.workload.organisation_id,
        name=upload.name,
        content_type=upload.content_type,
        content=upload.content,
    )
    Attachment.objects.create(
        comment=comment,
        file=stored,
        name=stored.name,
        content_type=stored.content_type,
        size=stored.size,
        position=position,
    )


def _mention(comment: Comment) -> set[int]:
    """Keeps whom the text mentions now; returns who was not mentioned before."""
    before = set(comment.mentions.values_list("user", flat=True))
    now = mentioned_in(comment.text)
    comment.mentions.exclude(user__in=now).delete()
    Mention.objects.bulk_create(Mention(comment=comment, user_id=pk) for pk in now - before)
    return now - before


def _say_once(draft: Draft, by: User, say: Callable[[Draft], Comment], *, same: Q) -> Comment:
    """What the form sent, or what it said the first time where it is sent again.

    Another text from the same form, as after going back in the browser, is said as well.
    """
    try:
        with transaction.atomic():
            return say(draft)
    except IntegrityError:
        said = Comment.objects.select_related("thread").filter(same, by=by, token=draft.token)
    if before := said.first():
        return before
    with transaction.atomic():
        return say(replace(draft, token=uuid4()))
