"""What the pages of other tools' findings show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pillars.scanners.model import Tool
from pillars.scanners.reading import FORMATS
from reviewapp.findings.console import console_link
from reviewapp.findings.models import FindingVerdict
from reviewapp.findings.pages.suppressions import applying
from reviewapp.findings.queries import VerdictCounts
from reviewapp.web.words import one_line
from reviewapp.workloads.models import Workload

from .domain.hearing import Heard, heard_by
from .domain.naming import check_id
from .models import FindingSeverity, ImportedFinding, ImportedReport
from .queries import Wanted, counts_of, findings_of, is_stale, outside_of, reports_of

PER_PAGE = 20
FINDINGS_PER_PAGE = 50
MAPPED = (("yes", _("Heard by a practice")), ("no", _("Not mapped to any practice")))
LONGEST_WORDS = 200
TOOLS_READ = sorted({each.tool.label for each in FORMATS if each.tool is not Tool.SARIF})


@dataclass(frozen=True, slots=True)
class ReportRow:
    report: ImportedReport
    outside: int = 0

    @property
    def stale(self) -> bool:
        return is_stale(self.report)

    @property
    def counts(self) -> VerdictCounts:
        return VerdictCounts(self.report.passed, self.report.failed, self.report.unknown)

    @property
    def standing(self) -> str:
        """`counts`, `old`, `outside` (nothing of it is about the workload) or `replaced`; nothing
        while it is being read or where it failed.
        """
        if self.report.is_active or self.report.state in ("failed", "cancelled"):
            return ""
        if not self.report.current:
            return "replaced"
        if self.stale:
            return "old"
        return "outside" if self.outside and self.outside == self.report.total else "counts"


@dataclass(frozen=True, slots=True)
class FindingRow:
    finding: ImportedFinding
    link: str
    heard: Heard
    identity: str


def list_context(workload: Workload, page: str | None) -> dict[str, Any]:
    page_obj = Paginator(reports_of(workload), PER_PAGE).get_page(page)
    reports = list(page_obj.object_list)
    outside = outside_of(workload, reports)
    rows = [ReportRow(report, outside.get(report.pk, 0)) for report in reports]
    return {
        "workload": workload,
        "page_obj": page_obj,
        "rows": rows,
        "active": any(row.report.is_active for row in rows),
        "applying": applying(workload.pk),
    }


def wanted_of(query: QueryDict) -> Wanted:
    """What the address asks for; what it cannot mean is left out."""
    return Wanted(
        verdict=_known(query.get("verdict"), FindingVerdict.values),
        severity=_known(query.get("severity"), FindingSeverity.values),
        mapped=_known(query.get("mapped"), [value for value, _label in MAPPED]),
        words=one_line(query.get("q"), longest=LONGEST_WORDS),
    )


def report_context(report: ImportedReport, wanted: Wanted, page: str | None) -> dict[str, Any]:
    """The page of one report: its number of queries does not grow with the findings."""
    page_obj = Paginator(findings_of(report, wanted), FINDINGS_PER_PAGE).get_page(page)
    numbers = counts_of(report)
    return {
        "workload": report.workload,
        "report": report,
        "row": ReportRow(report, numbers["outside"]),
        "numbers": numbers,
        "counts": _verdicts(numbers),
        "unmapped": numbers["total"] - numbers["mapped"],
        "refused": [each for each in report.messages if each["refused"]],
        "left_out": [each for each in report.messages if not each["refused"]],
        "wanted": wanted,
        "verdicts": FindingVerdict.choices,
        "severities": FindingSeverity.choices,
        "mappings": MAPPED,
        "page_obj": page_obj,
        "findings": [_row(report, each) for each in page_obj.object_list],
    }


def _row(report: ImportedReport, finding: ImportedFinding) -> FindingRow:
    link = console_link(finding.resource, region=finding.region)
    identity = check_id(report.tool, finding.rule)
    return FindingRow(finding, link, heard_by(report.tool, finding.rule), identity)


def _verdicts(numbers: Mapping[str, int]) -> VerdictCounts:
    names = ("passed", "failed", "unknown", "suppressed")
    return VerdictCounts(**{name: numbers[name] for name in names})


def _known(value: str | None, values: list[str]) -> str:
    return value if value in values else ""
