"""Reads of profiles and of what workloads answer to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from pillars.lens.model import Lens
from pillars.priorities import Priorities, prioritise
from pillars.risk import Risk
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.lenses.models import LensVersion
from reviewapp.people.models import Organisation
from reviewapp.workloads.models import Workload

from .domain.answering import answers_of
from .domain.documents import profile_of
from .models import Profile, WorkloadProfile


def profiles_of(organisation: Organisation | UUID) -> QuerySet[Profile]:
    """The organisation's profiles by name, with how many workloads use each (`used`)."""
    found = Profile.objects.filter(organisation=organisation).select_related("updated_by")
    return found.annotate(used=Count("uses", filter=Q(uses__in_use=True))).order_by("name")


def workloads_using(profile: Profile) -> QuerySet[Workload]:
    found = Workload.objects.filter(profiles__profile=profile, profiles__in_use=True)
    return found.order_by("name")


def profile_in_use(workload: Workload) -> WorkloadProfile | None:
    """What the workload answers to the profile that it uses: one query."""
    uses = WorkloadProfile.objects.select_related("profile", "updated_by")
    return uses.filter(workload=workload, in_use=True).first()


def priorities_of(
    use: WorkloadProfile, *, version: LensVersion, lens: Lens, risks: Mapping[str, str]
) -> Priorities:
    """What comes first in a review of this lens version. No query.

    Args:
        use: what the workload answers.
        version: of the lens that is reviewed.
        lens: as the organisation reviews with it.
        risks: question id → standing risk.
    """
    return prioritise(
        profile_of(use.profile),
        answers_of(use),
        key=str(version.lens_id),
        lens=lens,
        risks={question: Risk(risk) for question, risk in risks.items()},
    )


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A lens review of a workload: what is asked, and how the questions stand."""

    slug: str
    version: LensVersion
    risks: Mapping[str, str]

    @property
    def lens(self) -> Lens:
        return lens_of(self.version)


def reviews_of(workload: Workload) -> list[Reviewed]:
    """The workload's lens reviews in use, the oldest first: two queries."""
    # Reviews belong to a later stage, so they are only named here.
    reviews = workload.reviews.select_related("version__lens").defer("version__document")
    found = reviews.prefetch_related("answers").order_by("created_at", "pk")
    return [
        Reviewed(
            review.slug,
            review.version,
            {answer.question_id: answer.risk for answer in review.answers.all()},
        )
        for review in found
    ]
