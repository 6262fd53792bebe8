"""An answer that is kept aside: its question left the lens, or the lens left the workload."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from pillars.lens.model import Question
from reviewapp.workloads.models import Workload

from ..domain.answers import history_of
from ..domain.decisions import Decision, decision_of
from ..domain.merging import Difference, differences
from ..models import Answer
from .history import history_rows
from .past import past_question, with_past_choices

CHANGES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Aside:
    answer: Answer
    question: Question

    @property
    def taken_off(self) -> bool:
        """Whether the whole lens is off the workload."""
        return self.answer.review.removed_at is not None


def find_aside(workload: Workload, slug: str, question_id: str) -> Aside:
    """Raises Http404 where no such answer is kept aside."""
    answers = Answer.every.filter(review__workload=workload, review__slug=slug)
    related = answers.select_related("review__version__lens", "review__removed_by", "updated_by")
    answer = related.defer("review__version__document").filter(question_id=question_id).first()
    if answer is None or not (answer.retired or answer.review.removed_at):
        raise Http404
    question = past_question(answer.review, question_id)
    if question is None:
        raise Http404
    return Aside(answer, question)


def aside_context(
    workload: Workload, aside: Aside, *, sent: Decision | None = None
) -> dict[str, Any]:
    """What the page shows; `sent` is what somebody wanted to save just now."""
    answer = aside.answer
    changes = list(history_of(answer)[:CHANGES_SHOWN])
    question = with_past_choices(aside.question, answer.review, changes)
    return {
        "workload": workload,
        "review": answer.review,
        "answer": answer,
        "question": aside.question,
        "taken_off": aside.taken_off,
        "kept": _said(question, decision_of(answer)),
        "sent": _said(question, sent) if sent else [],
        "changes": history_rows(question, changes),
    }


def _said(question: Question, decision: Decision) -> list[Difference]:
    """Field by field what a decision says; `mine` has the words."""
    return differences(question, base=None, mine=decision, theirs=Decision())
