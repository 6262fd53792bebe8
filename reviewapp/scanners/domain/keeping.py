"""Keeping what a report says, and which report of a tool counts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone

from pillars.checking import Verdict
from pillars.scanners.mapping import mapped
from pillars.scanners.model import Imported, Report, Tool
from reviewapp.collection.models import Run
from reviewapp.findings.domain.covering import Suppressor, suppressor_for
from reviewapp.jobs.models import JobState
from reviewapp.workloads.models import Workload

from ..models import ImportedFinding, ImportedReport, Origin
from .naming import subject_of
from .placing import place

BATCH = 1000
# Tools that are asked one region at a time: two files of one account may both count.
OF_ONE_REGION = frozenset(
    {
        Tool.CONFIG,
        Tool.GUARDDUTY,
        Tool.INSPECTOR,
        Tool.ACCESS_ANALYZER,
        Tool.COMPUTE_OPTIMIZER,
        Tool.RESILIENCE_HUB,
    }
)
# Their findings tell when something began, however long they have stood since.
LISTS_WHAT_STANDS = frozenset({Tool.GUARDDUTY, Tool.ACCESS_ANALYZER})
KEPT = (
    "tool",
    "version",
    "looked_at",
    "places",
    "passed",
    "failed",
    "unknown",
    "mapped",
    "messages",
)


@transaction.atomic
def keep(report: ImportedReport, said: Report, *, looked_at: datetime | None = None) -> None:
    """Keeps the findings of a report and lets it count. Done twice it ends the same.

    `looked_at`: when the tool looked, where that is known better than by its findings.
    """
    Workload.objects.select_for_update().get(pk=report.workload_id)
    report.findings.all().delete()
    _describe(report, said, _scanned(report.run) if report.run else _places(said))
    report.looked_at = looked_at or _looked_at(said)
    report.save(update_fields=KEPT)
    _write([(report, said)], suppressor_for(report.workload))
    let_count(report)


@transaction.atomic
def keep_read(run: Run, reports: Iterable[Report]) -> list[ImportedReport]:
    """Keeps what AWS's own tools answered during a scan. Done twice it ends the same.

    A scan asks in all of the accounts that it reached, so that its report replaces every other
    one of the tool that speaks of them.

    Their findings are not placed by the scope yet; see `placing.place_again`.
    """
    Workload.objects.select_for_update().get(pk=run.workload_id)
    reports, places = list(reports), _scanned(run)
    tools = [said.tool.value for said in reports]
    ImportedReport.objects.filter(run=run, tool__in=tools, origin=Origin.SCAN).delete()
    kept = [_of_run(run, said, places) for said in reports]
    _take_over(kept)
    ImportedReport.objects.bulk_create(kept)
    _write(zip(kept, reports, strict=True), suppressor_for(run.workload))
    return kept


def _of_run(run: Run, said: Report, places: Iterable[str]) -> ImportedReport:
    now = timezone.now()
    report = ImportedReport(
        workload=run.workload,
        run=run,
        origin=Origin.SCAN,
        state=JobState.PARTIAL if said.messages else JobState.COMPLETE,
        started_at=now,
        ended_at=now,
        looked_at=run.started_at or now,
    )
    _describe(report, said, places)
    return report


def let_count(report: ImportedReport) -> None:
    """Makes a report the current one, or leaves that to a newer one of the same places."""
    _take_over([report])
    report.save(update_fields=["current"])
    if report.current:
        place(report)


def _take_over(reports: Sequence[ImportedReport]) -> None:
    """Sets which of them are current: those of whose places no newer one speaks.

    The older ones count no longer then. Of one workload, each of another tool: two queries.
    """
    rivals = _current(reports) if reports else []
    replaced = []
    for report in reports:
        against = [each for each in rivals if each.tool == report.tool and _overlap(each, report)]
        if _is_blank(report) and len(_accounts(against)) > 1:
            against = []
        report.current = not any(_age(each) > _age(report) for each in against)
        if report.current:
            replaced += [each.pk for each in against]
    if replaced:
        ImportedReport.objects.filter(pk__in=replaced).update(current=False)


def _current(reports: Sequence[ImportedReport]) -> list[ImportedReport]:
    """Those that count now, of the same tools, but for these themselves."""
    same = ImportedReport.objects.filter(
        workload=reports[0].workload_id,
        tool__in=[report.tool for report in reports],
        current=True,
    )
    return list(same.exclude(pk__in=[report.pk for report in reports]))


def _overlap(one: ImportedReport, other: ImportedReport) -> bool:
    """Whether they speak of the same places; one that names none speaks of all."""
    if not one.places or not other.places:
        return True
    return any(_same(here, there) for here in one.places for there in other.places)


def _same(here: str, there: str) -> bool:
    """Whether two places are one, or one is the account that the other lies in."""
    return here == there or here.startswith(f"{there}/") or there.startswith(f"{here}/")


def _is_blank(report: ImportedReport) -> bool:
    """Whether nobody can tell which of several accounts has nothing to show."""
    return not report.places and not report.total


def _accounts(reports: Iterable[ImportedReport]) -> set[str]:
    return {place.partition("/")[0] for report in reports for place in report.places}


def _age(report: ImportedReport) -> datetime:
    return report.looked_at or report.queued_at


def _write(said: Iterable[tuple[ImportedReport, Report]], suppressor: Suppressor) -> None:
    rows = (_row(report, each, suppressor) for report, of_it in said for each in of_it.findings)
    while chunk := list(islice(rows, BATCH)):
        ImportedFinding.objects.bulk_create(chunk)


def _row(report: ImportedReport, found: Imported, suppressor: Suppressor) -> ImportedFinding:
    row = ImportedFinding(
        report=report,
        rule=found.rule[:200],
        title=found.title[:300],
        verdict=found.verdict.value,
        severity=found.severity.value,
        resource=found.resource[:2048],
        name=found.name[:300],
        account=found.account[:12],
        region=found.region[:30],
        reason=found.reason,
        at=found.at,
        url=found.url[:2048],
        remediation=found.remediation,
        mapped=bool(mapped(Tool(report.tool), found.rule)),
    )
    if found.verdict is Verdict.FAIL:
        subject = subject_of(report.tool, row.rule, row.resource, row.account, row.region)
        row.suppression_id = suppressor.cover(subject)
    return row


def _describe(report: ImportedReport, said: Report, places: Iterable[str]) -> None:
    verdicts = Counter(each.verdict for each in said.findings)
    report.tool, report.version = said.tool.value, said.version[:40]
    report.places = sorted(set(places))
    report.passed = verdicts[Verdict.PASS]
    report.failed = verdicts[Verdict.FAIL]
    report.unknown = verdicts[Verdict.UNKNOWN]
    report.mapped = sum(bool(mapped(said.tool, each.rule)) for each in said.findings)
    report.messages = [asdict(message) for message in said.messages]


def _looked_at(said: Report) -> datetime | None:
    """The newest time that a finding tells; a clock that is ahead is no better than now."""
    if said.tool in LISTS_WHAT_STANDS:
        return None
    newest = max((each.at for each in said.findings if each.at), default=None)
    return min(newest, timezone.now()) if newest else None


def _scanned(run: Run) -> set[str]:
    """A scan asks in all of its accounts, also where a tool has nothing to say."""
    return set(run.parts.order_by().values_list("account", flat=True).distinct())


def _places(said: Report) -> Iterator[str]:
    for each in said.findings:
        if each.account and said.tool in OF_ONE_REGION and each.region:
            yield f"{each.account}/{each.region}"
        elif each.account:
            yield each.account
