"""What other tools' reports say under a choice: for the evidence panel and for documents."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reviewapp.findings.console import console_link
from reviewapp.findings.queries import VerdictCounts
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
    rules = [parts for each in check_ids if (parts := parts_of(each))]
    named = [(tool.value, rule) for tool, rule in rules]
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


def _check(*, rule: str, counts: VerdictCounts, first: list[ImportedFinding]) -> ImportedCheck:
    """Findings that pass are left to the full list: nobody has to do anything about them."""
    shown = [each for each in first if each.verdict != "pass"]
    rows = [ImportedRow(each, console_link(each.resource, region=each.region)) for each in shown]
    return ImportedCheck(rule, first[0].title, first[0].report, counts, rows)
