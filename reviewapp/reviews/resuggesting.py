"""Suggesting again after a suppression began or ended, for one workload or a whole organisation."""

import logging
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from reviewapp.findings.models import Reapplying
from reviewapp.jobs.domain import report_progress
from reviewapp.jobs.working import COMPLETE, Ending, do_job
from reviewapp.workloads.models import Workload

from .domain.suggesting import suggest_again

logger = logging.getLogger(__name__)

LABEL = _("Workloads with suggestions worked out again")
MISTAKE = _("The server made a mistake ({}); its log has the details. No answer was touched.")


def apply_suppressions_everywhere(reapplying_id: str) -> Reapplying | None:
    """Marks findings and suggests again, workload by workload, each in its own transaction.

    Safe to call twice, and again after a worker was killed: it goes by the suppressions of the
    moment.

    Returns:
        The ended row, or None where it is gone, ended before, or held by another worker.
    """
    return do_job(Reapplying, reapplying_id, _work, mistake=MISTAKE)


def _work(job: Reapplying) -> Ending:
    """Raises JobCancelled, JobLost."""
    ids = _workloads(job)
    for done, workload_id in enumerate(ids):
        report_progress(job, done=done, total=len(ids), label=str(LABEL))
        _suggest(workload_id)
    report_progress(job, done=len(ids), total=len(ids), label=str(LABEL))
    return COMPLETE


def _workloads(job: Reapplying) -> list[UUID]:
    if job.workload_id:
        return [job.workload_id]
    found = Workload.objects.filter(organisation=job.organisation_id).order_by("created_at")
    return list(found.values_list("pk", flat=True))


def _suggest(workload_id: UUID) -> None:
    try:
        suggest_again(workload_id)
    except Workload.DoesNotExist:
        logger.info("Workload %s was deleted in the meantime", workload_id)
