"""Upgrading a lens review to a newer version, and going back to the state before."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from reviewapp.lenses.domain.library import available_lenses
from reviewapp.lenses.domain.reading import lens_for
from reviewapp.lenses.models import LensVersion
from reviewapp.people.models import Organisation, User
from reviewapp.workloads.models import Workload

from ..models import LensReview, LensUpgrade, Milestone
from ..noticing import telling_of_risks
from .fates import Step, foresee, foresee_undo, row_of
from .following import follow_minor
from .milestones import LONGEST, free_name, save_milestone
from .moving import StaleReview, answers_by_question, answers_read, move
from .profile import current_facts
from .telling import tell_of_move
from .totals import ReviewGone, held_review, hold_workload
from .writing import ReviewClosed

__all__ = [
    "AnswersMoved",
    "NothingToUndo",
    "ReviewClosed",
    "ReviewGone",
    "StaleReview",
    "UnknownVersion",
    "answers_read",
    "last_upgrade",
    "newer_versions",
    "steps_back",
    "steps_to",
    "undo_upgrade",
    "upgrade_review",
]


class UnknownVersion(Exception):
    """No version that this review can be upgraded to."""


class AnswersMoved(Exception):
    """Somebody changed an answer after the page was read that says what an undo overwrites."""


class NothingToUndo(Exception):
    """The upgrade is not the review's last one, or somebody undid it already."""


def newer_versions(
    reviews: Iterable[LensReview], organisation: Organisation
) -> Mapping[UUID, Sequence[LensVersion]]:
    """What each review can be upgraded to, newest first: one query.

    The newest minor of every later major: a review that came to an older minor would leave it
    at once. Lenses that the organisation does not see any more have none.

    Returns:
        by the review's key; a review on the newest major is missing.
    """
    reviews = list(reviews)
    found = _newest_of_majors({review.version.lens_id for review in reviews}, organisation)
    offers = {review.pk: [v for v in found if _is_later(v, review.version)] for review in reviews}
    return {key: versions for key, versions in offers.items() if versions}


def steps_to(review: LensReview, to: LensVersion) -> list[Step]:
    """What an upgrade would do to each answer, as things stand."""
    return foresee(
        answers_by_question(review),
        old=lens_for(review.version, review.workload.organisation_id),
        new=lens_for(to, review.workload.organisation_id),
        facts=current_facts(review.workload),
    )


def steps_back(upgrade: LensUpgrade, review: LensReview) -> list[Step]:
    """What undoing an upgrade would do to each answer, as things stand."""
    return foresee_undo(
        answers_by_question(review),
        old=lens_for(review.version, review.workload.organisation_id),
        new=lens_for(upgrade.before, review.workload.organisation_id),
        facts=current_facts(review.workload),
        before=upgrade.answers,
    )


@transaction.atomic
def upgrade_review(
    *, workload: Workload, review_id: UUID, read: int, to: int, by: User | None
) -> LensUpgrade:
    """Takes a review to a newer version of its lens, after a milestone of how it stood.

    Args:
        workload: whose review.
        review_id: which one.
        read: the major version that the person saw it on; minor ones come by themselves.
        to: number of the version wanted, one of `newer_versions`.
        by: who wants it.

    Raises:
        ReviewClosed: its answers stand until it is open again.
        ReviewGone: the lens was taken off.
        StaleReview: it was upgraded, or taken back, in the meantime.
        UnknownVersion: see there.
    """
    held = hold_workload(workload.pk)
    review = _open_review(held, review_id)
    if review.version.major != read:
        raise StaleReview(review.version)
    version = _wanted(review, to, held.organisation)
    before, steps = review.version, steps_to(review, version)
    milestone = _milestone(held, f"Before {_short(version)}", by)
    upgrade = LensUpgrade.objects.create(
        review=review,
        before=before,
        after=version,
        milestone=milestone,
        answers={step.question.id: row_of(step.answer) for step in steps if step.answer},
        by=by,
    )
    why = f"{version.lens.name}: upgraded from version {before.label} to {version.label}."
    with telling_of_risks(held.pk, because=why, by=by):
        move(held, review, steps, to=version, facts=current_facts(held), by=by, why=why)
    tell_of_move(review, "upgraded", before, version, by=by)
    return upgrade


