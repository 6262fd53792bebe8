"""Claiming, renewing and ending job rows.

Two workers may be handed the same row (a message delivered twice, a worker thought lost). The
row decides: every step is an `UPDATE … WHERE` on the state it expects, and whoever changes no
row has lost and stops.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    models,
    transaction,
)
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from reviewapp.isolation.scopes import everything, tenant
from reviewapp.isolation.tables import owner_of
from reviewapp.web.languages import in_language_of

from .models import ACTIVE_STATES, Job, JobState
from .signals import moved

T = TypeVar("T")
J = TypeVar("J", bound=Job)
# What Django raises where the database is away, whatever was being asked.
OUTAGE = (OperationalError, InterfaceError)

logger = logging.getLogger(__name__)

QUEUED_AGAIN_AFTER = timedelta(seconds=60)


class JobCancelled(Exception):
    """Somebody asked for the job to stop."""


class JobLost(Exception):
    """Another worker holds the job now; this one must stop without a trace."""


def enqueue(job: Job) -> None:
    """Queues the job's task once the current transaction is committed."""
    task, pk = job.TASK, str(job.pk)
    moved.send(sender=type(job), job=job, ended=False)
    transaction.on_commit(lambda: current_app.send_task(task, args=[pk]))


def claim(model: type[J], pk: str) -> J | None:
    """Takes a queued job, or a running one whose lease ran out.

    Returns:
        The job with this worker as its holder, or None where it is gone, ended or held.
    """
    with everything():
        return _claimed(model, pk)


@contextmanager
def in_its_organisation(job: Job) -> Iterator[None]:
    """Sees the rows of the organisation whose job it is, and no others."""
    with everything():
        owner = owner_of(job)
    with tenant(owner):
        yield


def _claimed(model: type[J], pk: str) -> J | None:
    now = timezone.now()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    holder = uuid.uuid4().hex
    taken = model._default_manager.filter(free, pk=pk).update(
        state=JobState.RUNNING,
        holder=holder,
        lease_until=_lease(),
        attempts=F("attempts") + 1,
        started_at=models.functions.Coalesce("started_at", now),
    )
    return model._default_manager.get(pk=pk) if taken else None


def renew(job: Job) -> None:
    """Says that the holder is alive.

    Raises:
        JobLost: another worker holds the job, or it ended.
    """
    if not _held(job).update(lease_until=_lease()):
        raise JobLost


def report_progress(job: Job, *, done: int, total: int, label: str = "") -> None:
    """Stores how far the job is, and hears whether it should stop.

    Raises:
        JobCancelled: somebody asked for it to stop.
        JobLost: another worker holds the job.
    """
    job.progress_done, job.progress_total, job.progress_label = done, total, label[:200]
    changed = _held(job).update(
        progress_done=done,
        progress_total=total,
        progress_label=job.progress_label,
        lease_until=_lease(),
    )
    if not changed:
        raise JobLost
    moved.send(sender=type(job), job=job, ended=False)
    if type(job)._default_manager.filter(pk=job.pk, cancel_requested=True).exists():
        raise JobCancelled


def finish(job: Job, *, state: JobState, failure: str = "") -> bool:
    """Ends the job; False where somebody else holds it by now."""
    job.state, job.failure = state, failure
    job.ended_at = timezone.now()
    ended = bool(
        _held(job).update(state=state, failure=failure, ended_at=job.ended_at, lease_until=None)
    )
    if ended:
        moved.send(sender=type(job), job=job, ended=True)
    return ended


def put_back(job: Job, *, until: datetime) -> bool:
    """Queues a job again for later, with what it has done kept; False where it is not held.

    Waiting is no attempt: a job may be put back as often as it takes. Housekeeping queues it.
    """
    return bool(
        _held(job).update(
            state=JobState.QUEUED, holder="", lease_until=until, attempts=F("attempts") - 1
        )
    )


