"""A scan from the command line, for pipelines and cron."""

import logging
import os
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import current_app
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from reviewapp.collection.domain import NothingToRead, RunActive, start_run
from reviewapp.collection.models import Run
from reviewapp.jobs.models import JobState
from reviewapp.reviews.scan import scan
from reviewapp.reviews.scan_report import scan_report
from reviewapp.workloads.commands import PipelineCommand
from reviewapp.workloads.models import Workload

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
EXIT_FAILED = 1
# Variables that say who this process is to AWS, or where AWS is.
OWN_WAY_IN = (
    "AWS_ENDPOINT_URL",
    "AWS_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_ROLE_ARN",
    "AWS_CONTAINER_CREDENTIALS",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_CONFIG_FILE",
)
EXIT_PARTS_UNREAD = 3


class Command(PipelineCommand):
    help = (
        "Scan a workload: collection, checks, suggestions. Needs no running server. "
        "Exit code 0: complete; 3: complete with parts unread; 1: failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workload", required=True, metavar="NAME")
        parser.add_argument("--wait", action="store_true", help="until the scan has ended")
        parser.add_argument("--json", action="store_true", help="the result as JSON")
        self.add_organisation(parser)

    def handle(self, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        workload = self.workload(options)
        here = _must_work_here(workload) or not _worker_answers()
        run = self._start(workload, queue=not here)
        if not options["wait"] and not here:
            self._put(run, options)
            return
        ended = self._work(run) if here else self._watch(run)
        self._put(ended, options)
        sys.exit(_exit_code(ended))

    def _start(self, workload: Workload, *, queue: bool) -> Run:
        try:
            return start_run(workload=workload, queue=queue)
        except RunActive as error:
            self.say("A scan of this workload is under way; waiting for that one.")
            return error.run
        except NothingToRead as error:
            raise CommandError(str(error)) from error

    def _work(self, run: Run) -> Run:
        """Does the work, or takes it up from a worker that was lost, until the run has ended."""
        with self._watching(run):
            while True:
                if not _rests(_again(run)):
                    scan(str(run.pk))
                now = _again(run)
                if not now.is_active:
                    return now
                time.sleep(POLL_SECONDS)

    @contextmanager
    def _watching(self, run: Run) -> Iterator[None]:
        """Reports progress from a thread, which is gone before the database may be stopped."""
        done = threading.Event()
        thread = threading.Thread(target=self._watch_quietly, args=(run, done), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _watch_quietly(self, run: Run, done: threading.Event) -> None:
        try:
            self._watch(run, done)
        except CommandError:
            logger.info("Run %s is gone; the command itself says so", run.pk)
        finally:
            connection.close()

    def _watch(self, run: Run, done: threading.Event | None = None) -> Run:
        """Reports progress to standard error until the run has ended, or `done` is set."""
        done = done or threading.Event()
        last = ""
        while True:
            now = _again(run)
            line = _line(now)
            if line != last:
                self.say(line)
                last = line
            if not now.is_active or done.wait(POLL_SECONDS):
                return now

    def _put(self, run: Run, options: dict[str, Any]) -> None:
        if run.failure:
            self.say(run.failure)
        if options["json"]:
            self.put_json(scan_report(run))
            return
        self.put(f"{run.get_state_display()}: {run.facts_count} facts with {run.calls} calls.")


def _line(run: Run) -> str:
    if run.resumes_at and run.is_active:
        return f"Waiting for the budget of calls until {run.resumes_at:%H:%M} UTC"
    stage = str(run.get_stage_display())
    return f"{stage}: {run.progress_done} of {run.progress_total}" if run.progress_total else stage


def _again(run: Run) -> Run:
    """The run as it stands now."""
    now = Run.objects.filter(pk=run.pk).first()
    if now is None:
        raise CommandError("The workload was deleted while it was scanned.")
    return now


def _rests(run: Run) -> bool:
    """Whether it waits for its budget of calls; to try again would open accounts in vain."""
    return run.resumes_at is not None and run.resumes_at > timezone.now()


def _exit_code(run: Run) -> int:
    codes = {JobState.COMPLETE: 0, JobState.PARTIAL: EXIT_PARTS_UNREAD}
    return codes.get(JobState(run.state), EXIT_FAILED)


def _must_work_here(workload: Workload) -> bool:
    """Credentials and endpoint of this process's environment would not reach a worker's."""
    in_environment = any(name.startswith(OWN_WAY_IN) for name in os.environ)
    return in_environment and not workload.connections.exists()


def _worker_answers() -> bool:
    try:
        return bool(current_app.control.ping(timeout=1.0))
    except (OSError, current_app.connection_for_read().connection_errors):
        return False
