"""What other tools' reports say under a choice: for the evidence panel and for documents."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from reviewapp.findings.console import console_link
from reviewapp.findings.queries import SUPPRESSED, VerdictCounts
from reviewapp.workloads.models import Workload

from .domain.naming import check_id, parts_of
from .models import ImportedFinding, ImportedReport
from .queries import count_imported, first_imported

FINDINGS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ImportedRow:
    finding: ImportedFinding
    link: str


@dataclass(frozen=True, slots=True)
class ImportedCheck:
    """One rule of another tool; `report` is the one that its first finding stands in."""

    rule: str
    title: str
    report: ImportedReport
    counts: VerdictCounts
    rows: list[ImportedRow]

    @property
    def more(self) -> int:
        return self.counts.total - len(self.rows)

    @property
    def urgency(self) -> tuple[bool, bool]:
        """What fails comes before what is unknown, and that before what passes or is let be."""
        return (not self.counts.failed, not self.counts.unknown)


def imported_checks(workload: Workload, check_ids: Iterable[str]) -> Mapping[str, ImportedCheck]:
    """By check id what stands behind those that are rules of other tools: two queries or none."""
    named = _rules(check_ids)
    if not named:
        return {}
    counts = count_imported(workload, named)
    found: dict[tuple[str, str], list[ImportedFinding]] = {}
    for each in first_imported(workload, named, limit=FINDINGS_SHOWN):
        found.setdefault((each.report.tool, each.rule), []).append(each)
    return {
        check_id(*key): _check(rule=key[1], counts=counts[key], first=first)
        for key, first in found.items()
    }


def imported_parts(
    workload: Workload, check_ids: Iterable[str], *, limit: int
) -> Mapping[str, list[dict[str, Any]]]:
    """By check id the first findings of other tools against a practice, as plain JSON.

    In the shape of our own: `call` says whose finding it is, `why` is the report that it stands
    in.
    """
    named = _rules(check_ids)
    found: dict[str, list[dict[str, Any]]] = {}
    for each in first_imported(workload, named, limit=limit) if named else ():
        if each.verdict != "pass":
            found.setdefault(check_id(each.report.tool, each.rule), []).append(_part(each))
    return found


def _part(finding: ImportedFinding) -> dict[str, Any]:
    report = finding.report
    kwargs = {"workload_id": report.workload_id, "imported_id": report.pk}
    query = urlencode({"q": finding.rule})
    return {
        "check": check_id(report.tool, finding.rule),
        "title": finding.title,
        "verdict": SUPPRESSED if finding.suppression_id else finding.verdict,
        "resource": finding.resource,
        "name": finding.name,
        "account": finding.account,
        "region": finding.region,
        "reason": finding.reason,
        "tags": {},
        "at": finding.at.isoformat() if finding.at else None,
        "call": f"{report.get_tool_display()}: {finding.rule}",
        "saving": None,
        "why": f"{settings.BASE_URL}{reverse('scanners:report', kwargs=kwargs)}?{query}",
    }


def _check(*, rule: str, counts: VerdictCounts, first: list[ImportedFinding]) -> ImportedCheck:
    """Findings that pass are left to the full list: nobody has to do anything about them."""
    shown = [each for each in first if each.verdict != "pass"]
    rows = [ImportedRow(each, console_link(each.resource, region=each.region)) for each in shown]
    return ImportedCheck(rule, first[0].title, first[0].report, counts, rows)


def _rules(check_ids: Iterable[str]) -> list[tuple[str, str]]:
    parts = (parts_of(each) for each in check_ids)
    return [(each[0].value, each[1]) for each in parts if each]
