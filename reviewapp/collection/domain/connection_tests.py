"""The job that tests every connection of a workload, several accounts at once."""

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from reviewapp.collection.models import ConnectionsTest
from reviewapp.jobs.domain import enqueue, report_progress
from reviewapp.jobs.models import ACTIVE_STATES, JobState
from reviewapp.jobs.working import COMPLETE, Ending, do_job
from reviewapp.people.models import User
from reviewapp.workloads.models import Connection, Workload

from .connect import reach_connection, test_connection

AT_ONCE = 8
AT_ONCE_THOROUGH = 2
LABEL = "Connections tested"
MISTAKE = (
    "The test stopped because of a mistake of this server ({}). Its log has the details. "
    "What was tested before stands with each connection; start it again for the others."
)


def start_connections_test(
    *, workload: Workload, by: User | None = None, thorough: bool = False
) -> ConnectionsTest:
    """Queues a test of all connections; the one under way where there is one."""
    try:
        with transaction.atomic():
            found = ConnectionsTest.objects.create(
                workload=workload, requested_by=by, thorough=thorough
            )
    except IntegrityError:
        active = workload.connection_tests.filter(state__in=ACTIVE_STATES).first()
        if active is None:
            raise
        return active
    enqueue(found)
    return found


def test_connections(test_id: str) -> ConnectionsTest | None:
    """Does the work of a test; whoever takes it up again goes on where it stopped.

    Returns:
        The ended one, or None where it is gone, ended before, or held by another worker.
    """
    return do_job(ConnectionsTest, test_id, _test_all, mistake=MISTAKE)


def _test_all(job: ConnectionsTest) -> Ending:
    """Raises JobCancelled, JobLost."""
    connections = Connection.objects.filter(workload=job.workload_id)
    total = connections.count()
    left = connections.exclude(last_tested_at__gte=job.queued_at).values_list("pk", flat=True)
    waiting = list(left)
    done = total - len(waiting)
    report_progress(job, done=done, total=total, label=LABEL)
    for number in _tested(job, waiting):
        done += number
        report_progress(job, done=done, total=total, label=LABEL)
    bad = Connection.objects.filter(workload=job.workload_id, last_test__ok=False).exists()
    return (JobState.PARTIAL, "") if bad else COMPLETE


def _tested(job: ConnectionsTest, ids: Sequence[UUID]) -> Iterator[int]:
    """Says each time how many more were tested; begins nothing more once it is closed."""
    at_once = AT_ONCE_THOROUGH if job.thorough else AT_ONCE
    pool = ThreadPoolExecutor(at_once)
    try:
        waiting: set[Future[Any]] = {pool.submit(_test, job, pk) for pk in ids}
        while waiting:
            done, waiting = wait(waiting, timeout=2, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
            yield len(done)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _test(job: ConnectionsTest, pk: UUID) -> None:
    try:
        found = Connection.objects.select_related("workload").filter(pk=pk).first()
        if found is not None:  # else it was removed in the meantime
            (test_connection if job.thorough else reach_connection)(found)
    finally:
        connection.close()
