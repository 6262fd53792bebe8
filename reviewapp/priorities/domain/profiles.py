"""Profiles of an organisation: made, written over what was read, taken one step back, deleted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pillars.priorities import Profile
from reviewapp.audit.domain import columns_of, only_changed, record
from reviewapp.people.models import Organisation, User

from ..models import Profile as Stored
from .documents import InvalidProfile, check_profile, from_rows, profile_of, to_rows

MOST_PROFILES = 50
NAME_CONSTRAINT = "profile_name_unique"
TOLD = ("name", "description", "threshold", "questions")


class NameTaken(Exception):
    """The organisation has a profile of this name, also where two were saved at once."""


class StaleProfile(Exception):
    """The profile was changed after it was read. Nothing was written; `current` is as it stands."""

    def __init__(self, current: Stored) -> None:
        super().__init__("Somebody else changed this profile in the meantime.")
        self.current = current


@transaction.atomic
def create_profile(
    *,
    organisation: Organisation,
    name: str,
    description: str = "",
    profile: Profile | None = None,
    by: User | None = None,
) -> Stored:
    """Makes a profile, an empty one where none is given.

    Raises:
        NameTaken: see there.
        InvalidProfile: it does not keep to the bounds, or the organisation has as many as it may.
    """
    profile = profile or Profile()
    check_profile(profile)
    # One writer at a time, so that the count is true.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if Stored.objects.filter(organisation=organisation).count() >= MOST_PROFILES:
        many = _("An organisation has %(most)s profiles at most.")
        raise InvalidProfile(many % {"most": MOST_PROFILES})
    with _name_once():
        made = Stored.objects.create(
            organisation=organisation,
            name=name,
            description=description,
            questions=to_rows(profile),
            threshold=profile.threshold,
            created_by=by,
            updated_by=by,
        )
        _tell(made, "created", by)
        return made


def describe_profile(
    *,
    profile_id: UUID,
    read_version: int,
    name: str,
    description: str,
    threshold: int,
    by: User | None,
) -> Stored:
    """Another name, description or threshold.

    Raises:
        Stored.DoesNotExist: deleted in the meantime.
        StaleProfile, NameTaken, InvalidProfile: see there.
    """
    stored = _read(profile_id, read_version)
    values: dict[str, Any] = {"name": name, "description": description}
    if threshold != stored.threshold:
        check_profile(from_rows(stored.questions, threshold))
        values |= {"threshold": threshold, "before": _contents(stored)}
    return _write(stored, values, by)


def change_profile(
    *, profile_id: UUID, read_version: int, change: Callable[[Profile], Profile], by: User | None
) -> Stored:
    """Writes a change of the questions or rules over the version that was read.

    Args:
        profile_id: the profile.
        read_version: the version that the person saw.
        change: the profile after it; what it raises goes to the caller.
        by: who.

    Raises:
        Stored.DoesNotExist: deleted in the meantime.
        StaleProfile, InvalidProfile: see there.
    """
    stored = _read(profile_id, read_version)
    after = change(profile_of(stored))
    check_profile(after)
    rows = to_rows(after)
    if rows == stored.questions and after.threshold == stored.threshold:
        return stored
    values = {"questions": rows, "threshold": after.threshold, "before": _contents(stored)}
    return _write(stored, values, by)


def step_back(*, profile_id: UUID, read_version: int, by: User | None) -> Stored:
    """What stood before the last change of questions, rules or threshold; again: what stood now.

    Raises:
        Stored.DoesNotExist: deleted in the meantime.
        StaleProfile: see there.
        InvalidProfile: there is nothing to go back to.
    """
    stored = _read(profile_id, read_version)
    if stored.before is None:
        raise InvalidProfile(_("Nothing was changed yet."))
    return _write(stored, {**stored.before, "before": _contents(stored)}, by)


@transaction.atomic
def delete_profile(*, profile_id: UUID) -> None:
    """Removes the profile and what workloads answered to it. Their reviews stay as they are."""
    for each in Stored.objects.filter(pk=profile_id):
        _tell(each, "deleted", None)
        each.delete()


def _tell(stored: Stored, done: str, by: User | None, **said: Any) -> None:
    record(
        organisation=stored.organisation_id,
        action=f"priorities.profile_{done}",
        by=by,
        subject=stored.name,
        **said,
    )


def _contents(stored: Stored) -> dict[str, Any]:
    return {"questions": stored.questions, "threshold": stored.threshold}


def _read(profile_id: UUID, read_version: int) -> Stored:
    stored = Stored.objects.get(pk=profile_id)
    if stored.version != read_version:
        raise StaleProfile(stored)
    return stored


@transaction.atomic
def _write(stored: Stored, values: dict[str, Any], by: User | None) -> Stored:
    """Compare-and-swap on the version that `stored` has."""
    stamp = {"version": stored.version + 1, "updated_at": timezone.now(), "updated_by": by}
    mine = Stored.objects.filter(pk=stored.pk, version=stored.version)
    with _name_once():
        written = mine.update(**values, **stamp)
    current = Stored.objects.get(pk=stored.pk)
    if not written:
        raise StaleProfile(current)
    was, now = only_changed(columns_of(stored, TOLD), columns_of(current, TOLD))
    _tell(current, "changed", by, before=was, after=now)
    return current


@contextmanager
def _name_once() -> Iterator[None]:
    """The database's own constraint decides; a look before would miss who writes meanwhile."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if NAME_CONSTRAINT in str(error):
            raise NameTaken from error
        raise
