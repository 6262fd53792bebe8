"""Creating and changing a workload's profile."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from reviewapp.audit.domain import columns_of, only_changed
from reviewapp.files.domain import remove_file
from reviewapp.people.models import Organisation, User
from reviewapp.workloads.models import SignificantEvent, Workload
from reviewapp.workloads.recording import record_on
from reviewapp.workloads.signals import workload_changed, workload_created

Event = tuple[str, date]
NAME_CONSTRAINT = "workload_name_unique"


class NameTaken(Exception):
    """The organisation has a workload of this name, also where two were saved at once."""


class StaleProfile(Exception):
    """Somebody saved the profile after it was read; `current` is what they saved."""

    def __init__(self, current: Workload) -> None:
        super().__init__("Somebody else changed this workload in the meantime.")
        self.current = current


@transaction.atomic
def create_workload(
    *,
    organisation: Organisation,
    fields: dict[str, Any],
    events: Iterable[Event] = (),
    by: User | None = None,
    lenses: Sequence[str] | None = None,
    asked: Mapping[str, Sequence[str]] | None = None,
) -> Workload:
    """Makes a workload; later stages start its reviews and schedule in the same transaction.

    Args:
        organisation: whose it is.
        fields: checked values of the model's profile fields.
        events: significant dates, (name, date).
        by: who made it.
        lenses: aliases of the lenses to review with; None for every built-in one.
        asked: what else the form sent, name to values, for later stages.

    Raises:
        NameTaken: see there.
    """
    with _name_once():
        workload = Workload.objects.create(organisation=organisation, created_by=by, **fields)
    _replace_events(workload, events)
    record_on(workload, "workload.created", by=by, after=_told(workload, fields))
    workload_created.send(
        sender=Workload, workload=workload, by=by, lenses=lenses, asked=asked or {}
    )
    return workload


@transaction.atomic
def update_workload(
    *,
    workload: Workload,
    read_version: int,
    fields: dict[str, Any],
    events: Iterable[Event] | None = None,
) -> Workload:
    """Saves a changed profile over the version that was read.

    Raises:
        StaleProfile: the profile is newer than `read_version`; nothing was written.
        NameTaken: see there.
    """
    mine = Workload.objects.filter(pk=workload.pk, version=read_version)
    if not mine.update(version=F("version") + 1):
        raise StaleProfile(Workload.objects.get(pk=workload.pk))
    changed = Workload.objects.get(pk=workload.pk)
    replaced, before = changed.diagram_id, _told(changed, fields)
    for name, value in fields.items():
        setattr(changed, name, value)
    with _name_once():
        changed.save(update_fields=[*fields, "updated_at"])
    if replaced != changed.diagram_id:
        remove_file(replaced)
    if events is not None:
        _replace_events(changed, events)
    was, now = only_changed(before, _told(changed, fields))
    record_on(changed, "workload.edited", by=None, before=was, after=now)
    workload_changed.send(sender=Workload, workload=changed)
    return changed


def _told(workload: Workload, fields: Iterable[str]) -> dict[str, Any]:
    """Of the profile's fields what the audit log keeps."""
    told = columns_of(workload, [name for name in fields if name not in ("diagram", "unit")])
    told["unit"] = workload.unit.name if workload.unit else ""
    return {**told, "diagram": workload.diagram_id and str(workload.diagram_id)}


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


def _replace_events(workload: Workload, events: Iterable[Event]) -> None:
    workload.events.all().delete()
    SignificantEvent.objects.bulk_create(
        [SignificantEvent(workload=workload, name=name, date=day) for name, day in events]
    )
