"""Giving and taking roles on one workload."""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from reviewapp.notices.domain import notify
from reviewapp.notices.models import Kind
from reviewapp.people.access import reaches
from reviewapp.people.models import Membership, Role, User
from reviewapp.workloads.models import Workload, WorkloadRole
from reviewapp.workloads.recording import record_on


class NotAMember(Exception):
    """The person is no active member of the workload's organisation."""


class TooHigh(Exception):
    """Nobody gives, changes or takes a role that is higher than their own."""


@transaction.atomic
def give_role(
    *,
    workload: Workload,
    user: User,
    role: str,
    pillars: Sequence[str] = (),
    by: User | None,
    limit: str = Role.OWNER,
) -> WorkloadRole:
    """Gives a member a role on the workload, or another one than before.

    Args:
        workload: on which.
        user: whom.
        role: what they become there.
        pillars: ids of the pillars that a contributor answers, empty for all; of other roles
            nothing is kept.
        by: who gives it.
        limit: what `by` is there: neither the new role nor the one before may be higher.

    Raises:
        NotAMember, TooHigh: see there.
    """
    if not Membership.active.filter(organisation=workload.organisation_id, user=user).exists():
        raise NotAMember
    before = WorkloadRole.objects.select_for_update().filter(workload=workload, user=user).first()
    if not reaches(limit, role) or (before and not reaches(limit, before.role)):
        raise TooHigh
    kept = sorted(set(pillars)) if role == Role.CONTRIBUTOR else []
    given, _made = WorkloadRole.objects.update_or_create(
        workload=workload, user=user, defaults={"role": role, "pillars": kept}
    )
    was = _facts(before) if before else None
    if was != _facts(given):
        record_on(
            workload, "access.given", by=by, subject=user.email, before=was, after=_facts(given)
        )
        _tell(given, by)
    return given


@transaction.atomic
def take_role(held: WorkloadRole, *, by: User | None, limit: str = Role.OWNER) -> None:
    """Raises TooHigh."""
    if not reaches(limit, held.role):
        raise TooHigh
    record_on(held.workload, "access.taken", by=by, subject=held.user.email, before=_facts(held))
    held.delete()


def _facts(held: WorkloadRole) -> dict[str, object]:
    return {"role": held.role, "pillars": list(held.pillars)}


def _tell(given: WorkloadRole, by: User | None) -> None:
    workload = given.workload

    def said() -> str:
        held = {"role": Role(given.role).label, "workload": workload.name}
        return _("You are %(role)s of %(workload)s.") % held

    notify(
        users=[given.user],
        kind=Kind.INVITED,
        organisation=workload.organisation,
        text=said,
        url=reverse("workloads:detail", kwargs={"workload_id": workload.pk}),
        by=by,
        workload_id=workload.pk,
        key=f"role:{workload.pk}",
    )
