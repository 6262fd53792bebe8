"""Scans that start by themselves, apart from re-reviews: when, and starting what is due."""

import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from reviewapp.audit.domain import record
from reviewapp.collection.domain import NothingToRead, RunActive, start_run
from reviewapp.people.models import Organisation
from reviewapp.schedule.models import Every, ScanRhythm, ScanTurn
from reviewapp.workloads.models import Workload
from reviewapp.workloads.recording import record_on

logger = logging.getLogger(__name__)

AT_ONCE = 50
SCANNING = "schedule.scanning_changed"
STEPS = {Every.DAY: timedelta(days=1), Every.WEEK: timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Beat:
    """How often and when: the hour in UTC, the weekday (Monday is 0) of what comes every week."""

    every: str = Every.NEVER
    hour: int = 3
    weekday: int = 6


def next_scan(beat: Beat, *, now: datetime) -> datetime | None:
    """The first time after `now`; None where nothing is scanned by itself.

    What comes every month comes on its first day, which every month has.
    """
    if beat.every == Every.NEVER:
        return None
    time = now.replace(hour=beat.hour, minute=0, second=0, microsecond=0)
    if beat.every == Every.MONTH:
        first = time.replace(day=1)
        later: datetime = first if first > now else first + relativedelta(months=1)
        return later
    if beat.every == Every.WEEK:
        time += timedelta(days=(beat.weekday - time.weekday()) % 7)
    return time if time > now else time + STEPS[Every(beat.every)]


def beat_of(workload: Workload) -> Beat:
    """The workload's own, or else its organisation's."""
    rows = ScanRhythm.objects.filter(workload=workload) or ScanRhythm.objects.filter(
        organisation=workload.organisation_id
    )
    return _beat(next(iter(rows), None))


def organisation_beat(organisation: Organisation) -> Beat:
    return _beat(ScanRhythm.objects.filter(organisation=organisation).first())


def own_rhythm(workload: Workload) -> ScanRhythm | None:
    return ScanRhythm.objects.filter(workload=workload).first()


@transaction.atomic
def set_workload_beat(workload: Workload, beat: Beat | None) -> None:
    """None: the workload keeps to its organisation's from now on."""
    before, after = beat_of(workload), beat or organisation_beat(workload.organisation)
    record_on(workload, SCANNING, by=None, before=asdict(before), after=asdict(after))
    if beat is None:
        ScanRhythm.objects.filter(workload=workload).delete()
    else:
        ScanRhythm.objects.update_or_create(workload=workload, defaults=_columns(beat))
    plan_turns([workload])


@transaction.atomic
def set_organisation_beat(organisation: Organisation, beat: Beat) -> None:
    """Reaches every workload that has none of its own."""
    before = organisation_beat(organisation)
    record(
        organisation=organisation,
        action=SCANNING,
        by=None,
        subject=organisation.name,
        before=asdict(before),
        after=asdict(beat),
    )
    ScanRhythm.objects.update_or_create(organisation=organisation, defaults=_columns(beat))
    plan_turns(organisation.workloads.filter(scan_rhythm=None))


def plan_turns(workloads: Iterable[Workload]) -> None:
    """Sets when each workload is scanned next."""
    now = timezone.now()
    for workload in workloads:
        ScanTurn.objects.update_or_create(
            workload=workload, defaults={"next_at": next_scan(beat_of(workload), now=now)}
        )


def start_due(*, now: datetime | None = None) -> int:
    """Starts a scan of every workload whose time has come; returns how many were started.

    Two ticks at once start it once: whoever moves the time on has it.
    """
    now = now or timezone.now()
    due = ScanTurn.objects.filter(next_at__lte=now, workload__archived_at=None)
    started = 0
    for turn in due.select_related("workload").order_by("next_at")[:AT_ONCE]:
        try:
            started += _start_if_first(turn, now)
        except Exception:
            # One workload's trouble must not keep the others waiting; the next tick tries again.
            logger.exception("The scan of %s could not be started", turn.workload_id)
    return started


@transaction.atomic
def _start_if_first(turn: ScanTurn, now: datetime) -> bool:
    following = next_scan(beat_of(turn.workload), now=now)
    mine = ScanTurn.objects.filter(pk=turn.pk, next_at=turn.next_at)
    if not mine.update(next_at=following, last_at=now, last_words=""):
        return False
    run, words = None, ""
    try:
        run = start_run(workload=turn.workload)
    except RunActive:
        words = gettext_noop("A scan was under way already.")
    except NothingToRead as error:
        words = str(error)
    ScanTurn.objects.filter(pk=turn.pk).update(last_run=run, last_words=words[:300])
    return run is not None


def _beat(row: ScanRhythm | None) -> Beat:
    return Beat(row.every, row.hour, row.weekday) if row else Beat()


def _columns(beat: Beat) -> dict[str, str | int]:
    return {"every": beat.every, "hour": beat.hour, "weekday": beat.weekday}
