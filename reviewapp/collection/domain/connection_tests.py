"""The job that tests every connection of a workload, several accounts at once."""

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import get_language, gettext_lazy, override

from reviewapp.collection.models import ConnectionsTest
from reviewapp.jobs.domain import enqueue, report_progress
from reviewapp.jobs.models import ACTIVE_STATES, JobState
from reviewapp.jobs.working import COMPLETE, Ending, do_job
from reviewapp.people.models import User
from reviewapp.workloads.models import Connection, Workload

from .connect import ConnectionTest, keep_test, try_connection

AT_ONCE = 8
AT_ONCE_THOROUGH = 2
LABEL = gettext_lazy("Connections tested")
MISTAKE = gettext_lazy(
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
    left = connections.exclude(last_tested_at__gte=job.queued_at).select_related("workload")
    waiting = list(left)
    done = total - len(waiting)
    report_progress(job, done=done, total=total, label=str(LABEL))
    for tested in _tested(waiting, thorough=job.thorough):
        for connection, result in tested:
            keep_test(connection, result)
        done += len(tested)
        report_progress(job, done=done, total=total, label=str(LABEL))
    bad = connections.filter(last_test__ok=False).exists()
    return (JobState.PARTIAL, "") if bad else COMPLETE


def _try(connection: Connection, *, language: str | None, thorough: bool) -> ConnectionTest:
    """A thread has no language of its own: it words the result in that of the job."""
    with override(language):
        return try_connection(connection, thorough=thorough)


def _tested(
    connections: Sequence[Connection], *, thorough: bool
) -> Iterator[list[tuple[Connection, ConnectionTest]]]:
    """What ended since the last time, every two seconds; begins nothing more once it is closed.

    Threads ask AWS; the thread that walks through this alone speaks to the database.
    """
    pool = ThreadPoolExecutor(AT_ONCE_THOROUGH if thorough else AT_ONCE)
    try:
        ask = partial(_try, language=get_language(), thorough=thorough)
        asked = {pool.submit(ask, each): each for each in connections}
        while asked:
            ended, _ = wait(asked, timeout=2, return_when=FIRST_COMPLETED)
            yield [(asked.pop(future), future.result()) for future in ended]
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
