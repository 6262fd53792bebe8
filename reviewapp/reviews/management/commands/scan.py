"""A scan from the command line, for pipelines and cron."""

import os
import sys
import threading
import time
from argparse import ArgumentParser
from typing import Any

from celery import current_app
from django.core.management import CommandError, call_command
from django.db import connection

from reviewapp.collection.domain import NothingToRead, RunActive, start_run
from reviewapp.collection.models import Run
from reviewapp.jobs.models import JobState
from reviewapp.reviews.commands import PipelineCommand
from reviewapp.reviews.scan import scan
from reviewapp.reviews.scan_report import scan_report
from reviewapp.workloads.models import Workload

POLL_SECONDS = 1.0
EXIT_FAILED = 1
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
        threading.Thread(target=self._watch_quietly, args=(run,), daemon=True).start()
        while True:
            scan(str(run.pk))
            now = Run.objects.get(pk=run.pk)
            if not now.is_active:
                return now
            time.sleep(POLL_SECONDS)

    def _watch_quietly(self, run: Run) -> None:
        try:
            self._watch(run)
        finally:
            connection.close()

    def _watch(self, run: Run) -> Run:
        """Reports progress to standard error until the run has ended."""
        last = ""
        while True:
            now = Run.objects.get(pk=run.pk)
            line = f"{now.get_stage_display()}: {now.progress_done} of {now.progress_total}"
            if line != last:
                self.say(line)
                last = line
            if not now.is_active:
                return now
            time.sleep(POLL_SECONDS)

    def _put(self, run: Run, options: dict[str, Any]) -> None:
        if options["json"]:
            self.put_json(scan_report(run))
            return
        text = f"{run.get_state_display()}: {run.facts_count} facts with {run.calls} calls."
        self.stdout.write(f"{text} {run.failure}".strip())


def _exit_code(run: Run) -> int:
    codes = {JobState.COMPLETE: 0, JobState.PARTIAL: EXIT_PARTS_UNREAD}
    return codes.get(JobState(run.state), EXIT_FAILED)


def _must_work_here(workload: Workload) -> bool:
    """Credentials and endpoint of this process's environment would not reach a worker's."""
    in_environment = any(name.startswith("AWS_") for name in os.environ)
    return in_environment and not workload.connections.exists()


def _worker_answers() -> bool:
    try:
        return bool(current_app.control.ping(timeout=1.0))
    except (OSError, current_app.connection_for_read().connection_errors):
        return False
