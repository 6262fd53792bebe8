"""Counts kept beside what they count, in the transaction that changes it."""

from collections import Counter
from uuid import UUID

from django.db.models import Count, F, QuerySet, Sum
from django.utils import timezone

from reviewapp.workloads.models import Workload

from ..models import LensReview


class ReviewGone(Exception):
    """The lens was taken off the workload in the meantime, or never was on it."""


COUNTED = ("high", "medium", "none", "unanswered", "not_applicable")


def hold_workload(workload_id: UUID) -> Workload:
    """The workload as it stands, held until the transaction ends. Raises Workload.DoesNotExist."""
    return Workload.objects.select_for_update(no_key=True).get(pk=workload_id)


def reviews_of(workload: Workload) -> list[LensReview]:
    """The workload's lens reviews with their lenses, oldest first; documents stay unread."""
    found = list(_with_lens(LensReview.objects.filter(workload=workload)))
    for review in found:
        review.workload = workload
    return found


def held_review(workload: Workload, review_id: UUID) -> LensReview:
    """The review as it stands, whose workload the caller holds. Raises ReviewGone."""
    found = _with_lens(LensReview.objects.filter(workload=workload, pk=review_id)).first()
    if found is None:
        raise ReviewGone
    found.workload = workload
    return found


def _with_lens(reviews: QuerySet[LensReview]) -> QuerySet[LensReview]:
    related = reviews.select_related("version__lens", "prefilled_from")
    return related.defer("version__document").order_by("created_at", "pk")


def recount(workload: Workload, *reviews: LensReview) -> None:
    """Counts the reviews' answers again and adds up the workload, which the caller holds."""
    changed = [_recount_review(review) for review in reviews]
    if any(changed):
        add_up(workload)


def _recount_review(review: LensReview) -> bool:
    found = Counter(dict(review.answers.order_by().values_list("risk").annotate(Count("pk"))))
    counts = {name: found[name.upper()] for name in COUNTED}
    if all(getattr(review, name) == number for name, number in counts.items()):
        return False
    for name, number in counts.items():
        setattr(review, name, number)
    review.updated_at = timezone.now()
    review.save(update_fields=[*counts, "updated_at"])
    return True


def add_up(workload: Workload) -> None:
    """The sums over the workload's reviews in use, written to the workload, which is held."""
    answered = F("high") + F("medium") + F("none") + F("not_applicable")
    sums = LensReview.objects.filter(workload=workload).aggregate(
        high_risks=Sum("high", default=0),
        medium_risks=Sum("medium", default=0),
        questions_answered=Sum(answered, default=0),
        questions_total=Sum(answered + F("unanswered"), default=0),
    )
    for name, number in sums.items():
        setattr(workload, name, number)
    Workload.objects.filter(pk=workload.pk).update(**sums)
