"""Many at once: numbers without holes, and nobody waits for each other in a circle."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from reviewapp.audit.domain.verifying import verify_chain
from reviewapp.audit.models import Entry
from reviewapp.workloads.models import SignificantEvent, Workload
from tests.factories import make_organisation, make_workload

from .chains import say

pytestmark = pytest.mark.django_db(transaction=True)

THREADS, EACH = 8, 25


def in_threads(*works):
    def run(work):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [each.result(timeout=60) for each in [pool.submit(run, work) for work in works]]


def test_numbers_of_many_writers_have_no_holes():
    organisation = make_organisation()
    gate = threading.Barrier(THREADS)

    def write():
        gate.wait(timeout=30)
        for each in range(EACH):
            with transaction.atomic():
                say(organisation, "taken back")
                transaction.set_rollback(True)
            with transaction.atomic():
                say(organisation, str(each))

    in_threads(*[write] * THREADS)
    numbers = Entry.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, THREADS * EACH + 1))
    verdict = verify_chain(organisation.pk)
    assert (verdict.entries, verdict.misfit) == (THREADS * EACH, None)


def test_one_transaction_in_two_logs_leaves_nobody_unlinked():
    one, other = make_organisation(), make_organisation()
    with transaction.atomic():
        for each in (one, other, one, one, other):
            say(each)
    for organisation, count in ((one, 3), (other, 2)):
        verdict = verify_chain(organisation.pk)
        assert (verdict.entries, verdict.misfit) == (count, None)


def test_the_chain_is_locked_after_everything_else():
    """A foreign key, checked at the commit, waits for a row that somebody else holds, who then
    needs the chain.
    """
    organisation = make_organisation()
    workload = make_workload(organisation)
    held, written = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Workload.objects.select_for_update().get(pk=workload.pk)
            held.set()
            assert written.wait(30)
            until_somebody_waits()
            say(organisation, "held the workload")

    def write():
        assert held.wait(30)
        with transaction.atomic():
            say(organisation, "named the workload")
            SignificantEvent.objects.create(workload=workload, name="Sale", date="2026-11-27")
            written.set()

    in_threads(hold, write)
    told = Entry.objects.order_by("number").values_list("number", "subject")
    assert list(told) == [(1, "held the workload"), (2, "named the workload")]


def until_somebody_waits():
    """A commit is under way and waits for a row that this connection holds."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")
