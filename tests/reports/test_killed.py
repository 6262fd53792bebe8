"""A worker killed in the middle of a report: the next one finishes it, without a hand."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from celery.contrib.testing.worker import start_worker
from django.db import connection
from django.utils import timezone

from reviewapp.config.celery import app
from reviewapp.files.models import StoredFile
from reviewapp.jobs.domain import recover_lost
from reviewapp.reports.domain import request_report
from reviewapp.reports.models import Format, Report

from .factories import HIGH_TITLE, make_reviewed, read, text_of

ROOT = Path(__file__).resolve().parents[2]

# Does the work as the Celery task does, and stands still in the middle of the layout.
WORKER = """
import sys, time, django
django.setup()
from django.db import connections
connections.databases["default"]["NAME"] = sys.argv[1]
from reviewapp.reports import writing
whole = writing._Pulse.__call__
def stand_still(pulse, words):
    whole(pulse, words)
    if words.startswith("Laying out page"):
        time.sleep(600)
writing._Pulse.__call__ = stand_still
writing.SECONDS_BETWEEN = 0
writing.write_report(sys.argv[2])
"""


def wait_until(condition, *, seconds=90, pause=0.1):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(pause)


def ended_after_tick(report):
    """Ticks as beat does; a message that another test's worker took is sent again by that."""
    recover_lost()
    return not Report.objects.get(pk=report.pk).is_active


def start_and_kill(report):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    name = connection.settings_dict["NAME"]
    command = [sys.executable, "-c", WORKER, name, str(report.pk)]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        in_layout = Report.objects.filter(pk=report.pk, progress_label__contains="page")
        wait_until(lambda: in_layout.exists() or worker.poll() is not None)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_is_followed_by_another(workload):
    make_reviewed(workload)
    report = request_report(workload=workload, kind=Format.PDF)

    start_and_kill(report)

    report.refresh_from_db()
    assert (report.state, report.attempts) == ("running", 1)
    assert StoredFile.objects.count() == 0
    assert recover_lost() == 0, "while its lease lasts, the worker may be alive"

    past = timezone.now() - timedelta(seconds=1)
    Report.objects.filter(pk=report.pk).update(lease_until=past)
    assert recover_lost() == 1
    with start_worker(app, perform_ping_check=False, pool="solo"):
        wait_until(lambda: ended_after_tick(report), pause=1)

    report.refresh_from_db()
    assert (report.state, report.failure, report.attempts) == ("complete", "", 2)
    assert [each.pk for each in StoredFile.objects.all()] == [report.file_id]
    assert HIGH_TITLE in text_of(read(bytes(report.file.content)))
