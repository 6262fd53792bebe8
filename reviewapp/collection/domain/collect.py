"""Drives a run: plans it, opens its accounts, reads with whoever helps, until nothing is left."""

import logging
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerError

from reviewapp.collection.models import PartState, Run
from reviewapp.collection.registry import GLOBAL
from reviewapp.jobs.domain import report_progress
from reviewapp.workloads.places import region_error

from .budgets import BudgetSpent
from .completing import complete_tags
from .doors import Doors, connection_for, opening
from .plan import accounts_to_read, plan_parts, waiting_parts
from .reading import Reading, reading
from .sessions import AccountUnreachable
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
    connections = [connection_for(run, account) for account in accounts_to_read(run)]
    # An account that takes long to open keeps nobody from planning, and no other one waiting.
    with opening(run.pk, connections) as doors:
        nothing_yet = not run.parts.exclude(state=PartState.WAITING).exists()
        plan_parts(run)
        _end_unknown_regions(run)
        finish_shards(ids=list(run.shards.values_list("pk", flat=True)))
        release_shards(holder=run.holder)  # of a time before the database was away
        _ask_for_help(run)
        with reading(holder=run.holder, doors=doors, run=run) as work:
            _read_all(run, work, _Entrance(run, doors, len(connections), nothing_yet))
    complete_tags(run)


@dataclass(slots=True)
class _Entrance:
    """Where it shows, while others are read already, which accounts cannot be opened."""

    run: Run
    doors: Doors
    accounts: int
    nothing_yet: bool  # whether nothing was read when the run was taken up
    told: set[str] = field(default_factory=set)

    def close(self, work: Reading) -> None:
        """Ends the parts of accounts that turned out not to open.

        Raises:
            AccountUnreachable: there is no other account.
        """
        shut = self.doors.shut
        if self.nothing_yet and shut and len(shut) == self.accounts:
            raise AccountUnreachable(" ".join(f"{a}: {why}" for a, why in sorted(shut.items())))
        for account in shut.keys() - self.told:
            self.told.add(account)
            work.let_go(account)
            for part in waiting_parts(self.run, account=account):
                fail_part(part, str(shut[account]), state=PartState.DENIED)
            shards = self.run.shards.filter(account=account)
            finish_shards(ids=list(shards.values_list("pk", flat=True)))


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


def _read_all(run: Run, work: Reading, entrance: _Entrance) -> None:
    """Raises BudgetSpent, AccountUnreachable."""
    started = time.monotonic()
    deadline, told = started + settings.SCAN_TIME_LIMIT, 0.0
    while True:
        turned = time.monotonic()
        entrance.close(work)
        work.fill()
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
