"""The work of a propagation: workload after workload, each in a transaction of its own."""

import logging
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy, ngettext

from reviewapp.jobs.domain import JobLost, report_progress
from reviewapp.jobs.models import JobState
from reviewapp.jobs.working import COMPLETE, Ending, do_job
from reviewapp.workloads.models import Workload

from .domain.applying import apply_templates
from .domain.propagations import workloads_behind
from .models import Propagation

logger = logging.getLogger(__name__)

MISTAKE = gettext_lazy(
    "It stopped because of a mistake of this server ({}). Its log has the details. Workloads "
    "that were reached are up to date; start it again for the others."
)


def propagate(propagation_id: str) -> Propagation | None:
    """Does the work of a propagation; safe to call twice, and again after a worker was killed.

    What is left to do stands with the workloads themselves, so that another worker goes on
    where one stopped.

    Returns:
        The ended job, or None where it is gone, ended before, or held by another worker.
    """
    return do_job(Propagation, propagation_id, _work, mistake=MISTAKE)


def _work(job: Propagation) -> Ending:
    """Raises JobCancelled, JobLost."""
    _reach_all(job)
    job.refresh_from_db(fields=["failed"])
    return (JobState.PARTIAL, left_words(job.failed)) if job.failed else COMPLETE


def _reach_all(job: Propagation) -> None:
    """Raises JobCancelled, JobLost."""
    behind = list(workloads_behind(job))
    names = dict(Workload.objects.filter(pk__in=behind).values_list("pk", "name"))
    before, total = job.workloads, job.workloads + len(behind)
    # One that was left in an earlier attempt is tried again.
    Propagation.objects.filter(pk=job.pk).update(failed=0)
    for number, workload_id in enumerate(behind):
        report_progress(job, done=before + number, total=total, label=names.get(workload_id, ""))
        _reach(job, workload_id)
    report_progress(job, done=total, total=total)


def _reach(job: Propagation, workload_id: UUID) -> None:
    """One workload; one that cannot be reached is left and counted. Raises JobLost."""
    try:
        with transaction.atomic():
            applied = apply_templates(workload_id, by=job.requested_by)
            # In the same transaction: what a worker that lost the job wrote is taken back.
            _count(job, workloads=1, answers=applied.changed, kept=applied.kept)
    except JobLost:
        raise
    except Workload.DoesNotExist:
        logger.info("Workload %s is gone", workload_id)
    except Exception:
        logger.exception("Workload %s is left behind its templates", workload_id)
        _count(job, failed=1)


def _count(job: Propagation, **more: int) -> None:
    """Raises JobLost where another worker holds the job."""
    held = Propagation.objects.filter(pk=job.pk, state=JobState.RUNNING, holder=job.holder)
    if not held.update(**{name: F(name) + number for name, number in more.items()}):
        raise JobLost


def left_words(failed: int) -> str:
    """Says that so many workloads could not be reached, in the active language."""
    return ngettext(
        "One workload was left as before, because of a mistake of this server; its log has the "
        "details. Start it again to try once more.",
        "%(n)s workloads were left as before, because of a mistake of this server; its log has "
        "the details. Start it again to try once more.",
        failed,
    ) % {"n": failed}
