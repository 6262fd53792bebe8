"""Reads of findings for pages, reports and the command line."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from reviewapp.collection.models import PartState, Reading, Run
from reviewapp.jobs.models import JobState
from reviewapp.workloads.models import Workload

from .models import Finding, FindingVerdict

SUPPRESSED = "suppressed"
_SAVING = ("saving_monthly", "saving_basis", "saving_at_most", "saving_priced")
SHOWN = (
    *("pk", "check_id", "verdict", "resource", "resource_name", "account", "region", "reason"),
    *_SAVING,
)
_SUPPRESSION = ("suppression__expires_on", "suppression__reason")
# What a reader needs first: what fails, what nobody could read, what was decided to be lived with.
URGENCY = Case(
    When(verdict=FindingVerdict.FAIL, suppression=None, then=Value(0)),
    When(verdict=FindingVerdict.UNKNOWN, then=Value(1)),
    When(verdict=FindingVerdict.FAIL, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class VerdictCounts:
    passed: int = 0
    failed: int = 0
    unknown: int = 0
    suppressed: int = 0

    @property
    def total(self) -> int:
        return self.passed + self.failed + self.unknown + self.suppressed


def newest_judged(workload: Workload) -> Run | None:
    """The newest run that ended and whose findings stand."""
    return judged_runs(workload).first()


def judged_runs(workload: Workload) -> QuerySet[Run]:
    """Every run with findings, the newest first."""
    ended = workload.runs.filter(state__in=(JobState.COMPLETE, JobState.PARTIAL))
    return ended.exclude(checks=None).order_by("-queued_at")


def newest_runs_of(organisation: UUID, workload: Workload | None = None) -> list[UUID]:
    """The newest judged run of each workload of an organisation, or of the one: one query."""
    ended = Run.objects.filter(
        workload__organisation=organisation, state__in=(JobState.COMPLETE, JobState.PARTIAL)
    ).exclude(checks=None)
    if workload:
        ended = ended.filter(workload=workload)
    newest = ended.order_by("workload_id", "-queued_at").distinct("workload_id")
    return list(newest.values_list("pk", flat=True))


def count_by_check(run: Run, check_ids: Collection[str]) -> Mapping[str, VerdictCounts]:
    """How many findings of each verdict every check has: one query."""
    return count_findings(run.findings.filter(check_id__in=check_ids))


def count_findings(findings: QuerySet[Finding]) -> Mapping[str, VerdictCounts]:
    """The same of any findings: one query."""
    hidden = Q(suppression__isnull=False)
    rows = (
        findings.order_by()
        .values_list("check_id", "verdict")
        .annotate(number=Count("pk"), hidden=Count("pk", filter=hidden))
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for check_id, verdict, number, suppressed in rows:
        found[check_id][verdict] = number - suppressed
        if suppressed:
            found[check_id][SUPPRESSED] = suppressed
    return {check_id: _counts(numbers) for check_id, numbers in found.items()}


def first_findings(
    run: Run, check_ids: Collection[str], *, limit: int, verdicts: Collection[str] = ()
) -> Mapping[str, list[Finding]]:
    """The first findings of each check, failing ones before unknown ones: one query.

    Tags, time and call of the fact come along; its data does not.
    """
    findings = run.findings.filter(check_id__in=check_ids)
    if verdicts:
        findings = findings.filter(verdict__in=verdicts)
    return first_of(findings, limit=limit)


def first_of(findings: QuerySet[Finding], *, limit: int) -> Mapping[str, list[Finding]]:
    """The same of any findings: one query."""
    number = Window(
        RowNumber(), partition_by=F("check_id"), order_by=(URGENCY.asc(), F("pk").asc())
    )
    numbered = with_fact(findings).annotate(number=number).filter(number__lte=limit)
    grouped: dict[str, list[Finding]] = defaultdict(list)
    for finding in numbered.order_by("check_id", "number"):
        grouped[finding.check_id].append(finding)
    return grouped


def findings_of(run: Run, check_id: str, *, verdict: str = "") -> QuerySet[Finding]:
    """Every finding of one check, failing ones first; of one verdict where one is given."""
    findings = with_fact(run.findings.filter(check_id=check_id)).order_by(URGENCY, "pk")
    return of_verdict(findings, verdict)


def of_verdict(findings: QuerySet[Finding], verdict: str) -> QuerySet[Finding]:
    """Those of a verdict, empty for any; failing ones that are suppressed are a verdict apart."""
    if verdict == SUPPRESSED:
        return findings.filter(suppression__isnull=False)
    if verdict == FindingVerdict.FAIL:
        return findings.filter(verdict=verdict, suppression=None)
    return findings.filter(verdict=verdict) if verdict else findings


def failing_savings(run: Run, check_ids: Collection[str] = ()) -> QuerySet[Finding]:
    """Failing findings whose remedy saves money, of some checks or of all, without suppressed."""
    found = run.findings.filter(
        verdict=FindingVerdict.FAIL, saving_monthly__isnull=False, suppression=None
    )
    return (found.filter(check_id__in=check_ids) if check_ids else found).only(*SHOWN, "run_id")


def unread_readings(run: Run, kinds: Collection[str]) -> list[Reading]:
    """Where these kinds of facts were asked for and not read, with the reason."""
    states = (PartState.DENIED, PartState.FAILED)
    return list(
        run.readings.filter(kind__in=kinds, state__in=states).order_by("kind", "account", "region")
    )


def with_fact(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """With what a list shows of each: the fact's tags, time and call, what suppresses it."""
    of_fact = ("fact__tags", "fact__at", "fact__call", "fact__kind")
    related = findings.select_related("fact", "suppression")
    return related.only(*SHOWN, "run_id", *of_fact, *_SUPPRESSION)


def _counts(numbers: Mapping[str, int]) -> VerdictCounts:
    return VerdictCounts(
        passed=numbers.get(FindingVerdict.PASS, 0),
        failed=numbers.get(FindingVerdict.FAIL, 0),
        unknown=numbers.get(FindingVerdict.UNKNOWN, 0),
        suppressed=numbers.get(SUPPRESSED, 0),
    )
