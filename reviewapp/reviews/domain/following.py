"""Minor versions: reviews on a lens's major move to its newest minor by themselves."""

import logging
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from reviewapp.lenses.domain.library import available_lenses
from reviewapp.lenses.domain.reading import lens_for
from reviewapp.lenses.models import LensVersion
from reviewapp.people.models import Organisation
from reviewapp.workloads.models import Workload

from ..models import LensReview, LensUpgrade
from .fates import foresee
from .moving import answers_by_question, move
from .profile import current_facts
from .telling import tell_of_move
from .totals import hold_workload, reviews_of

logger = logging.getLogger(__name__)


def newest_minor(review: LensReview, organisation: Organisation) -> LensVersion | None:
    """The newest minor of the review's major, where the review is not on it already.

    None also where the organisation does not see the lens any more: it keeps what it had.
    """
    version = review.version
    newer = LensVersion.objects.filter(
        lens__in=available_lenses(organisation).order_by().values("pk"),
        lens=version.lens_id,
        major=version.major,
        number__gt=version.number,
    )
    return newer.defer("document").select_related("lens").order_by("-number").first()


def follow_minor(workload: Workload, review: LensReview) -> bool:
    """Moves a review to the newest minor of its major; a closed one stays as it is.

    The caller holds the workload.

    Returns:
        Whether there was one.
    """
    to = None if review.closed_at else newest_minor(review, workload.organisation)
    if to is None:
        return False
    before, facts = review.version, current_facts(workload)
    steps = foresee(
        answers_by_question(review),
        old=lens_for(before, workload.organisation_id),
        new=lens_for(to, workload.organisation_id),
        facts=facts,
    )
    why = f"{to.lens.name}: version {before.label} to {to.label}, which changes words alone."
    move(workload, review, steps, to=to, facts=facts, by=None, why=why)
    LensUpgrade.objects.create(review=review, before=before, after=to, answers={})
    tell_of_move(review, "followed", before, to, by=None)
    return True


def follow_minors(lens_id: UUID | None = None) -> int:
    """Moves every review that lags behind, of one lens or of all. Returns how many.

    One transaction for each workload; safe to run twice and beside people who save. A workload
    that cannot be moved is left and told of in the log; the next call tries it again.
    """
    workloads = lagging(lens_id).values_list("workload_id", flat=True).distinct()
    return sum(_follow(workload_id) for workload_id in list(workloads))


def lagging(lens_id: UUID | None = None) -> QuerySet[LensReview]:
    """Reviews in use whose major has a newer minor; closed ones stay until they are open again."""
    newer = LensVersion.objects.filter(
        lens=OuterRef("version__lens"),
        major=OuterRef("version__major"),
        number__gt=OuterRef("version__number"),
    )
    of_lens = Q(version__lens=lens_id) if lens_id else Q()
    return LensReview.objects.filter(of_lens, Exists(newer), closed_at=None).order_by("workload_id")


def _follow(workload_id: UUID) -> int:
    try:
        with transaction.atomic():
            workload = hold_workload(workload_id)
            return sum(follow_minor(workload, review) for review in reviews_of(workload))
    except Workload.DoesNotExist:
        logger.info("Workload %s is gone", workload_id)
    except Exception:
        logger.exception("The reviews of workload %s stay on their minor versions", workload_id)
    return 0