def last_upgrade(review: LensReview) -> LensUpgrade | None:
    """The upgrade that can be undone: the last one that was not. Minor moves are none."""
    standing = review.upgrades.filter(undone_at=None).exclude(before__major=F("after__major"))
    return _named(standing).order_by("-at").first()


@transaction.atomic
def undo_upgrade(
    *, workload: Workload, upgrade_id: UUID, by: User | None, read: int | None = None
) -> tuple[LensUpgrade, Milestone]:
    """Takes a review back to how it stood before its last upgrade, after a milestone.

    Version, answers and what was kept aside come back; risks are judged by the profile as it is
    now. What people decided since is in that milestone and in the answers' history.

    Args:
        workload: whose review.
        upgrade_id: the last upgrade of one of its reviews.
        by: who wants it.
        read: `answers_read` of what the person saw; None to take what there is.

    Raises:
        AnswersMoved: see there.
        ReviewClosed: its answers stand until it is open again.
        ReviewGone: the lens was taken off.
        NothingToUndo: see there.
    """
    held = hold_workload(workload.pk)
    upgrade = _upgrades(held).filter(pk=upgrade_id).first()
    if upgrade is None:
        raise ReviewGone
    review = _open_review(held, upgrade.review_id)
    if last_upgrade(review) != upgrade:
        raise NothingToUndo
    if read not in (None, answers_read(review)):
        raise AnswersMoved
    steps, left = steps_back(upgrade, review), review.version
    milestone = _milestone(held, f"Before going back to {_short(upgrade.before)}", by)
    why = f"{left.lens.name}: back from version {left.label} to {upgrade.before.label}."
    move(held, review, steps, to=upgrade.before, facts=current_facts(held), by=by, why=why)
    upgrade.undone_at, upgrade.undone_by = timezone.now(), by
    upgrade.save(update_fields=["undone_at", "undone_by"])
    tell_of_move(review, "upgrade_undone", left, upgrade.before, by=by)
    follow_minor(held, review)
    return upgrade, milestone


def _open_review(workload: Workload, review_id: UUID) -> LensReview:
    review = held_review(workload, review_id)
    if review.closed_at:
        raise ReviewClosed
    return review


def _newest_of_majors(lens_ids: set[UUID], organisation: Organisation) -> list[LensVersion]:
    """The newest minor of every major of some lenses, newest first."""
    seen = available_lenses(organisation).order_by().values("pk")
    versions = LensVersion.objects.filter(lens__in=lens_ids).filter(lens__in=seen)
    rows = versions.defer("document").select_related("lens").order_by("-number")
    newest: dict[tuple[UUID, int], LensVersion] = {}
    for version in rows:
        newest.setdefault((version.lens_id, version.major), version)
    return list(newest.values())


def _is_later(version: LensVersion, than: LensVersion) -> bool:
    return version.lens_id == than.lens_id and version.major > than.major


def _wanted(review: LensReview, number: int, organisation: Organisation) -> LensVersion:
    offers = newer_versions([review], organisation).get(review.pk, ())
    for version in offers:
        if version.number == number:
            return version
    raise UnknownVersion


def _upgrades(workload: Workload) -> QuerySet[LensUpgrade]:
    return _named(LensUpgrade.objects.filter(review__workload=workload))


def _named(upgrades: QuerySet[LensUpgrade]) -> QuerySet[LensUpgrade]:
    """With versions and people, the documents left in the database."""
    related = upgrades.select_related("before__lens", "after__lens", "by", "milestone")
    return related.defer("before__document", "after__document", "milestone__document")


def _short(version: LensVersion) -> str:
    """`Framework 2.0`."""
    return f"{version.lens.name} {version.major}.{version.minor}"


def _milestone(workload: Workload, wanted: str, by: User | None) -> Milestone:
    """A milestone of how everything stands, under the first name of its kind that is free."""
    room = LONGEST - len(" (9999)")
    name = " ".join(wanted.split())
    if len(name) > room:
        # The version is at the end, and tells more than the last words of a long name.
        head, _, place = name.rpartition(" ")
        name = f"{head[: room - len(place) - 2].rstrip()}… {place}"
    return save_milestone(workload=workload, name=free_name(workload, name), by=by)
