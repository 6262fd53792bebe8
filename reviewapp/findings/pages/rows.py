"""A finding as a list shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from reviewapp.findings.console import console_link
from reviewapp.findings.models import Finding


@dataclass(frozen=True, slots=True)
class FindingRow:
    finding: Finding
    link: str

    @property
    def tags(self) -> list[tuple[str, str]]:
        return sorted(self.finding.fact.tags.items())[:8] if self.finding.fact else []


def finding_rows(findings: Iterable[Finding]) -> list[FindingRow]:
    return [
        FindingRow(finding, console_link(finding.resource, region=finding.region))
        for finding in findings
    ]
