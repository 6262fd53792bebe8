"""Reads for the bell and the page of notices."""

from django.db.models import Q, QuerySet

from reviewapp.isolation.scopes import tenant
from reviewapp.people.models import Membership, Organisation

from .models import Notice
from .signals import workloads_seen


def shown_to(membership: Membership) -> QuerySet[Notice]:
    """What a member is shown: of the organisation, and of workloads that they still see.

    Through a share a workload may belong to another organisation; it is shown to whoever sees it.
    """
    about_none = Q(workload_id=None, organisation=membership.organisation_id)
    seen = Q()
    for _receiver, workloads in workloads_seen.send(Notice, membership=membership):
        seen |= Q(workload_id__in=workloads)
    mine = Notice.objects.filter(user=membership.user_id, in_app=True)
    return mine.filter(about_none | seen)


def unread_count(membership: Membership) -> int:
    return shown_to(membership).filter(read_at=None).count()


def unread_elsewhere(membership: Membership) -> list[tuple[Organisation, int]]:
    """The person's other organisations where something is unread, and how much."""
    others = Membership.active.filter(user=membership.user_id).exclude(pk=membership.pk)
    found = others.select_related("organisation").order_by("organisation__name")
    counted = [(other.organisation, _unread_there(other)) for other in found]
    return [(organisation, unread) for organisation, unread in counted if unread]


def _unread_there(membership: Membership) -> int:
    with tenant(membership.organisation_id):  # its workloads are not seen from here
        return unread_count(membership)
