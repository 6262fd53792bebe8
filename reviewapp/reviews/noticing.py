"""Telling people what happened to a workload while they looked elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from reviewapp.collection.models import Run
from reviewapp.jobs.models import JobState
from reviewapp.notices.domain import notify
from reviewapp.notices.models import Kind
from reviewapp.people.models import Membership, Role, UnitRole, User
from reviewapp.workloads.models import Workload, WorkloadRole
from reviewapp.workloads.queries import people_of

SCANNED = {
    JobState.COMPLETE: gettext_lazy("The scan of %(name)s is complete."),
    JobState.PARTIAL: gettext_lazy("The scan of %(name)s is complete; parts could not be read."),
    JobState.FAILED: gettext_lazy("The scan of %(name)s failed: %(why)s"),
    JobState.CANCELLED: gettext_lazy("The scan of %(name)s was cancelled."),
}
LEADING = (Role.OWNER, Role.LEAD)


def tell_of_scan(*, run: Run, **_signal: Any) -> None:
    """Whoever started it, and the review owner."""
    workload = run.workload
    who = Q(pk=run.requested_by_id) | _review_owner(workload)
    notify(
        users=people_of(workload).filter(who),
        kind=Kind.SCAN_FINISHED,
        organisation=workload.organisation,
        text=lambda: SCANNED[JobState(run.state)] % {"name": workload.name, "why": run.failure},
        url=reverse("collection:scan", kwargs={"workload_id": workload.pk, "run_id": run.pk}),
        workload_id=workload.pk,
        key=f"scan:{workload.pk}",
    )


@contextmanager
def telling_of_risks(
    workload_id: UUID, *, because: str | Promise, by: User | None = None
) -> Iterator[None]:
    """Tells those who lead the review where what is done within makes more risks high."""
    before = _high(workload_id)
    yield
    after = _high(workload_id)
    if before is not None and after is not None and after > before:
        _tell_of_risks(Workload.objects.get(pk=workload_id), before, after, because, by)


def leads_of(workload: Workload) -> QuerySet[User]:
    """The review owner, and whoever is at least lead reviewer of the workload."""
    home = Membership.active.filter(organisation=workload.organisation_id, role__in=LEADING)
    unit = UnitRole.objects.filter(unit=workload.unit_id, role__in=LEADING)
    own = WorkloadRole.objects.filter(workload=workload, role__in=LEADING)
    leads = Q(pk__in=home.values("user")) | Q(pk__in=unit.values("user"))
    leads |= Q(pk__in=own.values("user")) | _review_owner(workload)
    return people_of(workload).filter(leads)


def _review_owner(workload: Workload) -> Q:
    known = workload.review_owner.strip().lower()
    return Q(email=known) if known else Q(pk=None)


def _high(workload_id: UUID) -> int | None:
    found = Workload.objects.filter(pk=workload_id).values_list("high_risks", flat=True)
    return found.first()


def _tell_of_risks(
    workload: Workload, before: int, after: int, because: str | Promise, by: User | None
) -> None:
    words = gettext_lazy("High risks of %(name)s went from %(before)d to %(after)d: %(because)s")
    said = {"name": workload.name, "before": before, "after": after, "because": because}
    notify(
        users=leads_of(workload),
        kind=Kind.RISK_CHANGED,
        organisation=workload.organisation,
        text=lambda: words % said,
        url=reverse("reviews:review", kwargs={"workload_id": workload.pk}),
        by=by,
        workload_id=workload.pk,
        key=f"risk:{workload.pk}",
    )
