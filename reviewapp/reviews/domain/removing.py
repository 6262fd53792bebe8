"""Lenses of a workload: putting one on, taking it off, putting it back with its answers."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from reviewapp.lenses.domain.library import startable_lenses
from reviewapp.lenses.models import Lens
from reviewapp.people.models import User
from reviewapp.workloads.lens_offers import MOST_LENSES
from reviewapp.workloads.models import Workload

from ..models import LensReview
from .following import follow_minor
from .judging import judge_review
from .profile import current_facts
from .starting import start
from .suggesting import refresh_suggestions
from .telling import tell_of_review
from .totals import ReviewGone, add_up, held_review, hold_workload, recount


class UnknownLens(Exception):
    """No lens of the organisation's library that reviews may start with is meant."""


class TooManyLenses(Exception):
    """A workload has as many lenses as it may have; the text says so."""

    def __init__(self) -> None:
        words = _("A workload has at most %(most)d lenses. Take one off; its answers are kept.")
        super().__init__(words % {"most": MOST_LENSES})


def lenses_to_start(workload: Workload) -> QuerySet[Lens]:
    """What a review of this workload may start with: of the library, not retired, not on it."""
    on_it = LensReview.objects.filter(workload=workload).values("version__lens")
    return startable_lenses(workload.organisation).exclude(pk__in=on_it)


@transaction.atomic
def put_lens_on(*, workload: Workload, lens: Lens) -> LensReview:
    """The workload's review with this lens: the one there is, the one taken off, or a new one.

    Raises:
        TooManyLenses: see there.
        UnknownLens: the organisation does not see the lens, or it is retired.
    """
    held = hold_workload(workload.pk)
    found = _review_with(held, lens)
    if found and found.removed_at is None:
        return found
    check_room(held)
    if found:
        return _bring_back(held, found)
    if not lenses_to_start(held).filter(pk=lens.pk).exists():
        words = _("“%(lens)s” is not a lens that a review can start with.")
        raise UnknownLens(words % {"lens": lens.name})
    started = start(held, lens)
    tell_of_review(started, "lens_added", by=None, after={"version": started.version.label})
    return started


@transaction.atomic
def take_lens_off(*, workload: Workload, review_id: UUID, by: User | None) -> LensReview:
    """Takes a lens off a workload. Answers, history and suggestions stay, uncounted and unseen.

    Raises:
        ReviewGone: somebody took it off already.
    """
    held = hold_workload(workload.pk)
    review = held_review(held, review_id)
    review.removed_at, review.removed_by = timezone.now(), by
    review.save(update_fields=["removed_at", "removed_by", "updated_at"])
    add_up(held)
    tell_of_review(review, "lens_removed", by=by)
    return review


@transaction.atomic
def put_lens_back(*, workload: Workload, review_id: UUID) -> LensReview:
    """Puts a lens back as it was taken off; answers are judged by the profile as it is now.

    A lens that is retired or not shared any more comes back too: the answers are the
    workload's. One that is on the workload already stays as it is.

    Raises:
        ReviewGone: the workload never had it.
        TooManyLenses: see there.
    """
    held = hold_workload(workload.pk)
    review = _reviews(held).filter(pk=review_id).first()
    if review is None:
        raise ReviewGone
    if review.removed_at is None:
        return review
    check_room(held)
    return _bring_back(held, review)


def removed_reviews(workload: Workload) -> QuerySet[LensReview]:
    """Lenses that were taken off, the last one first."""
    taken = _reviews(workload).filter(removed_at__isnull=False)
    return taken.select_related("removed_by").order_by("-removed_at")


def check_room(workload: Workload) -> None:
    """Raises TooManyLenses where the held workload cannot have one more."""
    if LensReview.objects.filter(workload=workload).count() >= MOST_LENSES:
        raise TooManyLenses


def _reviews(workload: Workload) -> QuerySet[LensReview]:
    every = LensReview.every.filter(workload=workload)
    return every.select_related("version__lens", "prefilled_from").defer("version__document")


def _review_with(workload: Workload, lens: Lens) -> LensReview | None:
    return _reviews(workload).filter(version__lens=lens).first()


def _bring_back(workload: Workload, review: LensReview) -> LensReview:
    review.workload = workload
    review.removed_at = review.removed_by = None
    review.save(update_fields=["removed_at", "removed_by", "updated_at"])
    facts = current_facts(workload)
    if not follow_minor(workload, review):
        judge_review(review, facts)
        refresh_suggestions(review, facts=facts)
    recount(workload, review)
    add_up(workload)
    tell_of_review(review, "lens_restored", by=None)
    return review
