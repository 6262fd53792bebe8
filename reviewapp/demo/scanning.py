"""The demo's first scan, done in place with its progress in words."""

import threading
import time
import urllib.request
from collections.abc import Callable
from urllib.error import URLError
from uuid import UUID

from django.db import connection

from reviewapp.collection.domain import RunActive, start_run
from reviewapp.collection.models import Run
from reviewapp.collection.queries import latest_complete_run
from reviewapp.people.models import User
from reviewapp.reviews.scan import scan
from reviewapp.workloads.models import Workload

from .account import READY_PATH

READY_SECONDS = 120
POLL_SECONDS = 0.25
SAY_SECONDS = 2.0

Say = Callable[[str], object]


class AccountAbsent(Exception):
    """The simulated account did not answer in time."""


def await_account(endpoint: str) -> None:
    """Returns once the account is filled. Raises AccountAbsent."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(endpoint + READY_PATH, timeout=5):  # noqa: S310 - ours
                return
        except (URLError, OSError):
            time.sleep(POLL_SECONDS)
    raise AccountAbsent(f"The simulated account at {endpoint} was not ready in {READY_SECONDS} s.")


def ensure_scanned(workload: Workload, *, endpoint: str, by: User, say: Say) -> Run:
    """The newest complete run of the workload; scans where there is none.

    Returns a run that did not complete where the scan failed: its page says why.
    """
    done = latest_complete_run(workload)
    if done is not None:
        return done
    say("Filling the simulated account…")
    await_account(endpoint)
    say("Scanning it…")
    return _scan(workload, by=by, say=say)


def _scan(workload: Workload, *, by: User, say: Say) -> Run:
    try:
        run = start_run(workload=workload, by=by, queue=False)
    except RunActive as error:
        run = error.run
    ended = threading.Event()
    watcher = threading.Thread(target=_report, args=(run.pk, say, ended), daemon=True)
    watcher.start()
    try:
        return _work(run)
    finally:
        ended.set()
        watcher.join()


def _work(run: Run) -> Run:
    """Does the work, or waits for the worker that took it up first."""
    while True:
        scan(str(run.pk))
        now = Run.objects.get(pk=run.pk)
        if not now.is_active:
            return now
        time.sleep(POLL_SECONDS)


def _progress(run: Run) -> str:
    stage = run.get_stage_display()
    return f"{stage}: {run.progress_done} of {run.progress_total}" if run.progress_total else stage


def _report(pk: UUID, say: Say, ended: threading.Event) -> None:
    last = ""
    try:
        while not ended.wait(SAY_SECONDS):
            now = Run.objects.filter(pk=pk).first()
            line = _progress(now) if now else last
            if line != last:
                say(line)
                last = line
    finally:
        connection.close()
