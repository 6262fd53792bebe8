"""What follows from something that was said: notices, live pages, the audit log.

The log gets no words of a comment: it cannot be changed, and a comment can be taken back.
"""

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from reviewapp.audit.domain import record
from reviewapp.live.publishing import tell
from reviewapp.notices.domain import notify
from reviewapp.people.models import User
from reviewapp.workloads.queries import people_of

from ..markdown import plain
from ..models import Comment, Thread
from ..signals import comment_changed
from .mentions import names_for

EXCERPT = 160


def follow_comment(comment: Comment, *, mentioned: Collection[int], by: User) -> None:
    """Tells those whom it mentions, and those who talk along in the thread."""
    thread = comment.thread
    talking = set(thread.comments.exclude(by=None).values_list("by", flat=True))
    if thread.begun_by_id:
        talking.add(thread.begun_by_id)
    _notify(comment, "mentioned", mentioned, by=by)
    _notify(comment, "replied", talking - set(mentioned), by=by)
    _record(thread, "comment.added", by=by, after=_about(comment))
    _tell(thread, comment)
    comment_changed.send(Comment, comment=comment)


def follow_edit(comment: Comment, *, newly: Collection[int], by: User) -> None:
    """Those who are mentioned only now are told; nobody is told twice."""
    _notify(comment, "mentioned", newly, by=by)
    _record(comment.thread, "comment.edited", by=by, after=_about(comment))
    _tell(comment.thread, comment)
    comment_changed.send(Comment, comment=comment)


def follow_removal(comment: Comment, *, by: User) -> None:
    _record(comment.thread, "comment.removed", by=by, before=_about(comment))
    _tell(comment.thread, comment)
    comment_changed.send(Comment, comment=comment)


def follow_settling(thread: Thread, action: str, *, by: User) -> None:
    _record(thread, action, by=by, after={"thread": str(thread.pk)})
    _tell(thread)


def thread_url(thread: Thread) -> str:
    """The thread by itself: an address that holds wherever its subject is shown."""
    return reverse("comments:thread", args=[thread.workload_id, thread.pk])


def comment_url(comment: Comment) -> str:
    return f"{thread_url(comment.thread)}#comment-{comment.pk}"


def _notify(comment: Comment, kind: str, ids: Iterable[int], *, by: User) -> None:
    """People who may not see the workload any more are not told of it."""
    wanted = set(ids) - {by.pk}
    if not wanted:
        return
    thread = comment.thread
    notify(
        users=list(people_of(thread.workload).filter(pk__in=wanted)),
        kind=kind,
        organisation=thread.workload.organisation,
        text=partial(_words, comment, kind, by),
        url=comment_url(comment),
        by=by,
        workload_id=thread.workload_id,
        key=f"{kind}:{comment.pk}",
    )


def _words(comment: Comment, kind: str, by: User) -> str:
    said = {
        "person": by.get_full_name(),
        "about": Truncator(comment.thread.title).chars(80),
        "text": Truncator(plain(comment.text, names_for([comment]))).chars(EXCERPT),
    }
    if kind == "mentioned":
        return _("%(person)s mentioned you on “%(about)s”: %(text)s") % said
    return _("%(person)s wrote on “%(about)s”: %(text)s") % said


def _record(thread: Thread, action: str, *, by: User, **values: Any) -> None:
    record(
        organisation=thread.workload.organisation,
        workload=thread.workload,
        action=action,
        by=by,
        subject=Truncator(thread.title).chars(200),
        **values,
    )


def _about(comment: Comment) -> dict[str, Any]:
    return {
        "thread": str(comment.thread_id),
        "comment": str(comment.pk),
        "version": comment.version,
        "characters": len(comment.text),
    }


def _tell(thread: Thread, comment: Comment | None = None) -> None:
    """Ids alone: pages fetch what they may see."""
    tell(
        thread.workload_id,
        "comment",
        thread=str(thread.pk),
        subject=thread.place,
        review=str(thread.review_id or ""),
        question=thread.question_id,
        comment=str(comment.pk) if comment else "",
    )
