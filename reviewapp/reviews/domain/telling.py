"""What the audit log says of an answer that was written."""

from collections.abc import Mapping
from typing import Any

from pillars.lens.model import Question
from reviewapp.audit.domain import columns_of, only_changed
from reviewapp.lenses.models import LensVersion
from reviewapp.people.models import User
from reviewapp.web.languages import in_language_of
from reviewapp.workloads.models import Workload
from reviewapp.workloads.recording import record_on

from ..models import Answer, EvidenceItem, LensReview, Origin

JSON = Mapping[str, Any]


def tell_of_answer(
    answer: Answer,
    question: Question,
    *,
    before: JSON,
    after: JSON,
    by: User | None,
    why: str,
) -> None:
    """One entry for one write. Long notes are cut there; the answer's history has them whole."""
    was, now = only_changed(before, after)
    if "choice_details" in now:
        details = only_changed(before["choice_details"], after["choice_details"])
        was["choice_details"], now["choice_details"] = details
    record_on(
        answer.review.workload,
        "answer.changed",
        by=by,
        subject=f"{answer.review.version.lens.name}: {question.title} ({question.id})",
        before=was,
        after=now,
        why=why or _words_of(Origin(answer.origin)),
    )


def _words_of(origin: Origin) -> str:
    """In the log's own language, whoever writes."""
    with in_language_of(None):
        return str(origin.label)


def tell_of_review(review: LensReview, action: str, *, by: User | None, **said: Any) -> None:
    """Of a lens review as a whole: put on, taken off, upgraded."""
    lens = review.version.lens.name
    record_on(review.workload, f"review.{action}", by=by, subject=lens, **said)


def tell_of_move(
    review: LensReview, action: str, before: LensVersion, after: LensVersion, *, by: User | None
) -> None:
    """From one version of the lens to another."""
    was, now = {"version": before.label}, {"version": after.label}
    tell_of_review(review, action, by=by, before=was, after=now)


def tell_of_item(
    workload: Workload, item: EvidenceItem, action: str, *, by: User | None, before: Any = None
) -> None:
    """Of something that people attached to an answer: not what it says, but what it is."""
    names = ("choice_id", "file_name", "file_sha256", "valid_until")
    after = {"kind": item.kind, **columns_of(item, names)}
    subject = f"{item.answer.question_id}: {item.title}"
    record_on(workload, f"evidence.{action}", by=by, subject=subject, before=before, after=after)