def request_cancel(job: Job) -> bool:
    """Asks a job to stop; one that nobody holds yet ends at once. False where it had ended."""
    manager = type(job)._default_manager
    now = timezone.now()
    if manager.filter(pk=job.pk, state=JobState.QUEUED).update(
        state=JobState.CANCELLED, ended_at=now, cancel_requested=True
    ):
        return True
    return bool(manager.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_requested=True))


def recover_lost() -> int:
    """Queues jobs again whose worker is gone, or ends them where they were tried enough.

    Also queues again what was queued but never claimed for a minute: its message may have been
    lost with the broker. Returns how many rows were touched.
    """
    return sum(_recover(model) for model in job_models())


def job_models() -> list[type[Job]]:
    """Every concrete kind of job in the product."""
    return [model for model in apps.get_models() if issubclass(model, Job)]


def through_outages(work: Callable[[], T], *, seconds: float) -> T:
    """Does work that may be done again, and again where the database went away in the middle.

    Raises:
        OperationalError, InterfaceError: it stayed away for longer than `seconds`.
    """
    while True:
        try:
            return work()
        except OUTAGE:
            logger.warning("The database went away; waiting for it", exc_info=True)
            if not _answers_within(seconds):
                raise


def _answers_within(seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        connection.close()
        try:
            connection.ensure_connection()
        except OUTAGE:
            time.sleep(0.5)
        else:
            return True
    return False


@contextmanager
def heartbeat(job: Job) -> Iterator[None]:
    """Renews the lease from a thread while the body works, for steps that cannot report."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(job, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _beat(job: Job, stop: threading.Event) -> None:
    try:
        # A thread has a connection of its own, which has not entered the job's organisation.
        with everything():
            _beat_until(job, stop)
    except JobLost:
        logger.info("%s %s: held by another worker now", type(job).__name__, job.pk)
    finally:
        connection.close()


def _beat_until(job: Job, stop: threading.Event) -> None:
    """Raises JobLost."""
    while not stop.wait(settings.JOB_LEASE_SECONDS / 3):
        close_old_connections()
        _renew_if_there(job)


def _renew_if_there(job: Job) -> None:
    """A database that is away for a moment ends no job: the lease outlasts three beats."""
    try:
        renew(job)
    except OUTAGE:
        logger.warning("%s %s: the database does not answer", type(job).__name__, job.pk)


def _recover(model: type[Job]) -> int:
    now = timezone.now()
    lost = Q(state=JobState.RUNNING, lease_until__lt=now)
    # A queued job's lease is the minute in which its last message may still be waiting.
    waited = Q(lease_until=None) | Q(lease_until__lt=now)
    forgotten = Q(state=JobState.QUEUED, queued_at__lt=now - QUEUED_AGAIN_AFTER) & waited
    touched = 0
    for job in model._default_manager.filter(lost | forgotten)[:100]:
        touched += 1
        if job.attempts >= model.MAX_ATTEMPTS:
            _give_up(job)
        else:
            _queue_again(job)
    return touched


def _queue_again(job: Job) -> None:
    same = type(job)._default_manager.filter(pk=job.pk, state=job.state, attempts=job.attempts)
    if same.update(state=JobState.QUEUED, lease_until=timezone.now() + QUEUED_AGAIN_AFTER):
        enqueue(job)


def _give_up(job: Job) -> None:
    manager = type(job)._default_manager
    manager.filter(pk=job.pk, state__in=ACTIVE_STATES, attempts=job.attempts).update(
        state=JobState.FAILED,
        ended_at=timezone.now(),
        lease_until=None,
        failure=_words_of_giving_up(job),
    )


def _words_of_giving_up(job: Job) -> str:
    words = gettext_lazy(
        "The worker stopped %(times)d times before the work was done. "
        "Look into the worker's log for the reason, then start it again."
    )
    with in_language_of(job.asked_by):
        return words % {"times": job.attempts}


def _held(job: Job) -> models.QuerySet[Job]:
    return type(job)._default_manager.filter(pk=job.pk, state=JobState.RUNNING, holder=job.holder)


def _lease() -> datetime:
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
