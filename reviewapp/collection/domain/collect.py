"""Drives a run: parts are read in threads, written by the one thread that owns the database."""

import logging
import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from django.conf import settings

from reviewapp.collection.models import Part, PartState, Run
from reviewapp.collection.registry import GLOBAL
from reviewapp.jobs.domain import heartbeat, report_progress
from reviewapp.workloads.models import Connection, ConnectionKind
from reviewapp.workloads.places import region_error

from .plan import plan_parts, waiting_parts
from .read_part import PartRead, read_part
from .sessions import Access, AccountUnreachable, open_access
from .store import fail_part, store_part

logger = logging.getLogger(__name__)

POLL_SECONDS = 2.0
TIMED_OUT = "The run's time limit was reached before this was read. Start the scan again."


def collect(run: Run) -> None:
    """Reads everything that the run still has to read.

    Safe to run again after a killed worker: parts that were written stay, the others are read.

    Raises:
        AccountUnreachable: not one account could be opened.
        JobCancelled, JobLost: see `reviewapp.jobs.domain.report_progress`.
    """
    plan_parts(run)
    _progress(run, "Opening the accounts")
    doors = _open_accounts(run)
    _end_unknown_regions(run)
    readable = [part for part in waiting_parts(run) if part.account in doors]
    if readable:
        _read_all(run, readable, doors)


def _open_accounts(run: Run) -> dict[str, Access]:
    """Every account that something is still to be read from; ends the parts of the others."""
    waiting = waiting_parts(run)
    accounts = sorted({part.account for part in waiting})
    opened = _open_all(run, [connection_for(run, account) for account in accounts])
    reasons = {
        account: str(why) for account, why in opened.items() if isinstance(why, AccountUnreachable)
    }
    doors = {account: door for account, door in opened.items() if isinstance(door, Access)}
    if reasons and not doors and not run.parts.exclude(state=PartState.WAITING).exists():
        raise AccountUnreachable(" ".join(f"{a}: {why}" for a, why in reasons.items()))
    for part in waiting:
        if part.account in reasons:
            fail_part(part, reasons[part.account], state=PartState.DENIED)
    return doors


def _open_all(run: Run, connections: list[Connection]) -> dict[str, Access | AccountUnreachable]:
    """All at once, since each may take a minute to fail; the run says meanwhile that it lives."""

    def attempt(connection: Connection) -> Access | AccountUnreachable:
        try:
            return open_access(connection, session_name=f"pillars-{run.pk}")
        except AccountUnreachable as error:
            return error

    with heartbeat(run), ThreadPoolExecutor(settings.SCAN_CONCURRENCY) as pool:
        found = pool.map(attempt, connections)
        return {each.account_id: door for each, door in zip(connections, found, strict=True)}


def _end_unknown_regions(run: Run) -> None:
    """A region that AWS does not have is not one in which nothing is used."""
    for part in waiting_parts(run):
        if part.region != GLOBAL and (error := region_error(part.region)):
            fail_part(part, error)


def connection_for(run: Run, account: str) -> Connection:
    """The connection of an account, or this server's own credentials where it has none."""
    found = Connection.objects.filter(workload=run.workload, account_id=account).first()
    return found or Connection(
        workload=run.workload, kind=ConnectionKind.AMBIENT, account_id=account
    )


def _read_all(run: Run, parts: list[Part], doors: dict[str, Access]) -> None:
    stop = threading.Event()
    deadline = time.monotonic() + settings.SCAN_TIME_LIMIT
    pool = ThreadPoolExecutor(settings.SCAN_CONCURRENCY, thread_name_prefix="collect")
    try:
        waiting = {_submit(pool, part, doors[part.account], stop): part for part in parts}
        while waiting:
            done, _ = wait(waiting, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
            label = ""
            for future in done:
                label = _store(waiting.pop(future), future)
            if time.monotonic() > deadline:
                _give_up(waiting)
                waiting = {}
            _progress(run, label)
    finally:
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)


def _submit(
    pool: ThreadPoolExecutor, part: Part, access: Access, stop: threading.Event
) -> "Future[PartRead]":
    return pool.submit(
        read_part, access, service=part.service, region=part.region, pool=pool, stop=stop
    )


def _store(part: Part, future: "Future[PartRead]") -> str:
    error = future.exception()
    if error is None:
        store_part(part, future.result())
    else:
        # A collector's own mistake must cost its service and not the run; the log has the trace.
        logger.error("Reading %s failed", part, exc_info=error)
        fail_part(part, f"Reading {part.service} failed: {type(error).__name__}.")
    return f"{part.service} in {part.region} ({part.account})"


def _give_up(waiting: "dict[Future[PartRead], Part]") -> None:
    for future, part in waiting.items():
        future.cancel()
        fail_part(part, TIMED_OUT)


def _progress(run: Run, label: str) -> None:
    total = run.parts.count()
    done = run.parts.exclude(state=PartState.WAITING).count()
    report_progress(run, done=done, total=total, label=label or run.progress_label)
