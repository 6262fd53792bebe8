"""Keeping what a run's findings suggest, beside the answers and never over them."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db import transaction

from pillars.checking import Outcome, Verdict
from pillars.lens.model import Choice, Question
from pillars.prefill import Said, Suggested, suggest
from pillars.prefill import Suggestion as Suggests
from reviewapp.collection.models import Run
from reviewapp.findings.domain.covering import apply_suppressions
from reviewapp.findings.outcomes import outcomes_of
from reviewapp.jobs.models import JobState
from reviewapp.lenses.domain.reading import lens_for, lens_of
from reviewapp.scanners.domain import cover_again, imported_outcomes

from ..models import LensReview, RiskLevel, Suggestion
from .alike import update_alike
from .decisions import decision_of
from .disagreement import disagrees, evidence_alone
from .profile import current_facts
from .totals import hold_workload, reviews_of

BATCH = 500
KEY = ["review", "question_id", "choice_id"]
SAID = ["verdict", "because", "checks", "passed", "failed", "unknown", "suppressed"]


@transaction.atomic
def store_suggestions(run: Run, outcomes: Sequence[Outcome]) -> int:
    """Replaces the suggestions of every lens review of the run's workload.

    Answers keep what people decided; what the evidence alone comes to and whether it disagrees
    is written beside it. Safe to run again. Returns the number of suggestions.
    """
    workload = hold_workload(run.workload_id)
    facts = current_facts(workload)
    said = [*outcomes, *imported_outcomes(workload)]
    return sum(_store(review, run, said, facts) for review in reviews_of(workload))


@transaction.atomic
def suggest_again(workload_id: UUID) -> int:
    """Suggests again from the newest scan's findings and other tools' reports.

    By the suppressions of the moment. Nothing is read or checked again. Returns the number of
    suggestions. Raises Workload.DoesNotExist.
    """
    workload = hold_workload(workload_id)
    facts, stored = current_facts(workload), 0
    cover_again(workload)
    imported = imported_outcomes(workload)
    outcomes: dict[Run | None, list[Outcome]] = {None: []}
    for review in reviews_of(workload):
        run = _newest_judged(review)
        if run and run not in outcomes:
            apply_suppressions(run)
            outcomes[run] = outcomes_of(run)
        stored += _store(review, run, [*outcomes[run], *imported], facts)
    return stored


def refresh_suggestions(review: LensReview, *, facts: frozenset[str]) -> None:
    """Suggests for the review's lens as it is now, from the newest scan and other tools' reports.

    For a lens that was put on the workload, or changed, after that scan. The caller holds the
    workload.
    """
    run = _newest_judged(review)
    outcomes = outcomes_of(run) if run else []
    _store(review, run, [*outcomes, *imported_outcomes(review.workload)], facts)


def _newest_judged(review: LensReview) -> Run | None:
    """The newest run that was judged to its end; the one that this review shows may be newer."""
    runs = Run.objects.filter(workload=review.workload_id)
    ended = runs.filter(state__in=(JobState.COMPLETE, JobState.PARTIAL)).order_by("-queued_at")
    candidates = [ended.first(), review.prefilled_from]
    return max((run for run in candidates if run), key=lambda run: run.queued_at, default=None)


def _store(
    review: LensReview, run: Run | None, outcomes: Sequence[Outcome], facts: frozenset[str]
) -> int:
    rows = list(_rows(review, run, outcomes))
    _replace(review, run, rows)
    _mark_answers(review, rows, facts)
    review.prefilled_from = run
    review.save(update_fields=["prefilled_from", "updated_at"])
    return len(rows)


def _replace(review: LensReview, run: Run | None, rows: Sequence[Suggestion]) -> None:
    """Writes what is new or says something else; from one scan to the next most says the same."""
    before = {
        (question, choice): (key, said)
        for key, question, choice, *said in review.suggestions.values_list(
            "pk", "question_id", "choice_id", *SAID
        )
    }
    changed = []
    for row in rows:
        _, said = before.pop((row.question_id, row.choice_id), (None, None))
        if said != [getattr(row, name) for name in SAID]:
            changed.append(row)
    if before:  # nobody speaks of these any more
        review.suggestions.filter(pk__in=[key for key, _ in before.values()]).delete()
    Suggestion.objects.bulk_create(
        changed, batch_size=BATCH, update_conflicts=True, unique_fields=KEY, update_fields=SAID
    )
    review.suggestions.update(run=run)


def _rows(review: LensReview, run: Run | None, outcomes: Sequence[Outcome]) -> Iterator[Suggestion]:
    """One for each choice; before the first scan only where another tool spoke."""
    said = Said(outcomes)
    for question in lens_of(review.version).questions:
        for choice in question.choices:
            suggested = None if choice.is_none else suggest(choice.evidence, said)
            if suggested and (run or suggested.outcomes):
                yield _row(review, run, question, choice, suggested)


def _row(
    review: LensReview, run: Run | None, question: Question, choice: Choice, said: Suggests
) -> Suggestion:
    return Suggestion(
        review=review,
        run=run,
        question_id=question.id,
        choice_id=choice.id,
        verdict=said.verdict.value,
        because=said.because,
        checks=[outcome.check.id for outcome in said.outcomes],
        passed=said.count(Verdict.PASS),
        failed=said.count(Verdict.FAIL),
        unknown=said.count(Verdict.UNKNOWN),
        suppressed=said.suppressed,
    )


def _mark_answers(
    review: LensReview, suggestions: Iterable[Suggestion], facts: frozenset[str]
) -> None:
    by_question: dict[str, dict[str, Suggested]] = {}
    for row in suggestions:
        by_question.setdefault(row.question_id, {})[row.choice_id] = Suggested(row.verdict)
    lens = lens_for(review.version, review.workload.organisation_id)
    changed = []
    for answer in review.answers.all():
        verdicts = by_question.get(answer.question_id, {})
        alone = evidence_alone(lens.question(answer.question_id), verdicts, facts)
        before = answer.suggested_risk, answer.disagrees
        answer.suggested_risk = RiskLevel(alone.value)
        answer.disagrees = disagrees(decision_of(answer), answer.risk, verdicts)
        if before != (answer.suggested_risk, answer.disagrees):
            changed.append(answer)
    update_alike(changed, ["suggested_risk", "disagrees"])
