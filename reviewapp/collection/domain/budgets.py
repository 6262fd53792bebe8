"""The calls an hour that an organisation allows in each account, shared by all workers.

A budget is kept in the database, so that it holds over workers and machines. Its clock is the
database's: workers whose clocks differ fill no bucket twice.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from reviewapp.audit.domain import record
from reviewapp.collection.models import CallBucket, CallBudget, Run
from reviewapp.jobs.domain import QUEUED_AGAIN_AFTER, put_back

from . import bucket as arithmetic
from .bucket import Bucket, Budget

LEAST_CALLS, MOST_CALLS = 60, 1_000_000


class BudgetSpent(Exception):
    """No call may be made before `until`: the run waits that long and goes on."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"The budget of calls is spent until {until:%H:%M} UTC.")
        self.until = until


@dataclass(frozen=True, slots=True)
class Grant:
    """Calls that may be made now; `until` says when there may be some where there are none."""

    calls: int
    until: datetime | None = None


@transaction.atomic
def set_budget(organisation_id: UUID, calls_per_hour: int | None) -> None:
    """None takes the bound away."""
    _tell(organisation_id, calls_per_hour)
    if calls_per_hour is None:
        CallBudget.objects.filter(organisation=organisation_id).delete()
        CallBucket.objects.filter(organisation=organisation_id).delete()
        return
    CallBudget.objects.update_or_create(
        organisation_id=organisation_id, defaults={"calls_per_hour": calls_per_hour}
    )


def _tell(organisation_id: UUID, calls_per_hour: int | None) -> None:
    before = CallBudget.objects.filter(organisation=organisation_id)
    calls = before.values_list("calls_per_hour", flat=True).first()
    if calls != calls_per_hour:
        record(
            organisation=organisation_id,
            action="schedule.budget_changed",
            by=None,
            subject="Calls of AWS per account and hour",
            before=calls,
            after=calls_per_hour,
        )


def budget_of(organisation_id: UUID) -> Budget | None:
    """None where the organisation sets no bound."""
    found = CallBudget.objects.filter(organisation=organisation_id)
    calls = found.values_list("calls_per_hour", flat=True).first()
    return Budget(calls, settings.CALL_BUDGET_SECONDS) if calls else None


def reserve(organisation_id: UUID, account: str, wanted: int, budget: Budget) -> Grant:
    """Takes calls out of an account's budget: all that are wanted, or none."""
    with transaction.atomic():
        row, found, now = _held(organisation_id, account, budget)
        left, granted = arithmetic.take(found, wanted, budget, now=now)
        _keep(row, left)
    return Grant(granted, None if granted else row.closed_until)


def give_back(organisation_id: UUID, account: str, unused: int, budget: Budget) -> None:
    """What was reserved and not called; what a worker that was killed held is lost."""
    if unused <= 0:
        return
    with transaction.atomic():
        row, found, now = _held(organisation_id, account, budget)
        _keep(row, arithmetic.give_back(found, unused, budget, now=now))


def rest(run: Run, *, until: datetime) -> None:
    """Puts a run back into the queue until its budget has calls again.

    It holds no worker meanwhile, and waiting counts neither as an attempt nor as its time. A run
    that one process reads alone is left to that process for a while longer.
    """
    Run.objects.filter(pk=run.pk).update(resumes_at=until)
    put_back(run, until=until + QUEUED_AGAIN_AFTER if run.alone else until)


def _held(organisation_id: UUID, account: str, budget: Budget) -> tuple[CallBucket, Bucket, float]:
    """The row, locked until the end of the transaction, what it says, and the time."""
    CallBucket.objects.bulk_create(
        [
            CallBucket(
                organisation_id=organisation_id,
                account=account,
                tokens=budget.capacity,
                at=datetime.fromtimestamp(0, UTC),
            )
        ],
        ignore_conflicts=True,
    )
    rows = CallBucket.objects.select_for_update().annotate(now=Now())
    row = rows.get(organisation=organisation_id, account=account)
    closed = row.closed_until.timestamp() if row.closed_until else float("-inf")
    return row, Bucket(row.tokens, row.at.timestamp(), closed), row.now.timestamp()


def _keep(row: CallBucket, bucket: Bucket) -> None:
    row.tokens, row.at = bucket.tokens, datetime.fromtimestamp(bucket.at, UTC)
    shut = bucket.closed_until > bucket.at
    row.closed_until = datetime.fromtimestamp(bucket.closed_until, UTC) if shut else None
    row.save(update_fields=["tokens", "at", "closed_until"])
