"""How often a workload is reviewed again.

Quarterly is the rhythm of the guide that the product follows for production workloads; an
organisation may choose another per workload.
"""

from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from reviewapp.audit.domain import only_changed
from reviewapp.schedule.models import Cadence, Schedule
from reviewapp.workloads.models import Workload
from reviewapp.workloads.recording import record_on

MONTHS = {
    Cadence.MONTHLY: 1,
    Cadence.QUARTERLY: 3,
    Cadence.HALF_YEARLY: 6,
    Cadence.YEARLY: 12,
}


def next_after(cadence: str, start: datetime, *, now: datetime) -> datetime | None:
    """The first date after `now`, counted in whole periods from `start`; None where it is off.

    Counting from the start, and not from the date before, keeps the 31st where there is one.
    """
    months = MONTHS.get(Cadence(cadence))
    if months is None:
        return None
    past = (now.year - start.year) * 12 + now.month - start.month
    periods = max(1, past // months)
    while _later(start, months * periods) <= now:
        periods += 1
    return _later(start, months * periods)


def _later(start: datetime, months: int) -> datetime:
    later: datetime = start + relativedelta(months=months)
    return later


def start_schedule(workload: Workload) -> Schedule:
    """Every workload comes back in a quarter unless somebody says otherwise."""
    now = timezone.now()
    schedule, _ = Schedule.objects.get_or_create(
        workload=workload,
        defaults={
            "next_due": next_after(Cadence.QUARTERLY, now, now=now),
            "counted_from": now,
        },
    )
    return schedule


@transaction.atomic
def set_cadence(workload: Workload, *, cadence: str, next_due: datetime | None) -> Schedule:
    """Changes the rhythm; without a date the next one is a full period from now."""
    schedule = Schedule.objects.select_for_update().get(pk=start_schedule(workload).pk)
    now, before = timezone.now(), _told(schedule)
    schedule.cadence = cadence
    schedule.counted_from = next_due or now
    if cadence == Cadence.OFF:
        schedule.next_due = None
    else:
        schedule.next_due = next_due or next_after(cadence, now, now=now)
    schedule.save(update_fields=["cadence", "next_due", "counted_from"])
    was, now_is = only_changed(before, _told(schedule))
    record_on(workload, "schedule.cadence_changed", by=None, before=was, after=now_is)
    return schedule


def _told(schedule: Schedule) -> dict[str, str]:
    return {"cadence": schedule.cadence, "next_due": str(schedule.next_due or "")}
