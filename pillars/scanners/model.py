"""The one shape that every other tool's findings take here.

A file (`pillars.scanners.reading`) and an answer of AWS read during a scan both become
`Imported`, so that whatever follows (mapping, pages, suggestions) knows one thing only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from pillars.checking import Severity, Verdict


class Tool(StrEnum):
    """Whose findings they are; the value names the mapping's data file."""

    SECURITY_HUB = "security_hub"
    CONFIG = "config"
    TRUSTED_ADVISOR = "trusted_advisor"
    COMPUTE_OPTIMIZER = "compute_optimizer"
    COST_OPTIMIZATION_HUB = "cost_optimization_hub"
    RESILIENCE_HUB = "resilience_hub"
    GUARDDUTY = "guardduty"
    INSPECTOR = "inspector"
    ACCESS_ANALYZER = "access_analyzer"
    PROWLER = "prowler"
    SERVICE_SCREENER = "service_screener"
    CHECKOV = "checkov"
    TRIVY = "trivy"
    SARIF = "sarif"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS: Final[Mapping[Tool, str]] = {
    Tool.SECURITY_HUB: "AWS Security Hub",
    Tool.CONFIG: "AWS Config",
    Tool.TRUSTED_ADVISOR: "AWS Trusted Advisor",
    Tool.COMPUTE_OPTIMIZER: "AWS Compute Optimizer",
    Tool.COST_OPTIMIZATION_HUB: "Cost Optimization Hub",
    Tool.RESILIENCE_HUB: "AWS Resilience Hub",
    Tool.GUARDDUTY: "Amazon GuardDuty",
    Tool.INSPECTOR: "Amazon Inspector",
    Tool.ACCESS_ANALYZER: "IAM Access Analyzer",
    Tool.PROWLER: "Prowler",
    Tool.SERVICE_SCREENER: "Service Screener",
    Tool.CHECKOV: "Checkov",
    Tool.TRIVY: "Trivy",
    Tool.SARIF: "Another tool (SARIF)",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """One finding of another tool.

    `rule` is the tool's own id of what it looked for (`S3.8`, `iam_root_mfa_enabled`), by which
    it is mapped. `resource` is an ARN where the tool gives one, else its own words (a file with a
    line). `account` and `region` are empty where the tool does not tell. `at`: when the tool
    looked, with its offset. `remediation`: the tool's own advice, plain text.
    """

    rule: str
    title: str
    verdict: Verdict
    severity: Severity
    resource: str = ""
    name: str = ""
    account: str = ""
    region: str = ""
    reason: str = ""
    at: datetime | None = None
    url: str = ""
    remediation: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What reading has to say. `place`: where ("finding 12", "line 40, Severity").

    `refused`: that record was not taken; `text` then says why and what to do.
    """

    place: str
    text: str
    refused: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """All that one file of one tool says. `version` is the tool's, empty where it is not told."""

    tool: Tool
    version: str
    findings: tuple[Imported, ...]
    messages: tuple[Message, ...] = ()
