"""What everybody may do with one workload, for lists of people: a few queries for all of them."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q

from reviewapp.isolation.scopes import everything
from reviewapp.people.access import Rights, reaches
from reviewapp.people.models import Membership, UnitRole, User

from .models import Workload, WorkloadRole, WorkloadShare
from .roles import home_rights, shared_rights

People = dict[int, tuple[User, Rights]]


def people_with_rights(workload: Workload, user_ids: Collection[int] | None = None) -> People:
    """Active people who may see a workload, by their keys, in the order of their names.

    Args:
        workload: the workload.
        user_ids: only these people; None for all.
    """
    best: People = {}
    with everything():  # those with whom it is shared are not seen from here
        for user, rights in _each(workload, user_ids):
            known = best.get(user.pk)
            if rights.viewer and (known is None or reaches(rights.role, known[1].role or "")):
                best[user.pk] = (user, rights)
    return dict(sorted(best.items(), key=lambda item: item[1][0].get_full_name().lower()))


def _each(workload: Workload, user_ids: Collection[int] | None) -> Iterable[tuple[User, Rights]]:
    shares = dict(
        WorkloadShare.objects.filter(workload=workload).values_list("organisation", "role")
    )
    wanted = Q() if user_ids is None else Q(user__in=user_ids)
    units = dict(UnitRole.objects.filter(wanted, unit=workload.unit_id).values_list("user", "role"))
    own = {each.user_id: each for each in WorkloadRole.objects.filter(wanted, workload=workload)}
    memberships = Membership.active.filter(
        wanted, organisation__in=[workload.organisation_id, *shares]
    )
    for membership in memberships.select_related("user").order_by("pk"):
        yield membership.user, _rights(workload, membership, shares, units, own)


def _rights(
    workload: Workload,
    membership: Membership,
    shares: dict[Any, str],
    units: dict[int, str],
    own: dict[int, WorkloadRole],
) -> Rights:
    if membership.organisation_id != workload.organisation_id:
        return shared_rights(membership.role, shares[membership.organisation_id])
    role = own.get(membership.user_id)
    unit_role = units.get(membership.user_id)
    if role is None:
        return home_rights(membership.role, unit_role, None, [])
    return home_rights(membership.role, unit_role, role.role, role.pillars)
