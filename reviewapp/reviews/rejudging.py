"""Judging all of an organisation's reviews again, after its levels of practices changed."""

import logging
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from reviewapp.jobs.domain import report_progress
from reviewapp.jobs.working import COMPLETE, Ending, do_job
from reviewapp.lenses.models import Rejudging
from reviewapp.workloads.models import Workload

from .domain.reviews import reassess_workload
from .noticing import telling_of_risks

logger = logging.getLogger(__name__)

LABEL = _("Workloads judged again")
MISTAKE = _("The server made a mistake ({}); its log has the details. No answer was touched.")


def judge_organisation(rejudging_id: str) -> Rejudging | None:
    """Judges one workload after the other, each in a transaction of its own.

    Safe to call twice, and again after a worker was killed: judging is by the levels of the
    moment, and nothing but risks is written. One that a later change overtook leaves the rest
    to that change's own.

    Returns:
        The ended row, or None where it is gone, ended before, or held by another worker.
    """
    return do_job(Rejudging, rejudging_id, _judge_all, mistake=MISTAKE)


def _judge_all(job: Rejudging) -> Ending:
    """Raises JobCancelled, JobLost."""
    workloads = Workload.objects.filter(organisation=job.organisation_id).order_by("created_at")
    ids = list(workloads.values_list("pk", flat=True))
    for done, workload_id in enumerate(ids):
        report_progress(job, done=done, total=len(ids), label=str(LABEL))
        if _overtaken(job):
            return COMPLETE
        _judge(workload_id)
    report_progress(job, done=len(ids), total=len(ids), label=str(LABEL))
    return COMPLETE


def _judge(workload_id: UUID) -> None:
    try:
        with telling_of_risks(workload_id, because=_("levels of practices have changed.")):
            reassess_workload(workload_id)
    except Workload.DoesNotExist:
        logger.info("Workload %s was deleted in the meantime", workload_id)


def _overtaken(job: Rejudging) -> bool:
    later = Rejudging.objects.filter(organisation=job.organisation_id, queued_at__gt=job.queued_at)
    return later.exists()
