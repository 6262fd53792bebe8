"""What a person may do with a workload: the highest of what leads there.

The role in the organisation, in the unit that owns the workload, and on the workload itself add
up to the highest of them. Through a share it is what the share gives, and never more than the
person may do at home.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from reviewapp.isolation.scopes import everything
from reviewapp.people.access import Rights, highest, lowest, only, reaches
from reviewapp.people.models import Membership, Role, UnitRole, User

from .models import Workload, WorkloadRole, WorkloadShare


def visible_workloads(membership: Membership) -> QuerySet[Workload]:
    """Every workload that a member may see, those that were shared included."""
    found = Workload.objects.all()
    if not reaches(membership.role, Role.VIEWER):
        return found.filter(_given(membership))
    return found.filter(
        Q(organisation=membership.organisation_id)
        | Q(pk__in=_shared(membership).values("workload"))
    )


def _given(membership: Membership) -> Q:
    """What units and workloads give a member to whom the organisation gives nothing."""
    units = UnitRole.objects.filter(user=membership.user_id).values("unit")
    own = WorkloadRole.objects.filter(user=membership.user_id).values("workload")
    return Q(organisation=membership.organisation_id) & (Q(unit__in=units) | Q(pk__in=own))


def _shared(membership: Membership) -> QuerySet[WorkloadShare]:
    return WorkloadShare.objects.filter(organisation=membership.organisation_id)


def find_workload(membership: Membership, workload_id: UUID) -> tuple[Workload, Rights] | None:
    """A workload that the member may see, with the rights there; None for others.

    The door of every page: short queries one after the other, since to put one together that
    asks for all at once takes Django longer than the database needs for three.
    """
    found = only(Workload.objects.select_related("organisation").filter(pk=workload_id))
    rights = _rights(membership, found) if found else None
    return (found, rights) if found and rights and rights.viewer else None


def _rights(membership: Membership, workload: Workload) -> Rights | None:
    """None where the workload is another organisation's and not shared with the member's."""
    role = membership.role
    if workload.organisation_id != membership.organisation_id:
        shares = _shared(membership).filter(workload=workload).values_list("role", flat=True)
        share_role = shares.first()
        return shared_rights(role, share_role) if share_role else None
    if role == Role.OWNER:  # nothing gives more
        return Rights(Role.OWNER)
    units = UnitRole.objects.filter(unit=workload.unit_id, user=membership.user_id)
    unit_role = units.values_list("role", flat=True).first() if workload.unit_id else None
    own = WorkloadRole.objects.filter(workload=workload, user=membership.user_id)
    own_role, own_pillars = own.values_list("role", "pillars").first() or (None, [])
    return home_rights(role, unit_role, own_role, own_pillars)


def shared_rights(role: str, share_role: str) -> Rights:
    """Of somebody with `role` at home, through a share."""
    return Rights(lowest(role, share_role), home=False)


def home_rights(
    role: str, unit_role: str | None, own_role: str | None, own_pillars: Collection[str] | None
) -> Rights:
    """What roles in the organisation, in the unit and on the workload come to together."""
    everywhere = highest(role, unit_role)
    limited = own_pillars and not reaches(everywhere, own_role or Role.MEMBER)
    return Rights(
        highest(everywhere, own_role),
        frozenset(own_pillars or ()) if limited else None,
    )


def rights_on(workload: Workload, user: User) -> Rights:
    """What a person may do with a workload, by whichever of their memberships gives most."""
    best = Rights()
    with everything():  # the person's other organisations are not seen from here
        for membership in Membership.active.filter(user=user).select_related("organisation"):
            found = find_workload(membership, workload.pk)
            if found and reaches(found[1].role, best.role or Role.MEMBER):
                best = found[1]
    return best


def people_of(workload: Workload) -> QuerySet[User]:
    """Active people who may see a workload: of its organisation, and of those it is shared with."""
    return User.objects.filter(
        Q(pk__in=members_seeing(workload).values("user")) | Q(pk__in=_partners(workload))
    ).order_by("name", "email")


def members_seeing(workload: Workload) -> QuerySet[Membership]:
    """Active members of the workload's own organisation who may see it."""
    home = Membership.active.filter(organisation=workload.organisation_id)
    unit = UnitRole.objects.filter(unit=workload.unit_id).values("user")
    own = WorkloadRole.objects.filter(workload=workload).values("user")
    return home.filter(~Q(role=Role.MEMBER) | Q(user__in=unit) | Q(user__in=own))


def _partners(workload: Workload) -> list[int]:
    """Ids of the people with whom it is shared; asked now, since they are not seen from here."""
    shares = WorkloadShare.objects.filter(workload=workload).values("organisation")
    with everything():
        partners = Membership.active.filter(organisation__in=shares).exclude(role=Role.MEMBER)
        return list(partners.values_list("user", flat=True))
