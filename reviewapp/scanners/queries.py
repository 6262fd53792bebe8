"""Reads of other tools' reports and findings."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from reviewapp.findings.queries import VerdictCounts
from reviewapp.workloads.models import Workload

from .models import ImportedFinding, ImportedPlace, ImportedReport

# A quarter, as long as a review stands: what a tool saw before that says nothing any more.
STALE_AFTER = timedelta(days=90)
NAMES = {"pass": "passed", "fail": "failed", "unknown": "unknown"}
URGENCY = Case(
    When(verdict="fail", suppression=None, then=Value(0)),
    When(verdict="unknown", then=Value(1)),
    When(verdict="fail", then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report's page is asked for; an empty part means any."""

    verdict: str = ""
    severity: str = ""
    mapped: str = ""
    words: str = ""

    @property
    def any(self) -> bool:
        return bool(self.verdict or self.severity or self.mapped or self.words)


def reports_of(workload: Workload) -> QuerySet[ImportedReport]:
    """Newest first; their messages stay unread."""
    return workload.imported_reports.select_related("imported_by").defer("messages")


def is_stale(report: ImportedReport) -> bool:
    return (report.looked_at or report.queued_at) < timezone.now() - STALE_AFTER


def counting_reports(workload: Workload) -> QuerySet[ImportedReport]:
    """The reports that say something now: not replaced, and not too old."""
    looked = Coalesce("looked_at", "queued_at")
    current = workload.imported_reports.filter(current=True).annotate(looked=looked)
    return current.filter(looked__gte=timezone.now() - STALE_AFTER)


def old_reports() -> QuerySet[ImportedReport]:
    """The reports of every workload that were not replaced and say nothing any more."""
    current = ImportedReport.objects.filter(current=True)
    looked = current.annotate(looked=Coalesce("looked_at", "queued_at"))
    return looked.filter(looked__lt=timezone.now() - STALE_AFTER)


def counting_findings(workload: Workload) -> QuerySet[ImportedFinding]:
    """The findings that count: of those reports, and inside the workload."""
    reports = counting_reports(workload).values("pk")
    return ImportedFinding.objects.filter(inside(workload), report__in=reports)


def inside(workload: Workload) -> Q:
    """Which findings are of the workload's own accounts and regions.

    One without an account or region is: whoever brought the file here says so. A workload
    without accounts, or without regions, takes those of any. What the scope leaves out is not.
    """
    connected = workload.connections.values_list("account_id", flat=True)
    accounts = {*workload.account_ids, *connected}
    here = ~Q(place=ImportedPlace.OUTSIDE)
    if accounts:
        here &= Q(account__in=[*accounts, ""])
    regions = [*workload.regions, "", "global"]
    return here & Q(region__in=regions) if workload.regions else here


def findings_of(report: ImportedReport, wanted: Wanted) -> QuerySet[ImportedFinding]:
    """The findings of a report, what fails first."""
    found = report.findings.order_by(URGENCY, "rule", "pk")
    for name in ("verdict", "severity"):
        if value := getattr(wanted, name):
            found = found.filter(**{name: value})
    if wanted.mapped:
        found = found.filter(mapped=wanted.mapped == "yes")
    if wanted.words:
        found = found.filter(_holds(wanted.words))
    return found


def _holds(words: str) -> Q:
    fields = ("rule", "title", "resource", "name")
    return Q(*[(f"{field}__icontains", words) for field in fields], _connector=Q.OR)


def counts_of(report: ImportedReport) -> Mapping[str, int]:
    """By verdict, severity of what fails, mapped, suppressed and outside: one query."""
    failing = Q(verdict="fail", suppression=None)
    return report.findings.aggregate(
        failed=Count("pk", filter=failing),
        unknown=Count("pk", filter=Q(verdict="unknown")),
        passed=Count("pk", filter=Q(verdict="pass")),
        suppressed=Count("pk", filter=Q(verdict="fail", suppression__isnull=False)),
        high=Count("pk", filter=failing & Q(severity="high")),
        medium=Count("pk", filter=failing & Q(severity="medium")),
        low=Count("pk", filter=failing & Q(severity="low")),
        mapped=Count("pk", filter=Q(mapped=True)),
        outside=Count("pk", filter=~inside(report.workload)),
        uncertain=Count("pk", filter=inside(report.workload) & Q(place=ImportedPlace.UNCERTAIN)),
        total=Count("pk"),
    )


def outside_of(workload: Workload, reports: Collection[ImportedReport]) -> Mapping[UUID, int]:
    """How many findings of each report are kept and not counted, by its key: one query."""
    found = ImportedFinding.objects.filter(~inside(workload), report__in=reports).order_by()
    return dict(found.values_list("report").annotate(Count("pk")))


def first_imported(
    workload: Workload, rules: Collection[tuple[str, str]], *, limit: int
) -> QuerySet[ImportedFinding]:
    """The first findings of each of these tools' rules, failing ones first: one query."""
    number = Window(
        RowNumber(), partition_by=[F("report__tool"), F("rule")], order_by=[URGENCY.asc(), "pk"]
    )
    return (
        counting_findings(workload)
        .filter(_among(rules))
        .select_related("report", "suppression")
        .defer("report__messages")
        .annotate(number=number)
        .filter(number__lte=limit)
        .order_by("report__tool", "rule", "number")
    )


def count_imported(
    workload: Workload, rules: Collection[tuple[str, str]]
) -> Mapping[tuple[str, str], VerdictCounts]:
    """How many findings each of these tools' rules has: one query."""
    found = counting_findings(workload).filter(_among(rules)).order_by()
    hidden = found.annotate(hidden=Q(suppression__isnull=False))
    rows = hidden.values_list("report__tool", "rule", "verdict", "hidden").annotate(Count("pk"))
    counted: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for tool, rule, verdict, let_be, number in rows:
        counted[tool, rule]["suppressed" if let_be else NAMES[verdict]] = number
    return {key: VerdictCounts(**numbers) for key, numbers in counted.items()}


def _among(rules: Collection[tuple[str, str]]) -> Q:
    among = Q(pk__in=[])
    for tool, rule in rules:
        among |= Q(report__tool=tool, rule=rule)
    return among
