"""One scan from end to end: collect, check, suggest."""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reviewapp.collection.domain import AccountUnreachable, BudgetSpent, collect, rest
from reviewapp.collection.models import Run, Stage
from reviewapp.collection.queries import unread_parts
from reviewapp.findings.domain import evaluate
from reviewapp.jobs.domain import (
    OUTAGE,
    JobCancelled,
    JobLost,
    claim,
    finish,
    heartbeat,
    in_its_organisation,
    report_progress,
    through_outages,
)
from reviewapp.jobs.models import JobState
from reviewapp.scanners.domain import take_from_run
from reviewapp.web.languages import in_language_of
from reviewapp.workloads.models import Workload

from .domain.reviews import reassess_workload
from .domain.suggesting import store_suggestions
from .noticing import telling_of_risks
from .signals import scan_finished

OUTAGE_SECONDS = 120.0

logger = logging.getLogger(__name__)


def scan(run_id: str) -> Run | None:
    """Does the work of a run; safe to call twice, and again after a worker was killed.

    Returns:
        The ended run, or None where it is gone, ended before, waits for its budget of calls, or is
        held by another worker.
    """
    run = claim(Run, run_id)
    if run is None:
        logger.info("Run %s is gone, ended or held by another worker", run_id)
        return None
    try:
        with in_its_organisation(run), in_language_of(run.asked_by):
            ended = through_outages(lambda: _do(run), seconds=OUTAGE_SECONDS)
    except JobLost:
        logger.info("Run %s is held by another worker now", run_id)
        return None
    return run if ended else None


def _do(run: Run) -> bool:
    """Everything that a run still needs; whatever was done of it before is not done again.

    False where it has not ended: it waits for its budget of calls, or another worker has it.
    """
    try:
        state, failure = _work(run)
    except BudgetSpent as spent:
        rest(run, until=spent.until)
        return False
    return _end(run, state, failure)


def _work(run: Run) -> tuple[JobState, str]:
    try:
        collect(run)
        with heartbeat(run):
            _judge(run)
    except JobCancelled:
        return JobState.CANCELLED, ""
    except AccountUnreachable as error:
        return JobState.FAILED, str(error)
    except (JobLost, BudgetSpent, *OUTAGE):
        raise
    except Exception as error:
        logger.exception("Run %s failed", run.pk)
        return JobState.FAILED, _words(error)
    return (JobState.PARTIAL if _unread(run) else JobState.COMPLETE), ""


def _judge(run: Run) -> None:
    _enter(run, Stage.CHECKING)
    outcomes = evaluate(run)
    take_from_run(run)
    _enter(run, Stage.PREFILLING)
    store_suggestions(run, outcomes)
    # What is true of a workload changes with the date too: an event comes near.
    with telling_of_risks(run.workload_id, because=_("a scan has ended.")):
        reassess_workload(run.workload_id)


def _enter(run: Run, stage: Stage) -> None:
    """Raises JobCancelled, JobLost."""
    report_progress(run, done=0, total=0, label=str(stage.label))
    run.stage = stage
    run.save(update_fields=["stage"])


def _end(run: Run, state: JobState, failure: str) -> bool:
    with transaction.atomic():
        if not finish(run, state=state, failure=failure):
            return False
        if state in (JobState.COMPLETE, JobState.PARTIAL):
            Run.objects.filter(pk=run.pk).update(stage=Stage.DONE)
            run.stage = Stage.DONE
            Workload.objects.filter(pk=run.workload_id).update(last_scan_at=timezone.now())
    scan_finished.send_robust(sender=Run, run=run)
    return True


def _unread(run: Run) -> bool:
    return unread_parts(run).exists()


def _words(error: Exception) -> str:
    words = gettext(
        "The scan stopped because of a mistake of this server (%(error)s). "
        "Its log has the details. Nothing that was decided is lost; start the scan again."
    )
    return words % {"error": type(error).__name__}
