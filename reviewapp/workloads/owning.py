"""Which units a person may put a workload into."""

from django.db.models import QuerySet

from reviewapp.people.access import reaches
from reviewapp.people.models import Membership, Role, Unit

LEADING = [role for role in Role if reaches(role, Role.LEAD)]


def leads_all(membership: Membership) -> bool:
    return reaches(membership.role, Role.LEAD)


def units_led(membership: Membership) -> QuerySet[Unit]:
    """Every unit to a lead of the organisation; to others those that they lead."""
    found = Unit.objects.filter(organisation=membership.organisation_id)
    if not leads_all(membership):
        found = found.filter(roles__user=membership.user_id, roles__role__in=LEADING)
    return found


def may_create(membership: Membership) -> bool:
    return leads_all(membership) or units_led(membership).exists()
