"""Inviting somebody to one workload: a member of its organisation, who sees nothing else there."""

from collections.abc import Sequence

from django.db import transaction

from reviewapp.people.domain import invite
from reviewapp.people.models import Invitation, Role, User
from reviewapp.workloads.models import InvitedRole, Workload


@transaction.atomic
def invite_to(
    *,
    workload: Workload,
    email: str,
    name: str,
    role: str,
    pillars: Sequence[str] = (),
    by: User | None,
) -> tuple[Invitation, str]:
    """The invitation and its token, as `people.domain.invite` gives them.

    Raises:
        InvitationRefused: see there.
    """
    invitation, token = invite(
        organisation=workload.organisation, email=email, name=name, role=Role.MEMBER, by=by
    )
    InvitedRole.objects.create(
        invitation=invitation,
        workload=workload,
        role=role,
        pillars=sorted(set(pillars)) if role == Role.CONTRIBUTOR else [],
    )
    return invitation, token
