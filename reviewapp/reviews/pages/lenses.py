"""The lenses of a workload: those on it, those taken off, those that can be put on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max

from pillars.lens.model import Question
from reviewapp.lenses.domain.library import LensStatus, statuses
from reviewapp.lenses.models import LensVersion
from reviewapp.workloads.lens_offers import MOST_LENSES
from reviewapp.workloads.models import Workload

from ..domain.removing import lenses_to_start, removed_reviews
from ..domain.upgrading import last_upgrade, newer_versions
from ..models import Answer, LensReview, LensUpgrade
from ..queries import reviews_with_lenses
from .past import past_questions


@dataclass(frozen=True, slots=True)
class LensRow:
    """A lens on the workload: what it could be upgraded to, and how the library has it."""

    review: LensReview
    newest: LensVersion | None
    status: LensStatus

    @property
    def readable(self) -> bool:
        """Whether the library still shows the lens to this organisation."""
        return self.status is not LensStatus.UNSHARED


def lenses_context(workload: Workload) -> dict[str, Any]:
    """The number of queries does not grow with the lenses."""
    reviews = list(reviews_with_lenses(workload))
    removed = list(removed_reviews(workload))
    offers = newer_versions(reviews, workload.organisation)
    stands = statuses(workload.organisation, [each.version.lens for each in (*reviews, *removed)])
    gone = {review.version.lens_id for review in removed}
    startable = lenses_to_start(workload).annotate(newest=Max("versions__number"))
    return {
        "workload": workload,
        "rows": [_row(review, offers, stands) for review in reviews],
        "removed": removed,
        "choices": [lens for lens in startable if lens.pk not in gone],
        "most": MOST_LENSES,
        "full": len(reviews) >= MOST_LENSES,
    }


def _row(
    review: LensReview,
    offers: Mapping[UUID, Any],
    stands: Mapping[UUID, LensStatus],
) -> LensRow:
    newer = offers.get(review.pk, ())
    return LensRow(review, newer[0] if newer else None, stands[review.version.lens_id])


@dataclass(frozen=True, slots=True)
class Standing:
    """How a review's version stands: what is newer, the upgrade that can be undone, and the
    questions that it has no more and that somebody had answered.
    """

    newest: LensVersion | None
    upgrade: LensUpgrade | None
    readable: bool
    aside: list[Question]


def standing_of(workload: Workload, review: LensReview) -> Standing:
    """Four queries, and one more where answers are kept aside."""
    newer = newer_versions([review], workload.organisation).get(review.pk, ())
    lens = review.version.lens
    status = statuses(workload.organisation, [lens])[lens.pk]
    return Standing(
        newest=newer[0] if newer else None,
        upgrade=last_upgrade(review),
        readable=status is not LensStatus.UNSHARED,
        aside=_kept_aside(review),
    )


def _kept_aside(review: LensReview) -> list[Question]:
    answers = Answer.every.filter(review=review, retired=True, version__gt=0)
    ids = list(answers.order_by("position").values_list("question_id", flat=True))
    return past_questions(review, ids) if ids else []
