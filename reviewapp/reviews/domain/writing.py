"""The one place that writes an answer: row, history, risk, disagreement, in one transaction."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from pillars.lens.model import Question
from pillars.prefill import Suggested
from pillars.risk import assess
from reviewapp.people.models import User

from ..models import Answer, AnswerChange, LensReview, Origin, Suggestion
from ..signals import answer_saved
from .decisions import Decision, InvalidDecision, as_json, decision_of, selection_of
from .disagreement import disagrees
from .telling import tell_of_answer

PEOPLE = (Origin.PERSON, Origin.MILESTONE, Origin.COPY, Origin.OTHER_LENS)
Verdicts = Mapping[str, Suggested]


class StaleAnswer(Exception):
    """The answer was changed after it was read. Nothing was written.

    `current` is the answer as it stands, `attempted` what was to be written, `read_version` the
    version it was based on.
    """

    def __init__(self, current: Answer, attempted: Decision, read_version: int) -> None:
        super().__init__("Somebody else changed this answer in the meantime.")
        self.current = current
        self.attempted = attempted
        self.read_version = read_version


class ReviewClosed(InvalidDecision):
    """The review is closed: its answers stand until it is open again. Nothing was written."""

    def __init__(self) -> None:
        self.words = _("This review is closed, so nothing changes. A lead can open it again.")
        kept = _("What you wrote stays on this page.")
        super().__init__({"version": [f"{self.words} {kept}"]})


def write_answer(
    answer: Answer,
    *,
    question: Question,
    decision: Decision,
    facts: frozenset[str],
    verdicts: Verdicts,
    by: User | None,
    origin: Origin,
    why: str = "",
    standing: Mapping[str, Any] | None = None,
) -> None:
    """Writes a settled decision over the version that `answer` has, and its history.

    The caller holds the workload and recounts afterwards. `standing` gives columns that do not
    follow from this write: where a value came from that stays, or comes back.

    Raises:
        ReviewClosed: see there.
        StaleAnswer: the row has another version by now.
    """
    before, risk_before, version = decision_of(answer), answer.risk, answer.version
    decided = answer.by_person
    judged = assess(question, selection_of(decision), facts)
    values = {
        **as_json(question, decision),
        "version": version + 1,
        "risk": judged.risk.value,
        "risk_because": judged.because,
        "disagrees": disagrees(decision, judged.risk, verdicts),
        "by_person": answer.by_person or origin in PEOPLE,
        "updated_at": timezone.now(),
        "updated_by": by,
        "origin": origin,
        "origin_note": why[:300],
        **(standing or {}),
    }
    if not _open(answer).filter(version=version).update(**values):
        raise _refusal(answer, decision, version)
    for name, value in values.items():
        setattr(answer, name, value)
    words = {"before": as_json(question, before), "after": as_json(question, decision)}
    told = {"risk_before": risk_before, "by_person_before": decided, "origin": origin}
    _remember(answer, why=why[:300], **told, **words)
    was, now = words["before"] | {"risk": risk_before}, words["after"] | {"risk": answer.risk}
    tell_of_answer(answer, question, before=was, after=now, by=by, why=why)
    answer_saved.send(Answer, answer=answer, by=by, origin=origin)


def _open(answer: Answer) -> QuerySet[Answer]:
    """The row, unless its review is closed by now, whatever the caller has read of it."""
    review = LensReview.every.filter(pk=OuterRef("review_id"), closed_at=None)
    return Answer.objects.filter(Exists(review), pk=answer.pk)


def _refusal(answer: Answer, decision: Decision, version: int) -> Exception:
    now = Answer.objects.select_related("review").get(pk=answer.pk)
    return ReviewClosed() if now.review.closed_at else StaleAnswer(now, decision, version)


def _remember(answer: Answer, **change: Any) -> None:
    assert answer.updated_at  # noqa: S101 - it was written a moment ago
    AnswerChange.objects.create(
        answer=answer,
        version=answer.version,
        at=answer.updated_at,
        by=answer.updated_by,
        risk_after=answer.risk,
        **change,
    )


def verdicts_of(answers: list[Answer]) -> dict[tuple[object, str], dict[str, Suggested]]:
    """What the findings say of every choice of these answers' questions: one query.

    Keyed by (lens review's key, question id), then by choice id.
    """
    found: dict[tuple[object, str], dict[str, Suggested]] = {}
    rows = Suggestion.objects.filter(
        review__in={answer.review_id for answer in answers},
        question_id__in={answer.question_id for answer in answers},
    ).values_list("review_id", "question_id", "choice_id", "verdict")
    for review_id, question_id, choice_id, verdict in rows:
        found.setdefault((review_id, question_id), {})[choice_id] = Suggested(verdict)
    return found
