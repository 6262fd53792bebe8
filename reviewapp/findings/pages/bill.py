"""The bill: its eight causes with what each would save, and what the last thirty days cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pillars.bill import Bill, CauseTotal, cause_checks, draw_up
from pillars.prices import prices
from pillars.savings import Claim
from reviewapp.collection.models import Reading, Run
from reviewapp.findings.checks import check_title, checks_by_id
from reviewapp.findings.models import Finding
from reviewapp.findings.queries import (
    VerdictCounts,
    count_by_check,
    failing_savings,
    newest_judged,
    unread_readings,
)
from reviewapp.workloads.models import Workload

SHOWN = 5
SERVICES_SHOWN = 12
SPENT = "ce.region_cost"

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    finding: Finding
    claim: Claim


@dataclass(frozen=True, slots=True)
class CheckCount:
    check_id: str
    title: str
    counts: VerdictCounts


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One cause: its sums, its largest savings, how often its checks fail."""

    found: CauseTotal
    rows: list[ClaimRow]
    checks: list[CheckCount]

    @property
    def failed(self) -> int:
        return sum(check.counts.failed for check in self.checks)

    @property
    def suppressed(self) -> int:
        return sum(check.counts.suppressed for check in self.checks)

    @property
    def unknown(self) -> int:
        return sum(check.counts.unknown for check in self.checks)

    @property
    def more(self) -> int:
        return len(self.found.claims) - len(self.rows)


@dataclass(frozen=True, slots=True)
class Spent:
    """What thirty days cost by Cost Explorer, of one account, largest service first."""

    account: str
    total: Decimal
    unit: str
    services: list[tuple[str, Decimal]]

    @property
    def more(self) -> int:
        return max(len(self.services) - SERVICES_SHOWN, 0)

    @property
    def shown(self) -> list[tuple[str, Decimal]]:
        return self.services[:SERVICES_SHOWN]


def bill_context(workload: Workload) -> Context:
    """The whole page in a fixed number of queries."""
    run = newest_judged(workload)
    context: Context = {"workload": workload, "run": run, "prices": prices()}
    if run is None:
        return context
    checks = cause_checks()
    savings = {_key(finding): finding for finding in failing_savings(run, checks)}
    bill = draw_up(claim_of(finding) for finding in savings.values())
    counts = count_by_check(run, checks)
    causes = _rows(bill, savings, counts)
    return {
        **context,
        "bill": bill,
        "causes": causes,
        "failed": sum(row.failed for row in causes),
        "unpriced": _unpriced_regions(run),
        "spent": spent_of(run),
        "unread": _unread(run, checks),
    }


def claim_of(finding: Finding) -> Claim:
    """Raises ValueError for a finding without a saving."""
    if finding.saving is None:
        raise ValueError(f"{finding} saves nothing")
    return Claim(finding.resource, finding.saving, finding.check_id)


def _key(finding: Finding) -> tuple[str, str]:
    return finding.check_id, finding.resource


def _rows(
    bill: Bill,
    savings: Mapping[tuple[str, str], Finding],
    counts: Mapping[str, VerdictCounts],
) -> list[CauseRow]:
    return [
        CauseRow(
            found,
            [ClaimRow(savings[each.check, each.resource], each) for each in found.claims[:SHOWN]],
            _counted(found.cause.checks, counts),
        )
        for found in bill.causes
    ]


def _counted(checks: Iterable[str], counts: Mapping[str, VerdictCounts]) -> list[CheckCount]:
    found = [(check, counts.get(check, VerdictCounts())) for check in checks]
    return [CheckCount(check, check_title(check), each) for check, each in found]


def spent_of(run: Run) -> list[Spent]:
    """What each account's Cost Explorer said; accounts where nothing was spent are left out."""
    facts = run.facts.filter(kind=SPENT).order_by("account").values_list("account", "data")
    found = [_spent(account, data) for account, data in facts]
    return [spent for spent in found if spent.total]


def _spent(account: str, data: Mapping[str, Any]) -> Spent:
    """A fact of before services were asked for has regions alone."""
    services = {name: Decimal(str(amount)) for name, amount in data.get("Services", {}).items()}
    regions = [Decimal(str(amount)) for amount in data.get("Regions", {}).values()]
    ordered = sorted(services.items(), key=lambda pair: (-pair[1], pair[0]))
    return Spent(account, sum(regions, Decimal(0)), data.get("Unit", ""), ordered)


def _unpriced_regions(run: Run) -> list[str]:
    """Regions with findings for which the price table has no figures."""
    known = prices().regions()
    failing = run.findings.filter(verdict="fail", check_id__in=cause_checks())
    found = failing.order_by("region").values_list("region", flat=True).distinct()
    return [region for region in found if region not in known and region != "global"]


def _unread(run: Run, checks: Iterable[str]) -> list[Reading]:
    known = checks_by_id()
    kinds = {kind for check in checks if check in known for kind in known[check].needs}
    return unread_readings(run, {*kinds, SPENT})
