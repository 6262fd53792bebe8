"""What this stage answers where an earlier one asks who sees what."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from reviewapp.people.models import Invitation, Membership, Organisation, User

from .domain.people import give_role
from .models import InvitedRole, Workload, WorkloadRole
from .roles import people_of, visible_workloads


def who_sees(*, user_ids: Collection[int], workload_id: UUID, **_signal: Any) -> set[int]:
    """Those of some people who may see a workload; nobody sees one that is gone."""
    workload = Workload.objects.filter(pk=workload_id).first()
    if workload is None:
        return set()
    return set(people_of(workload).filter(pk__in=user_ids).values_list("pk", flat=True))


def workloads_of_member(*, membership: Membership, **_signal: Any) -> QuerySet[Workload, UUID]:
    """The ids of what a member sees, as a part of another query."""
    return visible_workloads(membership).values_list("pk", flat=True)


def give_what_was_promised(*, invitation: Invitation, user: User, **_signal: Any) -> None:
    """The role on a workload that came with an invitation."""
    held = InvitedRole.objects.select_related("workload__organisation")
    promised = held.filter(invitation=invitation).first()
    if promised is None:
        return
    give_role(
        workload=promised.workload,
        user=user,
        role=promised.role,
        pillars=promised.pillars,
        by=invitation.invited_by,
    )


def forget_roles(*, organisation: Organisation, user: User, **_signal: Any) -> None:
    """Of somebody who is no member any more."""
    WorkloadRole.objects.filter(user=user, workload__organisation=organisation).delete()
