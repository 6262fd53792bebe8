"""Starting a run."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from reviewapp.collection.models import Run
from reviewapp.jobs.domain import enqueue
from reviewapp.jobs.models import ACTIVE_STATES
from reviewapp.people.models import User
from reviewapp.workloads.models import Workload
from reviewapp.workloads.recording import record_on


class RunActive(Exception):
    """A scan of this workload is under way already; `run` is that one."""

    def __init__(self, run: Run) -> None:
        super().__init__(_("A scan of this workload is under way already."))
        self.run = run


class NothingToRead(Exception):
    """The workload names no AWS account or no region."""


def start_run(*, workload: Workload, by: User | None = None, queue: bool = True) -> Run:
    """Makes the row of a scan and queues it.

    Args:
        workload: what to scan.
        by: who asked; None for the schedule and the command line.
        queue: False where the caller does the work in its own process, and alone.

    Raises:
        RunActive: one is under way; a partial unique index decides, not a look before.
        NothingToRead: there is no account or no region to read.
    """
    if not workload.regions:
        raise NothingToRead(_("Add at least one AWS region to the workload's profile, then scan."))
    if not workload.account_ids and not workload.connections.exists():
        raise NothingToRead(_("Add an AWS account to the workload's profile, then scan."))
    run = _only_run(workload, by, alone=not queue)
    if queue:
        enqueue(run)
    return run


def _only_run(workload: Workload, by: User | None, *, alone: bool) -> Run:
    try:
        with transaction.atomic():
            return _make(workload, by, alone=alone)
    except IntegrityError as error:
        active = Run.objects.filter(workload=workload, state__in=ACTIVE_STATES).first()
        if active:
            raise RunActive(active) from error
    # The one in the way ended in between.
    return _make(workload, by, alone=alone)


@transaction.atomic
def _make(workload: Workload, by: User | None, *, alone: bool) -> Run:
    made = Run.objects.create(workload=workload, requested_by=by, alone=alone)
    record_on(workload, "scan.started", by=by)
    return made
