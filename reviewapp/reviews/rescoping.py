"""Judging a workload's last scan again, after what belongs to the workload changed."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reviewapp.collection.models import Run
from reviewapp.collection.queries import latest_complete_run
from reviewapp.findings.domain import evaluate
from reviewapp.findings.domain.rescoping import end_if_in_step
from reviewapp.findings.models import Rescoping
from reviewapp.jobs.domain import report_progress
from reviewapp.jobs.working import do_job
from reviewapp.scanners.domain import take_from_run

from .domain.reviews import reassess_workload
from .domain.suggesting import store_suggestions
from .noticing import telling_of_risks

LABEL = _("Checking the facts that are in scope")
MISTAKE = _(
    "The server made a mistake ({}); its log has the details. Findings are those of the scope "
    "before. Save the scope again, or scan."
)


def rescope(rescoping_id: str) -> Rescoping | None:
    """Judges the last scan by the scope as it stands, and again where that changed meanwhile.

    Safe to call twice, and again after a worker was killed: findings are replaced as a whole, and
    nothing that people decided is touched.

    Returns:
        The ended row, or None where it is gone, ended before, or held by another worker.
    """
    return do_job(Rescoping, rescoping_id, _judge_until_in_step, mistake=MISTAKE)


def _judge_until_in_step(job: Rescoping) -> None:
    """Raises JobCancelled, JobLost."""
    while True:
        report_progress(job, done=0, total=0, label=str(LABEL))
        run = latest_complete_run(job.workload)
        if run is not None:
            _judge(run)
        if end_if_in_step(job, run):
            return


@transaction.atomic
def _judge(run: Run) -> None:
    """Findings and suggestions change together for whoever looks."""
    outcomes = evaluate(run)
    take_from_run(run)
    store_suggestions(run, outcomes)
    with telling_of_risks(run.workload_id, because=_("what belongs to it has changed.")):
        reassess_workload(run.workload_id)
