"""Judging all of an organisation's reviews again, after its levels of practices changed."""

import logging
from uuid import UUID

from reviewapp.jobs.domain import JobCancelled, JobLost, claim, finish, heartbeat, report_progress
from reviewapp.jobs.models import JobState
from reviewapp.lenses.models import Rejudging
from reviewapp.workloads.models import Workload

from .domain.reviews import reassess_workload

logger = logging.getLogger(__name__)

LABEL = "Workloads judged again"


def judge_organisation(rejudging_id: str) -> Rejudging | None:
    """Judges one workload after the other, each in a transaction of its own.

    Safe to call twice, and again after a worker was killed: judging is by the levels of the
    moment, and nothing but risks is written. One that a later change overtook leaves the rest
    to that change's own.

    Returns:
        The ended row, or None where it is gone, ended before, or held by another worker.
    """
    job = claim(Rejudging, rejudging_id)
    if job is None:
        logger.info("Judging %s is gone, ended or held by another worker", rejudging_id)
        return None
    assert isinstance(job, Rejudging)  # noqa: S101 - claim gives back the model it was given
    try:
        state, failure = _work(job)
    except JobLost:
        logger.info("Judging %s is held by another worker now", rejudging_id)
        return None
    return job if finish(job, state=state, failure=failure) else None


def _work(job: Rejudging) -> tuple[JobState, str]:
    """Raises JobLost."""
    try:
        with heartbeat(job):
            _judge_all(job)
    except JobCancelled:
        return JobState.CANCELLED, ""
    except JobLost:
        raise
    except Exception as error:
        logger.exception("Judging %s failed", job.pk)
        return JobState.FAILED, _words(error)
    return JobState.COMPLETE, ""


def _judge_all(job: Rejudging) -> None:
    """Raises JobCancelled, JobLost."""
    workloads = Workload.objects.filter(organisation=job.organisation_id).order_by("created_at")
    ids = list(workloads.values_list("pk", flat=True))
    for done, workload_id in enumerate(ids):
        report_progress(job, done=done, total=len(ids), label=LABEL)
        if _overtaken(job):
            return
        _judge(workload_id)
    report_progress(job, done=len(ids), total=len(ids), label=LABEL)


def _judge(workload_id: UUID) -> None:
    try:
        reassess_workload(workload_id)
    except Workload.DoesNotExist:
        logger.info("Workload %s was deleted in the meantime", workload_id)


def _overtaken(job: Rejudging) -> bool:
    later = Rejudging.objects.filter(organisation=job.organisation_id, queued_at__gt=job.queued_at)
    return later.exists()


def _words(error: Exception) -> str:
    return (
        f"The server made a mistake ({type(error).__name__}); its log has the details. No answer "
        "was touched."
    )
