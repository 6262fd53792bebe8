"""Starting a lens review: one open answer for every question, pre-filled from the last scan."""

from pillars.lens.model import Lens as ParsedLens
from reviewapp.lenses.domain.library import latest_version, lenses_by_name
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.lenses.models import Lens
from reviewapp.workloads.models import Workload

from ..models import Answer, LensReview
from .profile import current_facts
from .suggesting import refresh_suggestions
from .totals import recount


def start(workload: Workload, lens: Lens) -> LensReview:
    """A review with the lens's latest version. The caller holds the workload, which has none."""
    review = LensReview.objects.create(
        workload=workload, version=latest_version(lens), slug=_free_slug(workload, lens)
    )
    Answer.objects.bulk_create(_open_answers(review, lens_of(review.version)))
    refresh_suggestions(review, facts=current_facts(workload))
    recount(workload, review)
    return review


def _free_slug(workload: Workload, lens: Lens) -> str:
    """What the organisation calls the lens; what it is called may change, an address may not."""
    taken = set(LensReview.every.filter(workload=workload).values_list("slug", flat=True))
    called = {each.pk: name for name, each in lenses_by_name(workload.organisation).items()}
    base = called.get(lens.pk, lens.alias)
    candidates = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(slug for slug in candidates if slug not in taken)


def _open_answers(review: LensReview, lens: ParsedLens) -> list[Answer]:
    places = [(pillar, question) for pillar in lens.pillars for question in pillar.questions]
    return [
        Answer(review=review, question_id=question.id, pillar_id=pillar.id, position=position)
        for position, (pillar, question) in enumerate(places)
    ]
