"""What other tools' reports say of practices, in the shape of our own checks' outcomes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.db.models import Count, Min, Q

from pillars.checking import Outcome, Verdict
from reviewapp.workloads.models import Workload

from ..models import ImportedFinding
from ..queries import counting_findings
from .naming import check_of


class Told(NamedTuple):
    """How many findings of one verdict a rule has, and the first of them."""

    tool: str
    rule: str
    verdict: str
    hidden: bool
    number: int
    first: int


class First(NamedTuple):
    title: str
    reason: str


def imported_outcomes(workload: Workload) -> list[Outcome]:
    """One outcome for each rule that a practice hears, of the reports that count: two queries."""
    told = [Told(*row) for row in _rows(workload)]
    firsts = _firsts(told)
    rules: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for each in told:
        rules[each.tool, each.rule].append(each)
    return [_outcome(tool, rule, found, firsts) for (tool, rule), found in sorted(rules.items())]


def _rows(workload: Workload) -> Iterator[tuple[str, str, str, bool, int, int]]:
    grouped = (
        counting_findings(workload)
        .filter(mapped=True)
        .order_by()
        .annotate(hidden=Q(suppression__isnull=False))
        .values_list("report__tool", "rule", "verdict", "hidden")
        .annotate(number=Count("pk"), first=Min("pk"))
    )
    return iter(grouped)


def _firsts(told: list[Told]) -> Mapping[int, First]:
    found = ImportedFinding.objects.filter(pk__in=[each.first for each in told])
    return {key: First(*rest) for key, *rest in found.values_list("pk", "title", "reason")}


def _outcome(tool: str, rule: str, told: list[Told], firsts: Mapping[int, First]) -> Outcome:
    seen = {Verdict(each.verdict): each for each in told if not each.hidden}
    check = check_of(tool, rule, firsts[told[0].first].title)
    return Outcome(
        check,
        {verdict: each.number for verdict, each in seen.items()},
        {verdict: _words(check.title, firsts[each.first]) for verdict, each in seen.items()},
        sum(each.number for each in told if each.hidden),
    )


def _words(title: str, first: First) -> str:
    return f"{title}: {first.reason}" if first.reason else title
