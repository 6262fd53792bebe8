"""Threads as pages show them: what was said, by whom, and what the reader may do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from reviewapp.people.access import Rights, rights_of
from reviewapp.people.models import User
from reviewapp.workloads.models import Workload

from ..domain.following import thread_url
from ..domain.mentions import names_for
from ..domain.references import links_in, references_of
from ..domain.subjects import Subject
from ..forms import CommentForm
from ..markdown import Names, render
from ..models import Comment, Thread
from ..queries import threads_about, with_comments


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at a discussion, and with which rights on the workload."""

    user: User
    rights: Rights

    def may_edit(self, comment: Comment) -> bool:
        return self.rights.commenter and comment.by_id == self.user.pk and not comment.removed_at

    def may_remove(self, comment: Comment) -> bool:
        return not comment.removed_at and (self.may_edit(comment) or self.rights.lead)

    def may_settle(self, thread: Thread) -> bool:
        begun = self.rights.commenter and thread.begun_by_id == self.user.pk
        return begun or self.rights.contributor


@dataclass(frozen=True, slots=True)
class Said:
    """One comment; `html` is safe."""

    comment: Comment
    html: str
    may_edit: bool
    may_remove: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """One thread; `form` is missing for whoever reads only."""

    thread: Thread
    url: str
    said: Sequence[Said]
    may_settle: bool
    form: CommentForm | None = None

    @property
    def place(self) -> str:
        return f"thread-{self.thread.pk}"


@dataclass(frozen=True, slots=True)
class Discussion:
    """All threads about one subject, and the form that begins another."""

    place: str
    url: str
    talks: Sequence[Talk]
    form: CommentForm | None

    @property
    def open(self) -> list[Talk]:
        return [talk for talk in self.talks if talk.thread.is_open]

    @property
    def resolved(self) -> list[Talk]:
        return [talk for talk in self.talks if not talk.thread.is_open]


def reader_of(request: HttpRequest) -> Reader:
    return Reader(request.user, rights_of(request))  # type: ignore[arg-type]


def build_discussion(
    reader: Reader,
    workload: Workload,
    subject: Subject,
    *,
    url: str,
    threads: Sequence[Thread] | None = None,
    form: CommentForm | None = None,
) -> Discussion:
    """The discussion of a subject.

    Args:
        reader: who sees it.
        workload: whose subject it is.
        subject: a question, a choice or a finding.
        url: where a thread about it is begun.
        threads: those about it, where they are at hand; else they are read.
        form: one that was refused, instead of an empty one.
    """
    found = threads_about(workload, subject.key) if threads is None else threads
    known = _references(workload, with_comments(found))
    talks = [build_talk(reader, thread, known=known) for thread in found]
    form = form or CommentForm(place=f"begin-{subject.place}")
    return Discussion(subject.place, url, talks, form if reader.rights.commenter else None)


def build_talk(
    reader: Reader,
    thread: Thread,
    *,
    form: CommentForm | None = None,
    known: Mapping[str, str] | None = None,
) -> Talk:
    """Of a thread that was read `with_comments`; `known` says where its references lead."""
    comments = list(thread.comments.all())
    names = names_for(comments)
    if known is None:
        known = _references(thread.workload, [thread])
    said = [_said(reader, each, names, known) for each in comments]
    form = form or CommentForm(place=f"reply-{thread.pk}")
    return Talk(
        thread,
        thread_url(thread),
        said,
        reader.may_settle(thread),
        form if reader.rights.commenter else None,
    )


def _references(workload: Workload, threads: Sequence[Thread]) -> Mapping[str, str]:
    """Where the references in threads of one subject lead."""
    texts = [comment.text for thread in threads for comment in thread.comments.all()]
    return references_of(workload, texts, first=threads[0].review_id if threads else None)


def _said(reader: Reader, comment: Comment, names: Names, known: Mapping[str, str]) -> Said:
    mentioned = {each.user_id for each in comment.mentions.all()}
    own = tuple(pair for pair in names if pair[0] in mentioned)
    me = reader.user.pk if reader.user.pk in mentioned else None
    return Said(
        comment,
        "" if comment.removed_at else render(comment.text, own, me, links_in(comment.text, known)),
        reader.may_edit(comment),
        reader.may_remove(comment),
    )
