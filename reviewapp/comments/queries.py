"""Reads of threads; the number of queries grows with nothing."""

from collections.abc import Mapping, Sequence

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    prefetch_related_objects,
)

from reviewapp.people.models import User
from reviewapp.reviews.models import LensReview
from reviewapp.workloads.models import Workload

from .models import Attachment, Comment, Mention, SubjectKind, Thread

FINDINGS = "findings"


def threads_of(workload: Workload) -> QuerySet[Thread]:
    """All that can be reached: not those of a lens that was taken off the workload."""
    reachable = Q(review=None) | Q(review__removed_at=None)
    found = Thread.objects.filter(reachable, workload=workload)
    return found.select_related("review", "begun_by", "resolved_by")


def threads_about(workload: Workload, subject: str) -> list[Thread]:
    """Those of one subject, by its key; oldest first."""
    return list(threads_of(workload).filter(subject=subject))


def threads_of_question(review: LensReview, question_id: str) -> list[Thread]:
    """Those on the question and those on its choices: one query."""
    found = Thread.objects.filter(review=review, question_id=question_id)
    return list(found.select_related("begun_by", "resolved_by"))


def with_comments(threads: Sequence[Thread]) -> Sequence[Thread]:
    """The same threads with all that their pages show: four queries, none for no thread."""
    if threads:
        prefetch_related_objects(threads, Prefetch("comments", comments_in_full()))
    return threads


def comments_in_full() -> QuerySet[Comment]:
    return Comment.objects.select_related("by", "removed_by").prefetch_related(
        Prefetch("attachments", Attachment.objects.all()),
        Prefetch("mentions", Mention.objects.select_related("user")),
    )


def open_by_question(review: LensReview) -> Mapping[str, int]:
    """How many open threads the questions of a review have, those on choices included."""
    found = Thread.objects.filter(review=review, resolved_at=None).exclude(question_id="")
    counted = found.order_by().values("question_id").annotate(count=Count("pk"))
    return {row["question_id"]: row["count"] for row in counted}


def listed(
    workload: Workload,
    reader: User,
    *,
    state: str = "open",
    about: str = "",
    person: str = "",
    mine: bool = False,
) -> QuerySet[Thread]:
    """The threads that a filter keeps, the last that was talked in first."""
    found = threads_of(workload)
    if state != "all":
        found = found.filter(resolved_at__isnull=state == "open")
    if about == FINDINGS:
        found = found.filter(kind=SubjectKind.FINDING)
    elif about:
        found = found.filter(pillar_id=about)
    said = Comment.objects.filter(thread=OuterRef("pk"), removed_at=None)
    if person:
        found = found.filter(Exists(said.filter(by=int(person))))
    if mine:
        found = found.filter(Exists(said.filter(mentions__user=reader)))
    return found.order_by("-last_at", "pk")


def with_first_comment(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    """Read with what each began with, as `opening`: three queries more."""
    first = Comment.objects.filter(number=1).select_related("by")
    first = first.prefetch_related(Prefetch("mentions", Mention.objects.select_related("user")))
    return threads.prefetch_related(Prefetch("comments", first, to_attr="opening"))


def pillars_talked_of(workload: Workload) -> list[tuple[str, str]]:
    """Id and name of the pillars that threads are about."""
    found = threads_of(workload).exclude(pillar_id="").select_related(None)
    pairs = found.order_by("pillar_name").values_list("pillar_id", "pillar_name").distinct()
    return list(dict(pairs).items())


def people_talking(workload: Workload) -> list[User]:
    """Everybody who said something here, who left included."""
    said = Comment.objects.filter(thread__workload=workload, by=OuterRef("pk"), removed_at=None)
    return list(User.objects.filter(Exists(said)).order_by("name", "email"))


def count_states(workload: Workload) -> Mapping[str, int]:
    found = threads_of(workload).select_related(None).order_by()
    counts: dict[str, int] = found.aggregate(
        open=Count("pk", filter=Q(resolved_at=None)), all=Count("pk")
    )
    return {**counts, "resolved": counts["all"] - counts["open"]}
