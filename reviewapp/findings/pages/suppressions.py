"""Suppressions as lists and pages show them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pillars.suppressions import Scope, faults
from reviewapp.collection.models import Run
from reviewapp.findings.domain.covering import count_covered, scope_words
from reviewapp.findings.domain.suppressing import known_checks
from reviewapp.findings.elsewhere import covered_elsewhere
from reviewapp.findings.models import Finding, Reapplying, Suppression
from reviewapp.findings.queries import newest_runs_of
from reviewapp.findings.words import fault_words
from reviewapp.jobs.models import ACTIVE_STATES, JobState
from reviewapp.people.models import Organisation
from reviewapp.workloads.models import Workload

PER_PAGE = 25
SOON = timedelta(days=14)
STATES = {"standing": _("Standing"), "soon": _("Returning soon"), "ended": _("Ended")}
PREVIEWED = 50

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    suppression: Suppression
    scope: list[tuple[str, str]]
    covers: int
    today: date

    @property
    def standing(self) -> bool:
        return self.suppression.ended_at is None and self.suppression.expires_on > self.today

    @property
    def soon(self) -> bool:
        return self.standing and self.suppression.expires_on <= self.today + SOON


def list_context(
    organisation: Organisation, workload: Workload | None, state: str, page: str | None
) -> Context:
    """The suppressions of an organisation, or those that count for one workload."""
    today = timezone.now().date()
    found = suppressions_of(organisation, workload)
    shown = state if state in STATES else "standing"
    pages = Paginator(in_state(found, shown, today), PER_PAGE).get_page(page)
    return {
        "workload": workload,
        "pills": _pills(found, shown, today),
        "state": shown,
        "page_obj": pages,
        "rows": rows_of(pages.object_list, workload, today),
        "applying": applying(workload.pk) if workload else None,
    }


def suppressions_of(
    organisation: Organisation, workload: Workload | None = None
) -> QuerySet[Suppression]:
    found = Suppression.objects.filter(organisation=organisation)
    if workload:
        found = found.filter(Q(workload=None) | Q(workload=workload))
    return found.select_related("workload", "owner", "created_by", "ended_by")


def in_state(found: QuerySet[Suppression], state: str, today: date) -> QuerySet[Suppression]:
    return found.filter(_states(today)[state]).order_by(
        *(("-ended_at",) if state == "ended" else ("expires_on", "created_at"))
    )


def rows_of(
    suppressions: Iterable[Suppression], workload: Workload | None, today: date
) -> list[Row]:
    """With how many findings of the newest scans each covers: two queries."""
    found = list(suppressions)
    covers = _covered(found, workload)
    return [Row(each, scope_words(each), covers.get(each.pk, 0), today) for each in found]


def applying(workload_id: UUID) -> Reapplying | None:
    """The newest work that a workload's suggestions wait for, or that failed since the last scan;
    a scan works them out itself. One query.
    """
    here = Q(workload=workload_id) | Q(workload=None, organisation__workloads=workload_id)
    scanned = Run.objects.filter(workload=workload_id, queued_at__gt=OuterRef("queued_at"))
    waits = Q(state__in=ACTIVE_STATES) | Q(~Exists(scanned), state=JobState.FAILED)
    return Reapplying.objects.filter(here & waits).first()


def preview_context(
    organisation: Organisation, workload: Workload, scope: Scope, *, everywhere: bool
) -> Context:
    """How many failing findings a scope would cover, or what is wrong with it."""
    wrong = faults(scope, known=known_checks(scope.check))
    if wrong:
        return {"wrong": list(fault_words(scope, wrong).values())}
    workloads = [workload]
    if everywhere:
        workloads = list(organisation.workloads.order_by("name")[:PREVIEWED])
    counts = [(each, count_covered(each, scope)) for each in workloads]
    return {
        "covered": sum(number for _, number in counts),
        "in_workloads": [(each, number) for each, number in counts if number],
        "everywhere": everywhere,
        "cut": everywhere and organisation.workloads.count() > PREVIEWED,
    }


def _pills(found: QuerySet[Suppression], shown: str, today: date) -> list[Context]:
    wanted = {name: Count("pk", filter=each) for name, each in _states(today).items()}
    counts = found.order_by().aggregate(**wanted)
    return [
        {"value": name, "label": label, "count": counts[name], "current": name == shown}
        for name, label in STATES.items()
    ]


def _states(today: date) -> Mapping[str, Q]:
    standing = Q(ended_at=None, expires_on__gt=today)
    return {
        "standing": standing,
        "soon": standing & Q(expires_on__lte=today + SOON),
        "ended": ~standing,
    }


def _covered(found: list[Suppression], workload: Workload | None) -> Mapping[UUID, int]:
    """Counted in the newest judged scan of each workload alone: older ones keep theirs."""
    if not found:
        return {}
    runs = newest_runs_of(found[0].organisation_id, workload)
    rows = (
        Finding.objects.filter(suppression__in=found, run__in=runs)
        .order_by()
        .values_list("suppression")
        .annotate(Count("pk"))
    )
    return covered_elsewhere(found, workload) + Counter(dict(rows))
