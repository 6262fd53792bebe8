"""Compute Optimizer: what is too large, too small or idle.

Rules: `ec2-instance`, `ebs-volume`, `lambda-function`, `auto-scaling-group`, `ecs-service`,
`rds-instance`, `rds-storage`, and `idle/` with the type of what nobody uses.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pillars.checking import Severity, Verdict
from pillars.facts import Resource, Snapshot

from ..model import Imported, Tool
from ..values import when
from .source import Source, finding

PAGE = "https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-recommendations.html"
IDLE = "computeoptimizer.idle_recommendation"
ACCOUNT = "computeoptimizer.enrollment"


@dataclass(frozen=True, slots=True)
class Sized:
    kind: str
    rule: str
    key: str = "finding"


SIZED = (
    Sized("computeoptimizer.ec2_recommendation", "ec2-instance"),
    Sized("computeoptimizer.volume_recommendation", "ebs-volume"),
    Sized("computeoptimizer.lambda_recommendation", "lambda-function"),
    Sized("computeoptimizer.asg_recommendation", "auto-scaling-group"),
    Sized("computeoptimizer.ecs_recommendation", "ecs-service"),
    Sized("computeoptimizer.rds_recommendation", "rds-instance", "instanceFinding"),
    Sized("computeoptimizer.rds_recommendation", "rds-storage", "storageFinding"),
)
# Too small hurts users, too large the bill.
SEVERITIES = {"underprovisioned": Severity.MEDIUM}
VERDICTS = {
    "optimized": Verdict.PASS,
    "overprovisioned": Verdict.FAIL,
    "underprovisioned": Verdict.FAIL,
    "notoptimized": Verdict.FAIL,
}
WORDS = {
    "optimized": "well sized",
    "overprovisioned": "larger than its use asks for",
    "underprovisioned": "too small for its use",
    "notoptimized": "set up otherwise than its use asks for",
}


def convert(snapshot: Snapshot) -> Iterator[Imported]:
    for sized in SIZED:
        for found in snapshot.of(sized.kind):
            said = str(found.get(sized.key) or "").replace("_", "").lower()
            # Some answers have no finding of this sort, others say "unavailable".
            if said in VERDICTS:
                yield _sized(found, sized.rule, said)
    for found in snapshot.of(IDLE):
        yield _idle(found)


def _sized(found: Resource, rule: str, said: str) -> Imported:
    return finding(
        found,
        rule=rule,
        title=f"Size of {rule.replace('-', ' ')}s",
        verdict=VERDICTS[said],
        severity=SEVERITIES.get(said, Severity.LOW),
        reason=f"Compute Optimizer finds {found.name} {WORDS[said]}.",
        at=when(found.get("lastRefreshTimestamp")),
        url=PAGE,
    )


def _idle(found: Resource) -> Imported:
    kind = str(found.get("resourceType"))
    saving = (found.get("savingsOpportunity") or {}).get("estimatedMonthlySavings") or {}
    amount, currency = saving.get("value"), saving.get("currency", "USD")
    worth = f" It costs about {amount:.0f} {currency} a month." if amount else ""
    return finding(
        found,
        rule=f"idle/{kind}",
        title=f"Idle: {kind}",
        verdict=Verdict.FAIL,
        severity=Severity.LOW,
        reason=f"Compute Optimizer finds {found.name} {str(found.get('finding')).lower()}.{worth}",
        at=when(found.get("lastRefreshTimestamp")),
        url=PAGE,
    )


KINDS = tuple(dict.fromkeys((ACCOUNT, IDLE, *(sized.kind for sized in SIZED))))
SOURCE = Source(Tool.COMPUTE_OPTIMIZER, KINDS, convert)
