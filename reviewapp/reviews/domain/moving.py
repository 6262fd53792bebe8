"""Taking a review to another version of its lens: the steps that were foreseen, done."""

from collections.abc import Iterable, Mapping

from django.db.models import Sum

from reviewapp.audit.domain import gathering
from reviewapp.lenses.models import LensVersion
from reviewapp.people.models import User
from reviewapp.workloads.models import Workload

from ..models import Answer, LensReview, Origin
from .decisions import decision_of
from .fates import Fate, Step
from .suggesting import refresh_suggestions
from .totals import recount
from .writing import Verdicts, verdicts_of, write_answer

PLACED = ["pillar_id", "position", "retired", "risk_because"]
Of = Mapping[tuple[object, str], Verdicts]


class StaleReview(Exception):
    """The review has another version of its lens than the one that was read. Nothing was done."""

    def __init__(self, current: LensVersion) -> None:
        super().__init__(f"The review is on version {current.label} by now.")
        self.current = current


def answers_by_question(review: LensReview) -> dict[str, Answer]:
    """Every answer, those kept aside included."""
    found = list(Answer.every.filter(review=review))
    for answer in found:
        answer.review = review
    return {answer.question_id: answer for answer in found}


def answers_read(review: LensReview) -> int:
    """A number that grows with every write of any answer of the review."""
    total = Answer.every.filter(review=review).aggregate(total=Sum("version", default=0))
    return int(total["total"])


@gathering()
def move(
    workload: Workload,
    review: LensReview,
    steps: Iterable[Step],
    *,
    to: LensVersion,
    facts: frozenset[str],
    by: User | None,
    why: str,
) -> None:
    """Takes the steps, suggests for the new version and counts again. The caller holds all."""
    steps = list(steps)
    review.version = to
    review.save(update_fields=["version", "updated_at"])
    _place(review, steps)
    refresh_suggestions(review, facts=facts)
    staying = [step.answer for step in steps if step.answer and step.fate is not Fate.GONE]
    verdicts = verdicts_of(staying)
    for step in steps:
        _write(step, facts=facts, verdicts=verdicts, by=by, why=why)
    recount(workload, review)


def _place(review: LensReview, steps: list[Step]) -> None:
    """Puts every question where the new version has it, and what it has no more aside."""
    new = [_open(review, step) for step in steps if step.answer is None]
    Answer.objects.bulk_create(new)
    kept = [_placed(step.answer, step) for step in steps if step.answer]
    Answer.every.bulk_update(kept, PLACED)


def _open(review: LensReview, step: Step) -> Answer:
    return Answer(
        review=review,
        question_id=step.question.id,
        pillar_id=step.pillar_id,
        position=step.position,
        risk_because=step.judged.because,
    )


def _placed(answer: Answer, step: Step) -> Answer:
    answer.retired = step.fate is Fate.GONE
    answer.pillar_id, answer.position = step.pillar_id, step.position
    if not answer.retired:
        answer.risk_because = step.judged.because
    return answer


def _write(step: Step, *, facts: frozenset[str], verdicts: Of, by: User | None, why: str) -> None:
    """A row of history, where what the answer says or comes to is not what it was."""
    answer = step.answer
    if answer is None or step.fate is Fate.GONE:
        return
    same = decision_of(answer) == step.decision
    if same and answer.risk == step.judged.risk and not _comes_back(answer, step):
        return
    write_answer(
        answer,
        question=step.question,
        decision=step.decision,
        facts=facts,
        verdicts=verdicts.get((answer.review_id, answer.question_id), {}),
        by=by,
        origin=Origin.LENS_CHANGE,
        why=why,
        standing=step.standing or (_unchanged(answer) if same else None),
    )


def _comes_back(answer: Answer, step: Step) -> bool:
    """Whether an undo gives back who stood behind the answer."""
    return any(getattr(answer, name) != value for name, value in step.standing.items())


def _unchanged(answer: Answer) -> dict[str, object]:
    """A risk that moves alone leaves the value where it came from."""
    return {"origin": answer.origin, "origin_note": answer.origin_note}
