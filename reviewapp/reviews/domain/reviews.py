"""Lens reviews of a workload: starting them, and judging their answers again."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pillars.lens.model import Lens as ParsedLens
from pillars.risk import assess
from reviewapp.findings.profile import profile_of
from reviewapp.lenses.domain.library import available_lenses, builtin_lenses, latest_version
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.lenses.models import Lens
from reviewapp.workloads.models import Workload

from ..models import Answer, LensReview
from .decisions import decision_of, selection_of
from .profile import facts_of
from .totals import hold_workload, recount, reviews_of


class UnknownLens(Exception):
    """No lens of the organisation's library has that alias."""


@transaction.atomic
def ensure_reviews(workload: Workload, *, aliases: Sequence[str] | None = None) -> list[LensReview]:
    """Starts a review for each lens that has none yet.

    Args:
        workload: what is reviewed.
        aliases: of the lenses wanted; None for every built-in one.

    Raises:
        UnknownLens: the organisation's library has no such lens.
    """
    held = hold_workload(workload.pk)
    lenses = builtin_lenses() if aliases is None else _lenses(workload, aliases)
    reviewed = {review.version.lens_id for review in reviews_of(held)}
    for lens in lenses:
        if lens.pk not in reviewed:
            _start(held, lens)
    _adopt_totals(workload, held)
    return reviews_of(held)


def start_review(*, workload: Workload, lens: Lens) -> LensReview:
    """The workload's review with this lens, started on its latest version where there is none."""
    with transaction.atomic():
        held = hold_workload(workload.pk)
        found = next((r for r in reviews_of(held) if r.version.lens_id == lens.pk), None)
        review = found or _start(held, lens)
    _adopt_totals(workload, held)
    return review


@transaction.atomic
def reassess_workload(workload_id: UUID, *, today: date | None = None) -> int:
    """Judges every answer by the workload's profile as it is now. Returns how many risks moved.

    A risk that moves this way is no decision: versions and history stay as they are.
    """
    workload = hold_workload(workload_id)
    facts = current_facts(workload, today=today)
    reviews = reviews_of(workload)
    moved = sum(_reassess(review, facts) for review in reviews)
    recount(workload, *reviews)
    return moved


def current_facts(workload: Workload, *, today: date | None = None) -> frozenset[str]:
    """The names of facts that are true of the workload; one query."""
    return facts_of(profile_of(workload, today=today or timezone.localdate()))


def _lenses(workload: Workload, aliases: Iterable[str]) -> list[Lens]:
    known = {lens.alias: lens for lens in available_lenses(workload.organisation)}
    for alias in aliases:
        if alias not in known:
            raise UnknownLens(f"No lens “{alias}”. Known: {', '.join(sorted(known)) or 'none'}.")
    return [known[alias] for alias in aliases]


def _start(workload: Workload, lens: Lens) -> LensReview:
    version = latest_version(lens)
    review = LensReview.objects.create(workload=workload, version=version)
    Answer.objects.bulk_create(_open_answers(review, lens_of(version)))
    recount(workload, review)
    return review


def _open_answers(review: LensReview, lens: ParsedLens) -> list[Answer]:
    places = [(pillar, question) for pillar in lens.pillars for question in pillar.questions]
    return [
        Answer(review=review, question_id=question.id, pillar_id=pillar.id, position=position)
        for position, (pillar, question) in enumerate(places)
    ]


def _adopt_totals(workload: Workload, held: Workload) -> None:
    """The caller's object shows the counts that were just written."""
    for name in ("high_risks", "medium_risks", "questions_answered", "questions_total"):
        setattr(workload, name, getattr(held, name))


def _reassess(review: LensReview, facts: frozenset[str]) -> int:
    lens = lens_of(review.version)
    moved = []
    for answer in review.answers.all():
        judged = assess(lens.question(answer.question_id), selection_of(decision_of(answer)), facts)
        if (answer.risk, answer.risk_because) != (judged.risk, judged.because):
            answer.risk, answer.risk_because = judged.risk.value, judged.because
            moved.append(answer)
    Answer.objects.bulk_update(moved, ["risk", "risk_because"])
    return len(moved)
