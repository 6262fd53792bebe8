"""People who talk: each of a role, on one workload with the small lens."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from reviewapp.comments.domain.subjects import of_choice, of_finding, of_question
from reviewapp.comments.domain.writing import Draft, begin_thread, reply
from reviewapp.comments.models import Comment, Thread
from reviewapp.findings.models import Finding
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.people.models import User
from reviewapp.reviews.models import LensReview

HTMX = {"HX-Request": "true"}


def question_subject(review: LensReview, question_id: str = "backups") -> Any:
    lens = lens_of(review.version)
    return of_question(review, lens, lens.question(question_id))


def choice_subject(review: LensReview, choice_id: str, question_id: str = "backups") -> Any:
    lens = lens_of(review.version)
    question = lens.question(question_id)
    choice = next(each for each in question.choices if each.id == choice_id)
    return of_choice(review, lens, question, choice)


def say(review: LensReview, by: User, text: str, *, choice: str = "", **more: Any) -> Comment:
    """A new thread on `backups`, or on one of its choices."""
    subject = choice_subject(review, choice) if choice else question_subject(review)
    draft = Draft(text, uuid4(), **more)
    return begin_thread(workload=review.workload, subject=subject, draft=draft, by=by)


def say_on(finding: Finding, by: User, text: str) -> Comment:
    workload = finding.run.workload
    draft = Draft(text, uuid4())
    return begin_thread(workload=workload, subject=of_finding(finding), draft=draft, by=by)


def answer_to(thread: Thread, by: User, text: str) -> Comment:
    return reply(thread=thread, draft=Draft(text, uuid4()), by=by)


def sent(text: str, **more: Any) -> Mapping[str, Any]:
    return {"text": text, "token": str(uuid4()), **more}


def question_url(review: LensReview, rest: str = "") -> str:
    return f"/workloads/{review.workload_id}/discussion/on/{review.slug}/backups/{rest}"


def thread_url(thread: Thread, rest: str = "") -> str:
    return f"/workloads/{thread.workload_id}/discussion/{thread.pk}/{rest}"


def comment_url(comment: Comment, rest: str) -> str:
    return thread_url(comment.thread, f"comments/{comment.pk}/{rest}")
