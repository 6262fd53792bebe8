"""Drives a run: plans it, opens its accounts, reads with whoever helps, until nothing is left."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerError

from reviewapp.collection.models import PartState, Run
from reviewapp.collection.registry import GLOBAL
from reviewapp.jobs.domain import heartbeat, report_progress
from reviewapp.workloads.models import Connection
from reviewapp.workloads.places import region_error

from .budgets import BudgetSpent
from .completing import complete_tags
from .doors import Doors, connection_for, open_door
from .plan import accounts_to_read, plan_parts, waiting_parts
from .reading import Reading, reading
from .sessions import Access, AccountUnreachable
from .shards import all_read, finish_shards, release_shards
from .store import fail_part

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
SOON = timedelta(seconds=10)  # a wait for which nobody leaves
HELP = "collection.help"
TOO_SMALL = (
    "The budget of calls an hour is too small to read this within the time limit of a run. "
    "Allow more calls, then start the scan again."
)
TIMED_OUT = "The run's time limit was reached before this was read. Start the scan again."


def collect(run: Run) -> None:
    """Reads everything that the run still has to read.

    Safe to run again after a killed worker: parts that were written stay, the others are read.
    Other workers may read shards of it at the same time (`reviewapp.collection.domain.helping`).

    Raises:
        AccountUnreachable: not one account could be opened.
        BudgetSpent: what is left to read waits for the organisation's budget of calls.
        JobCancelled, JobLost: see `reviewapp.jobs.domain.report_progress`.
    """
    report_progress(run, done=0, total=0, label=_("Opening the accounts"))
    doors = _open_accounts(run)
    _end_unknown_regions(run)
    finish_shards(ids=list(run.shards.values_list("pk", flat=True)))
    release_shards(holder=run.holder)  # of a time before the database was away
    _ask_for_help(run)
    with reading(holder=run.holder, doors=doors, run=run) as work:
        _read_all(run, work)
    complete_tags(run)


def _open_accounts(run: Run) -> Doors:
    """Every account that something is still to be read from; ends the parts of the others.

    The run is planned while they open.
    """
    accounts = accounts_to_read(run)
    opened = _open_all(run, [connection_for(run, account) for account in accounts])
    waiting = waiting_parts(run)
    doors = Doors()
    reasons: dict[str, str] = {}
    for account, door in opened.items():
        if isinstance(door, Access):
            doors.remember(run.pk, door)
        else:
            reasons[account] = str(door)
    nothing_yet = not run.parts.exclude(state=PartState.WAITING).exists()
    if reasons and len(reasons) == len(opened) and nothing_yet:
        raise AccountUnreachable(" ".join(f"{a}: {why}" for a, why in reasons.items()))
    for part in waiting:
        if part.account in reasons:
            fail_part(part, reasons[part.account], state=PartState.DENIED)
    return doors


def _open_all(run: Run, connections: list[Connection]) -> dict[str, Access | AccountUnreachable]:
    """All at once, since each may take a minute to fail; the run says meanwhile that it lives."""

    def attempt(connection: Connection) -> Access | AccountUnreachable:
        try:
            return open_door(run.pk, connection)
        except AccountUnreachable as error:
            return error

    with heartbeat(run), ThreadPoolExecutor(settings.SCAN_CONCURRENCY) as pool:
        found = pool.map(attempt, connections)
        plan_parts(run)
        return {each.account_id: door for each, door in zip(connections, found, strict=True)}


def _end_unknown_regions(run: Run) -> None:
    """A region that AWS does not have is not one in which nothing is used."""
    regions = run.parts.filter(state=PartState.WAITING).exclude(region=GLOBAL)
    for region in regions.order_by().values_list("region", flat=True).distinct():
        if error := region_error(region):
            for part in regions.filter(region=region):
                fail_part(part, error)


def _ask_for_help(run: Run) -> None:
    """A message per worker that could read a shard of its own; without a broker, we read alone."""
    shards = 0 if run.alone else run.shards.filter(done=False).count()
    try:
        for _ in range(min(shards - 1, settings.SCAN_HELPERS)):
            current_app.send_task(HELP, retry=False)
    except (OSError, BrokerError):
        logger.warning("The broker does not answer; run %s is read by one worker", run.pk)


def _read_all(run: Run, work: Reading) -> None:
    """Raises BudgetSpent."""
    started = time.monotonic()
    deadline, told = started + settings.SCAN_TIME_LIMIT, 0.0
    while True:
        turned = time.monotonic()
        while work.has_room and work.claim():
            work.claim_beside()
        label = work.turn()
        waits = work.waits_until
        if time.monotonic() >= told + POLL_SECONDS:
            told = time.monotonic()
            _progress(run, label, waits=waits)
        if not work.busy and all_read(run):
            break
        if waits:
            _rest_if_better(work, waits, too_long=turned > started + settings.SCAN_TIME_LIMIT)
            deadline += time.monotonic() - turned  # waiting is not its time
        if time.monotonic() > deadline:
            _give_up(run)
            break
    _progress(run, label)


def _rest_if_better(work: Reading, until: datetime, *, too_long: bool) -> None:
    """Leaves the worker to others where nothing is under way, and at last in any case.

    A part in the middle of which the budget ran out waits in its thread: what it called so far
    would be lost. One that a worker's time does not suffice for will not be read with this
    budget.

    Raises:
        BudgetSpent: the run is to go on later.
    """
    soon = until < timezone.now() + SOON
    if not too_long and (work.begun or soon):
        return
    for part in work.begun:
        fail_part(part, TOO_SMALL)
    raise BudgetSpent(until)


def _give_up(run: Run) -> None:
    for part in waiting_parts(run):
        fail_part(part, TIMED_OUT)
    finish_shards(ids=list(run.shards.values_list("pk", flat=True)))


def _progress(run: Run, label: str, *, waits: datetime | None = None) -> None:
    """`waits`: until when the run waits for its budget of calls."""
    if run.resumes_at != waits:
        run.resumes_at = waits
        run.save(update_fields=["resumes_at"])
    ended = Count("pk", filter=~Q(state=PartState.WAITING))
    counts = run.parts.order_by().aggregate(total=Count("pk"), done=ended)
    report_progress(run, **counts, label=label or run.progress_label)
