"""The job that looks for an organisation's accounts, and what it keeps."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviewapp.collection.models import Discovery, FoundAccount, FoundUnit
from reviewapp.jobs.domain import JobLost, enqueue, finish, report_progress
from reviewapp.jobs.models import ACTIVE_STATES, JobState
from reviewapp.jobs.working import JobFailed, do_job
from reviewapp.people.models import User
from reviewapp.workloads.models import Connection
from reviewapp.workloads.recording import record_on

from .discover import OrganisationUnread, Tree, Unit, read_tree
from .sessions import Access, AccountUnreachable, open_access

BATCH = 500
MISTAKE = gettext_lazy(
    "Looking for accounts stopped because of a mistake of this server ({}). Its log has the "
    "details. Nothing was changed; start it again."
)


def start_discovery(*, connection: Connection, by: User | None = None) -> Discovery:
    """Queues a reading of the organisation of a connected account; the one under way if any."""
    try:
        with transaction.atomic():
            found = Discovery.objects.create(
                workload=connection.workload,
                connection=connection,
                source_account=connection.account_id,
                requested_by=by,
            )
            subject = connection.account_id
            record_on(connection.workload, "connection.organisation_read", by=by, subject=subject)
    except IntegrityError:
        active = Discovery.objects.filter(
            workload=connection.workload_id, state__in=ACTIVE_STATES
        ).first()
        if active is None:
            raise
        return active
    enqueue(found)
    return found


def discover(discovery_id: str) -> Discovery | None:
    """Does the work of a discovery; safe to call twice, and again after a worker was killed.

    Returns:
        The ended one, or None where it is gone, ended before, or held by another worker.
    """
    return do_job(Discovery, discovery_id, _discover, mistake=MISTAKE)


def _discover(job: Discovery) -> None:
    """Raises JobFailed, JobCancelled, JobLost."""

    def progress(done: int, total: int, path: str) -> None:
        report_progress(job, done=done, total=total, label=path)

    try:
        access = _open(job)
        tree = read_tree(access, progress=progress)
    except (AccountUnreachable, OrganisationUnread) as error:
        raise JobFailed(str(error)) from error
    _keep(job, tree, access.partition)


def _open(job: Discovery) -> Access:
    """The name of the session is the discovery's, so that the account's owner finds it."""
    if job.connection is None:
        raise JobFailed(_("The connection was removed in the meantime. Start again from another."))
    return open_access(job.connection, session_name=f"pillars-{job.pk}")


@transaction.atomic
def _keep(job: Discovery, tree: Tree, partition: str) -> None:
    """Keeps what was read and ends the job in one transaction; forgets what was read before.

    Raises JobLost.
    """
    job.organization_id, job.management_account = tree.organization_id, tree.management_account
    job.partition = partition
    job.save(update_fields=["organization_id", "management_account", "partition"])
    job.units.all().delete()  # of a worker that was killed before it had ended
    units = FoundUnit.objects.bulk_create(
        [_unit(job, each, position) for position, each in enumerate(tree.units)], batch_size=BATCH
    )
    FoundAccount.objects.bulk_create(
        [
            row
            for unit, kept in zip(tree.units, units, strict=True)
            for row in _rows(job, unit, kept)
        ],
        batch_size=BATCH,
    )
    if not finish(job, state=JobState.COMPLETE):
        raise JobLost
    earlier = Discovery.objects.filter(workload=job.workload_id, queued_at__lt=job.queued_at)
    earlier.exclude(state__in=ACTIVE_STATES).delete()


def _unit(job: Discovery, unit: Unit, position: int) -> FoundUnit:
    return FoundUnit(
        discovery=job,
        unit_id=unit.id,
        parent_id=unit.parent,
        path=unit.path[:1000],
        position=position,
    )


def _rows(job: Discovery, unit: Unit, kept: FoundUnit) -> list[FoundAccount]:
    return [
        FoundAccount(
            discovery=job,
            unit=kept,
            account_id=each.id,
            name=each.name[:200],
            email=each.email[:320],
            status=each.status[:30],
        )
        for each in unit.accounts
    ]
