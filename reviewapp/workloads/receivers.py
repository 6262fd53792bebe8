"""What this stage answers where an earlier one asks who sees what."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from reviewapp.people.models import Membership

from .models import Workload
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
