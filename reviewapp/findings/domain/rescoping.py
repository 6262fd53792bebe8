"""Bringing a workload's last scan under a scope that changed after it."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from reviewapp.collection.models import Run
from reviewapp.collection.queries import latest_complete_run
from reviewapp.findings.models import AppliedScope, Rescoping
from reviewapp.jobs.domain import enqueue, finish
from reviewapp.jobs.models import ACTIVE_STATES, JobState
from reviewapp.workloads.domain.scope import scope_of
from reviewapp.workloads.models import Workload, WorkloadScope


@dataclass(frozen=True, slots=True)
class ScopeState:
    """Under which scope the last scan was judged, and whether that is the one that stands.

    `job` is the newest rescoping, of a stale state alone.
    """

    applied: AppliedScope | None
    stale: bool
    job: Rescoping | None = None


def scope_state(workload: Workload, run: Run | None) -> ScopeState:
    """`run` is the one whose findings are shown: one query where its scope is the one that stands,
    three at the most.
    """
    if run is None:
        return ScopeState(None, stale=False)
    standing = Coalesce(F("run__workload__scope__version"), 0)
    applied = AppliedScope.objects.filter(run=run).annotate(standing=standing).first()
    current = applied.standing if applied else scope_of(workload).version
    if current == (applied.version if applied else 0):
        return ScopeState(applied, stale=False)
    return ScopeState(applied, stale=True, job=workload.rescopings.first())


def queue_rescoping(workload: Workload) -> Rescoping | None:
    """Queues the judging of the last scan by the scope as it stands; None where none is needed.

    One that is under way looks at the scope again before it ends.
    """
    run = latest_complete_run(workload)
    if run is None or workload.rescopings.filter(state__in=ACTIVE_STATES).exists():
        return None
    if not scope_state(workload, run).stale:
        return None
    try:
        with transaction.atomic():
            job = Rescoping.objects.create(workload=workload)
    except IntegrityError:
        return None
    enqueue(job)
    return job


@transaction.atomic
def end_if_in_step(job: Rescoping, run: Run | None) -> bool:
    """Ends a rescoping whose run was judged by the scope that stands, and not otherwise.

    Holds the scope meanwhile: a change waits, and then finds no rescoping that would miss it.
    """
    WorkloadScope.objects.select_for_update().filter(workload=job.workload_id).first()
    newest = latest_complete_run(job.workload)
    if newest != run or (run and scope_state(job.workload, run).stale):
        return False
    finish(job, state=JobState.COMPLETE)
    return True
