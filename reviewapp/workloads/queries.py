"""Reads for lists of workloads."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum

from reviewapp.people.models import Membership
from reviewapp.web.numbers import whole_number
from reviewapp.web.words import one_line

from .models import Criticality, Environment, Workload
from .places import is_account
from .roles import people_of, visible_workloads

__all__ = [
    "WorkloadFilter",
    "filter_from",
    "people_of",
    "totals_of",
    "visible_workloads",
    "workloads_of",
]

ORDERS = {
    "risk": ("-high_risks", "-medium_risks", "name"),
    "name": ("name",),
    "updated": ("-updated_at", "name"),
    # PostgreSQL would put those that were never scanned before the newest scan.
    "scanned": (F("last_scan_at").desc(nulls_last=True), "name"),
}
DEFAULT_ORDER = "risk"


@dataclass(frozen=True, slots=True)
class WorkloadFilter:
    """What a list shows; unknown values are ignored, so that any address works.

    `unit` is an id, 0 for workloads of no unit, None for all.
    """

    text: str = ""
    environment: str = ""
    criticality: str = ""
    risk: str = ""
    unit: int | None = None
    archived: bool = False
    order: str = DEFAULT_ORDER


def filter_from(query: Mapping[str, str]) -> WorkloadFilter:
    environment, criticality = query.get("environment", ""), query.get("criticality", "")
    order, risk, unit = (query.get(name, "") for name in ("order", "risk", "unit"))
    return WorkloadFilter(
        text=one_line(query.get("q")),
        environment=environment if environment in Environment.values else "",
        criticality=criticality if criticality in Criticality.values else "",
        risk=risk if risk in ("high", "medium", "none", "unanswered") else "",
        unit=whole_number(unit, otherwise=None),
        archived=query.get("archived", "") == "1",
        order=order if order in ORDERS else DEFAULT_ORDER,
    )


def workloads_of(membership: Membership, wanted: WorkloadFilter) -> QuerySet[Workload]:
    """The workloads that a member sees, as asked for; risks come from the row itself."""
    found = visible_workloads(membership).filter(archived_at__isnull=not wanted.archived)
    if wanted.text:
        found = found.filter(_matches(wanted.text))
    if wanted.environment:
        found = found.filter(environment=wanted.environment)
    if wanted.criticality:
        found = found.filter(criticality=wanted.criticality)
    if wanted.unit is not None:
        found = found.filter(_of_unit(membership, wanted.unit))
    if wanted.risk:
        found = found.filter(_RISKS[wanted.risk])
    found = found.select_related("organisation", "unit").order_by(*ORDERS[wanted.order])
    return found.defer("purpose", "notes", "traffic_notes")


def totals_of(membership: Membership) -> dict[str, int]:
    """Sums for the head of the dashboard: one query."""
    row = (
        visible_workloads(membership)
        .filter(archived_at=None)
        .aggregate(
            workloads=Count("pk"),
            with_high=Count("pk", filter=Q(high_risks__gt=0)),
            high=Sum("high_risks", default=0),
            medium=Sum("medium_risks", default=0),
            answered=Sum("questions_answered", default=0),
            questions=Sum("questions_total", default=0),
        )
    )
    return {name: int(value) for name, value in row.items()}


def _of_unit(membership: Membership, unit_id: int) -> Q:
    """0 means those of no unit. Whose the unit of a shared workload is, nobody learns."""
    return Q(organisation=membership.organisation_id, unit=unit_id or None)


def _matches(text: str) -> Q:
    found = (
        Q(name__icontains=text)
        | Q(description__icontains=text)
        | Q(business_owner__icontains=text)
        | Q(review_owner__icontains=text)
    )
    return found | Q(account_ids__contains=[text]) if is_account(text) else found


_RISKS = {
    "high": Q(high_risks__gt=0),
    "medium": Q(medium_risks__gt=0),
    "none": Q(high_risks=0, medium_risks=0, questions_answered__gt=0),
    "unanswered": Q(questions_answered=0),
}
