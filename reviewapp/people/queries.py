"""Reads for the pages of an organisation."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from reviewapp.web.words import one_line

from .access import reaches
from .models import Invitation, Membership, Organisation, Role, Unit, User

STATES = ("active", "deactivated")


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the list of people shows; unknown values are ignored."""

    text: str = ""
    role: str = ""
    state: str = ""


def people_filter(query: Mapping[str, str]) -> PeopleFilter:
    role, state = query.get("role", ""), query.get("state", "")
    return PeopleFilter(
        text=one_line(query.get("q")),
        role=role if role in Role.values else "",
        state=state if state in STATES else "",
    )


def members_of(organisation: Organisation, wanted: PeopleFilter) -> QuerySet[Membership]:
    found = organisation.memberships.select_related("user")
    if wanted.text:
        found = found.filter(
            Q(user__email__icontains=wanted.text) | Q(user__name__icontains=wanted.text)
        )
    if wanted.role:
        found = found.filter(role=wanted.role)
    if wanted.state:
        found = found.filter(deactivated_at__isnull=wanted.state == "active")
    return found.order_by("user__email")


def invitations_of(organisation: Organisation) -> QuerySet[Invitation]:
    """Those that wait first, then the newest."""
    ended = Q(accepted_at__isnull=False) | Q(revoked_at__isnull=False)
    over = ExpressionWrapper(ended, output_field=BooleanField())
    return organisation.invitations.select_related("invited_by").order_by(over, "-created_at")


def units_seen(membership: Membership) -> QuerySet[Unit]:
    """Every unit to whoever reads in the organisation; else those that the person is in."""
    found = Unit.objects.filter(organisation=membership.organisation_id)
    if not reaches(membership.role, Role.VIEWER):
        found = found.filter(roles__user=membership.user_id)
    return found


def counted_units(membership: Membership) -> QuerySet[Unit]:
    return (
        units_seen(membership)
        .annotate(
            people=Count("roles", distinct=True),
            held=Count("workloads", filter=Q(workloads__archived_at=None), distinct=True),
        )
        .order_by("name")
    )


def role_in_unit(membership: Membership, unit: Unit) -> str | None:
    """What a member may do with a unit itself: owners of the organisation own every one."""
    if membership.role == Role.OWNER:
        return Role.OWNER
    return unit.roles.filter(user=membership.user_id).values_list("role", flat=True).first()


def some_addresses(organisation: Organisation) -> list[str]:
    """Of active members, for fields that suggest what to type."""
    active = Membership.active.filter(organisation=organisation).order_by("user__email")
    return list(active.values_list("user__email", flat=True)[:200])


def account_of(email: str) -> User | None:
    return User.objects.filter(email=email).first()
