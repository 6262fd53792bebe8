"""The findings of the newest judged scan, by check: what fails and how badly comes first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator

from pillars.checking import Check, Severity
from reviewapp.collection.models import Run
from reviewapp.findings.checks import checks_by_id
from reviewapp.findings.filters import (
    CHANGES,
    PILLARS,
    SEVERITIES,
    VERDICTS,
    Wanted,
    findings_wanted,
    services_of_checks,
)
from reviewapp.findings.models import Finding, FindingVerdict
from reviewapp.findings.queries import VerdictCounts, count_findings, first_of, judged_runs
from reviewapp.workloads.models import Workload

from .rows import FindingRow, finding_rows

CHECKS_PER_PAGE = 20
FINDINGS_SHOWN = 3
_RANK = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """One check with how its findings stand; `check` is None where this release lacks it."""

    check_id: str
    check: Check | None
    counts: VerdictCounts
    rows: list[FindingRow]

    @property
    def title(self) -> str:
        return self.check.title if self.check else self.check_id

    @property
    def severity(self) -> str:
        return self.check.severity.value if self.check else ""

    @property
    def pillar(self) -> str:
        return str(PILLARS.get(self.check.pillar, "")) if self.check else ""

    @property
    def more(self) -> int:
        """How many findings are left to the check's own page."""
        return self.counts.total - len(self.rows)


def newest_runs(workload: Workload) -> tuple[Run | None, Run | None]:
    """The newest judged run and the one before it: one query."""
    run, before, *_ = [*judged_runs(workload)[:2], None, None]
    return run, before


def listing_context(workload: Workload, wanted: Wanted, page: str | None) -> Context:
    """The whole page in a fixed number of queries, whatever the number of findings."""
    run, before = newest_runs(workload)
    context: Context = {"workload": workload, "run": run, "before": before, "wanted": wanted}
    if run is None:
        return context
    found = findings_wanted(run, before, wanted)
    counts = count_findings(found)
    pages = Paginator(_in_order(counts), CHECKS_PER_PAGE).get_page(page)
    return {
        **context,
        **choices(run),
        "totals": sum_of(counts.values()),
        "page_obj": pages,
        "groups": _groups(pages.object_list, counts, found),
    }


def choices(run: Run) -> Context:
    """What the filters offer: the accounts and regions that have findings, in one query."""
    places = list(run.findings.order_by().values_list("account", "region").distinct())
    return {
        "severities": SEVERITIES.items(),
        "pillars": PILLARS.items(),
        "verdicts": VERDICTS.items(),
        "services": services_of_checks(),
        "changes": CHANGES.items(),
        "accounts": sorted({account for account, _ in places if account}),
        "regions": sorted({region for _, region in places if region}),
    }


def sum_of(counts: Iterable[VerdictCounts]) -> VerdictCounts:
    found = list(counts)
    return VerdictCounts(
        passed=sum(each.passed for each in found),
        failed=sum(each.failed for each in found),
        unknown=sum(each.unknown for each in found),
        suppressed=sum(each.suppressed for each in found),
    )


def _in_order(counts: Mapping[str, VerdictCounts]) -> list[str]:
    """Failing checks first, then those with something unread, let be, and the rest; the most
    severe first in each.
    """
    known = checks_by_id()

    def urgency(check_id: str) -> tuple[int, int, str]:
        check = known.get(check_id)
        rank = _RANK[check.severity] if check else len(_RANK)
        return _standing(counts[check_id]), rank, check.title if check else check_id

    return sorted(counts, key=urgency)


def _standing(counts: VerdictCounts) -> int:
    found = (counts.failed, counts.unknown, counts.suppressed)
    return next((at for at, number in enumerate(found) if number), len(found))


def _groups(
    check_ids: Iterable[str], counts: Mapping[str, VerdictCounts], found: Any
) -> list[Group]:
    known, ids = checks_by_id(), list(check_ids)
    first = first_of(found.filter(check_id__in=ids), limit=FINDINGS_SHOWN)
    return [
        Group(each, known.get(each), counts[each], finding_rows(_telling(first.get(each, []))))
        for each in ids
    ]


def _telling(findings: list[Finding]) -> list[Finding]:
    """Without what passes: nobody has to do anything about it."""
    return [each for each in findings if each.verdict != FindingVerdict.PASS]
