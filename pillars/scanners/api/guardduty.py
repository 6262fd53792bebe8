"""GuardDuty: high findings that nobody archived, by their type, which is the rule.

Findings themselves are not read: they name people, addresses and sessions.
"""

from collections.abc import Iterator

from pillars.checking import Severity, Verdict
from pillars.facts import Resource, Snapshot, Unread

from ..model import Imported, Tool
from ..values import when
from .source import Source, finding

SUMMARIES = "guardduty.finding_summary"
NONE_OPEN = "no-high-findings"
TITLES = {NONE_OPEN: "No high finding is open"}
PAGE = "https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html"


def convert(snapshot: Snapshot) -> Iterator[Imported]:
    for summary in snapshot.of(SUMMARIES):
        try:
            kinds = summary.get("HighTypes")
        except Unread:
            continue
        if kinds is None:
            continue
        for each in kinds:
            kind, count = str(each["FindingType"]), each["Count"]
            reason = f"Open high findings of this type in {summary.region}: {count}."
            yield _of(summary, kind, Verdict.FAIL, reason, each.get("Last"))
        if not kinds:
            reason = f"GuardDuty has no open high finding in {summary.region}."
            yield _of(summary, NONE_OPEN, Verdict.PASS, reason)


def _of(
    summary: Resource, rule: str, verdict: Verdict, reason: str, last: object = None
) -> Imported:
    return finding(
        summary,
        rule=rule,
        title=TITLES.get(rule, rule),
        verdict=verdict,
        severity=Severity.HIGH,
        reason=reason,
        at=when(last),
        url=PAGE,
    )


SOURCE = Source(Tool.GUARDDUTY, (SUMMARIES,), convert)
