"""Reads of findings for pages, reports and the command line."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from reviewapp.collection.models import PartState, Reading, Run

from .models import Finding, FindingVerdict

SHOWN = ("pk", "check_id", "verdict", "resource", "resource_name", "account", "region", "reason")
# What a reader needs first: what fails, then what nobody could read.
_URGENCY = Case(
    When(verdict=FindingVerdict.FAIL, then=Value(0)),
    When(verdict=FindingVerdict.UNKNOWN, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class VerdictCounts:
    passed: int = 0
    failed: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        return self.passed + self.failed + self.unknown


def count_by_check(run: Run, check_ids: Collection[str]) -> Mapping[str, VerdictCounts]:
    """How many findings of each verdict every check has: one query."""
    rows = (
        run.findings.filter(check_id__in=check_ids)
        .order_by()
        .values_list("check_id", "verdict")
        .annotate(Count("pk"))
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for check_id, verdict, number in rows:
        found[check_id][verdict] = number
    return {check_id: _counts(numbers) for check_id, numbers in found.items()}


def first_findings(
    run: Run, check_ids: Collection[str], *, limit: int, verdicts: Collection[str] = ()
) -> Mapping[str, list[Finding]]:
    """The first findings of each check, failing ones before unknown ones: one query.

    Tags, time and call of the fact come along; its data does not.
    """
    findings = _with_fact(run.findings.filter(check_id__in=check_ids))
    if verdicts:
        findings = findings.filter(verdict__in=verdicts)
    number = Window(
        RowNumber(), partition_by=F("check_id"), order_by=(_URGENCY.asc(), F("pk").asc())
    )
    numbered = findings.annotate(number=number).filter(number__lte=limit)
    grouped: dict[str, list[Finding]] = defaultdict(list)
    for finding in numbered.order_by("check_id", "number"):
        grouped[finding.check_id].append(finding)
    return grouped


def findings_of(run: Run, check_id: str, *, verdict: str = "") -> QuerySet[Finding]:
    """Every finding of one check, failing ones first; of one verdict where one is given."""
    findings = _with_fact(run.findings.filter(check_id=check_id)).order_by(_URGENCY, "pk")
    return findings.filter(verdict=verdict) if verdict else findings


def unread_readings(run: Run, kinds: Collection[str]) -> list[Reading]:
    """Where these kinds of facts were asked for and not read, with the reason."""
    states = (PartState.DENIED, PartState.FAILED)
    return list(
        run.readings.filter(kind__in=kinds, state__in=states).order_by("kind", "account", "region")
    )


def _with_fact(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    of_fact = ("fact__tags", "fact__at", "fact__call", "fact__kind")
    return findings.select_related("fact").only(*SHOWN, "run_id", *of_fact)


def _counts(numbers: Mapping[str, int]) -> VerdictCounts:
    return VerdictCounts(
        passed=numbers.get(FindingVerdict.PASS, 0),
        failed=numbers.get(FindingVerdict.FAIL, 0),
        unknown=numbers.get(FindingVerdict.UNKNOWN, 0),
    )
