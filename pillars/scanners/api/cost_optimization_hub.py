"""Cost Optimization Hub: what AWS would change to save, by what is to be done (`Stop`)."""

from collections.abc import Iterator

from pillars.checking import Severity, Verdict
from pillars.facts import Resource, Snapshot

from ..model import Imported, Tool
from ..values import when
from .source import FURTHER, Source, finding, moved

RECOMMENDATIONS = "costoptimizationhub.recommendation"
ENROLLMENT = "costoptimizationhub.enrollment"
PAGE = "https://docs.aws.amazon.com/cost-management/latest/userguide/coh-getting-started.html"
ACTIONS = {
    "Rightsize": "Change its size",
    "Stop": "Stop it",
    "Upgrade": "Move to a newer generation",
    "PurchaseSavingsPlans": "Buy Savings Plans",
    "PurchaseReservedInstances": "Buy reservations",
    "MigrateToGraviton": "Move to Graviton",
    "Delete": "Delete it",
    "ScaleIn": "Scale in",
}
# Dollars a month from which on a saving is more than small change.
LARGE, MIDDLING = 1000, 100


def convert(snapshot: Snapshot) -> Iterator[Imported]:
    for found in snapshot.of(RECOMMENDATIONS):
        yield moved(_proposed(found), str(found.get("region") or ""))
    for account in snapshot.of(ENROLLMENT):
        if account.get("Active"):
            yield from _nothing_left(snapshot, account)


def _nothing_left(snapshot: Snapshot, account: Resource) -> Iterator[Imported]:
    """What the hub looks for and does not find; nothing is said where its list was cut."""
    found = snapshot.of(RECOMMENDATIONS, account=account.account)
    read = snapshot.was_read(RECOMMENDATIONS, account.account, account.region)
    if not read or any(FURTHER in each.unread for each in found):
        return
    proposed = {each.get("actionType") for each in found}
    for action in ACTIONS:
        if action not in proposed:
            reason = f"The hub proposes nothing of this kind in account {account.account}."
            yield _of(account, action, Verdict.PASS, Severity.LOW, reason)


def _proposed(found: Resource) -> Imported:
    action = str(found.get("actionType"))
    saving = float(found.get("estimatedMonthlySavings") or 0)
    currency = found.get("currencyCode", "USD")
    severity = next(
        (
            level
            for floor, level in ((LARGE, Severity.HIGH), (MIDDLING, Severity.MEDIUM))
            if saving >= floor
        ),
        Severity.LOW,
    )
    current = found.get("currentResourceSummary") or found.get("currentResourceType", "this")
    reason = f"{current}: saves about {saving:.0f} {currency} a month."
    return _of(found, action, Verdict.FAIL, severity, reason)


def _of(found: Resource, rule: str, verdict: Verdict, severity: Severity, reason: str) -> Imported:
    return finding(
        found,
        rule=rule,
        title=ACTIONS.get(rule, rule),
        verdict=verdict,
        severity=severity,
        reason=reason,
        at=when(found.get("lastRefreshTimestamp")),
        url=PAGE,
    )


SOURCE = Source(Tool.COST_OPTIMIZATION_HUB, (RECOMMENDATIONS, ENROLLMENT), convert)
