"""Lens reviews of a workload: starting them, and judging their answers again."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from reviewapp.lenses.domain.library import builtin_lenses, lenses_by_name
from reviewapp.lenses.models import Lens
from reviewapp.workloads.models import Workload

from ..models import LensReview
from .judging import judge_review
from .profile import current_facts
from .removing import TooManyLenses, UnknownLens, put_lens_on
from .totals import hold_workload, recount, reviews_of

__all__ = [
    "TooManyLenses",
    "UnknownLens",
    "current_facts",
    "ensure_reviews",
    "reassess_workload",
    "start_review",
]
TOTALS = ["high_risks", "medium_risks", "questions_answered", "questions_total"]


@transaction.atomic
def ensure_reviews(workload: Workload, *, aliases: Sequence[str] | None = None) -> list[LensReview]:
    """Starts a review for each lens that has none yet; one that was taken off comes back.

    Args:
        workload: what is reviewed.
        aliases: what the organisation calls the lenses wanted; None for every built-in one.

    Raises:
        UnknownLens: the organisation's library has no such lens.
        TooManyLenses: more than a workload may have.
    """
    held = hold_workload(workload.pk)
    for lens in _builtin() if aliases is None else _lenses(held, aliases):
        put_lens_on(workload=held, lens=lens)
    workload.refresh_from_db(fields=TOTALS)
    return reviews_of(held)


def start_review(*, workload: Workload, lens: Lens) -> LensReview:
    """The workload's review with this lens, started on its latest version where there is none.

    Raises:
        UnknownLens, TooManyLenses: as `put_lens_on`.
    """
    review = put_lens_on(workload=workload, lens=lens)
    workload.refresh_from_db(fields=TOTALS)
    return review


@transaction.atomic
def reassess_workload(workload_id: UUID, *, today: date | None = None) -> int:
    """Judges every answer by the workload's profile as it is now. Returns how many risks moved.

    A risk that moves this way is no decision: versions and history stay as they are.
    """
    workload = hold_workload(workload_id)
    facts = current_facts(workload, today=today)
    reviews = reviews_of(workload)
    moved = sum(judge_review(review, facts) for review in reviews)
    recount(workload, *reviews)
    return moved


def _builtin() -> Iterable[Lens]:
    return builtin_lenses().filter(retired_at=None)


def _lenses(workload: Workload, names: Iterable[str]) -> list[Lens]:
    known = lenses_by_name(workload.organisation)
    for name in names:
        if name not in known:
            raise UnknownLens(f"No lens “{name}”. Known: {', '.join(sorted(known)) or 'none'}.")
    return [known[name] for name in names]
