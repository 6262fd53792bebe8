"""An organisation's own levels of single practices: set, ended, never forgotten.

Whatever changes a level asks for the organisation's reviews to be judged again: a row of
`Rejudging`, whose work a later stage does, since this one knows no reviews.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from pillars.levels import Level
from reviewapp.audit.domain import record
from reviewapp.jobs.domain import enqueue
from reviewapp.jobs.models import ENDED_STATES
from reviewapp.people.models import Organisation, User

from ..models import LevelOverride, Rejudging

SHORTEST, LONGEST = 10, 500
OwnLevels = Mapping[str, LevelOverride]


class InvalidReason(Exception):
    """A reason that cannot be kept; the text says why."""


def own_levels(organisation: Organisation | UUID) -> OwnLevels:
    """The standing own levels by practice code, with who set them: one query."""
    standing = LevelOverride.objects.filter(organisation=organisation, ended_at=None)
    return {each.practice: each for each in standing.select_related("created_by")}


def levels_history(organisation: Organisation, practice: str) -> QuerySet[LevelOverride]:
    """Every own level that a practice ever had, the newest first."""
    found = LevelOverride.objects.filter(organisation=organisation, practice=practice)
    return found.select_related("created_by", "ended_by").order_by("-created_at", "-pk")


@transaction.atomic
def set_level(
    *, organisation: Organisation, practice: str, level: Level, reason: str, by: User | None
) -> LevelOverride:
    """The organisation's own level of a practice from now on; the one before ends and is kept.

    Saying again what stands changes nothing; another reason alone moves no risk.

    Raises:
        InvalidReason: shorter than 10 characters, or longer than 500.
    """
    tidy = tidy_reason(reason)
    _hold(organisation)
    before = own_levels(organisation).get(practice)
    if before and (before.level, before.reason) == (level.value, tidy):
        return before
    if before:
        _end(before, by)
    made = LevelOverride.objects.create(
        organisation=organisation, practice=practice, level=level.value, reason=tidy, created_by=by
    )
    if before is None or before.level != made.level:
        judge_again(organisation)
    was = before and before.level
    _tell(organisation, "level.set", made, by, before=was, after=made.level, why=tidy)
    return made


@transaction.atomic
def end_level(*, organisation: Organisation, practice: str, by: User | None) -> bool:
    """The published level counts again; False where there was no own one."""
    _hold(organisation)
    standing = own_levels(organisation).get(practice)
    if standing is None:
        return False
    _end(standing, by)
    judge_again(organisation)
    _tell(organisation, "level.ended", standing, by, before=standing.level)
    return True


def judge_again(organisation: Organisation) -> Rejudging:
    """Queues the judging of all the organisation's reviews, once the transaction is committed."""
    Rejudging.objects.filter(organisation=organisation, state__in=ENDED_STATES).delete()
    made = Rejudging.objects.create(organisation=organisation)
    enqueue(made)
    return made


def last_rejudging(organisation: Organisation) -> Rejudging | None:
    """The newest, which stands for those before it."""
    return Rejudging.objects.filter(organisation=organisation).order_by("-queued_at").first()


def tidy_reason(reason: str) -> str:
    """The reason on one line. Raises InvalidReason as `set_level` does."""
    tidy = " ".join(reason.replace("\x00", " ").split())
    if not SHORTEST <= len(tidy) <= LONGEST:
        words = _("A reason has %(least)s to %(most)s characters; this has %(count)s.")
        raise InvalidReason(words % {"least": SHORTEST, "most": LONGEST, "count": len(tidy)})
    return tidy


def _hold(organisation: Organisation) -> None:
    """One writer of an organisation's levels at a time."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _tell(
    organisation: Organisation, action: str, level: LevelOverride, by: User | None, **said: Any
) -> None:
    record(organisation=organisation, action=action, by=by, subject=level.practice, **said)


def _end(override: LevelOverride, by: User | None) -> None:
    override.ended_at, override.ended_by = timezone.now(), by
    override.save(update_fields=["ended_at", "ended_by"])
