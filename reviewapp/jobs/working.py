"""The one way in which a worker does a job: claim it, work while the lease is renewed, end it."""

import logging
from collections.abc import Callable

from django.utils.functional import Promise

from reviewapp.web.languages import in_language_of

from .domain import J, JobCancelled, JobLost, claim, finish, heartbeat, in_its_organisation
from .models import Job, JobState

logger = logging.getLogger(__name__)

Ending = tuple[JobState, str]
COMPLETE: Ending = (JobState.COMPLETE, "")


class JobFailed(Exception):
    """The work cannot be done; the text says why and what to do."""


def do_job(
    model: type[J], pk: str, work: Callable[[J], Ending | None], *, mistake: str | Promise
) -> J | None:
    """Does the work of a job; safe to call twice, and again after a worker was killed.

    Args:
        model: the kind of job.
        pk: which one.
        work: gets the claimed job; returns the state and the words that it ends with, or None
            where it ended the job itself, in the transaction that keeps its result. It may raise
            JobCancelled, JobLost and JobFailed.
        mistake: what people read, in the language of whoever asked for the job, where it raises
            anything else; `{}` is the name of the error.

    Returns:
        The ended job, or None where it is gone, ended before, or held by another worker.
    """
    job = claim(model, pk)
    if job is None:
        logger.info("%s %s is gone, ended or held by another worker", model.__name__, pk)
        return None
    try:
        with in_its_organisation(job), in_language_of(job.asked_by):
            ending = _ending(job, work, mistake)
            if ending is not None:
                _end(job, ending)
    except JobLost:
        logger.info("%s %s is gone or held by another worker now", model.__name__, pk)
        return None
    return job


def _ending(job: J, work: Callable[[J], Ending | None], mistake: str | Promise) -> Ending | None:
    """Raises JobLost."""
    try:
        with heartbeat(job):
            return work(job)
    except JobCancelled:
        return JobState.CANCELLED, ""
    except JobLost:
        raise
    except JobFailed as error:
        return JobState.FAILED, str(error)
    except Exception as error:
        logger.exception("%s %s failed", type(job).__name__, job.pk)
        return JobState.FAILED, str(mistake).format(type(error).__name__)


def _end(job: Job, ending: Ending) -> None:
    """Raises JobLost."""
    state, failure = ending
    if not finish(job, state=state, failure=failure):
        raise JobLost
