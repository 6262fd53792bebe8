"""Inspector: how many vulnerabilities are open, and the gravest of them by their ids."""

from collections.abc import Iterator
from dataclasses import replace

from pillars.checking import Severity, Verdict
from pillars.facts import Resource, Snapshot, Unread

from ..model import Imported, Tool
from .source import Source, finding

SUMMARIES = "inspector2.finding_summary"
PAGE = "https://docs.aws.amazon.com/inspector/latest/user/findings-understanding.html"


def convert(snapshot: Snapshot) -> Iterator[Imported]:
    for summary in snapshot.of(SUMMARIES):
        counts = summary.get("severityCounts", {})
        yield _counted(summary, "critical", counts.get("critical", 0), "critical vulnerabilities")
        yield _counted(summary, "high", counts.get("high", 0), "vulnerabilities of high severity")
        exploitable = summary.get("exploitAvailableCount", 0)
        yield _counted(summary, "exploitable", exploitable, "findings with a known exploit")
        yield from _gravest(summary)


def _counted(summary: Resource, rule: str, count: int, what: str) -> Imported:
    reason = f"Inspector has {count or 'no'} open {what} in {summary.region}."
    verdict = Verdict.FAIL if count else Verdict.PASS
    found = _of(summary, rule, f"No open {what}", verdict, reason)
    return replace(found, severity=Severity.MEDIUM) if rule == "high" else found


def _gravest(summary: Resource) -> Iterator[Imported]:
    try:
        titles = summary.get("Titles", ())
    except Unread:
        return
    for each in titles:
        if not each["Critical"] and not each["High"]:
            continue
        reason = (
            f"{each['Critical']} critical and {each['High']} high findings in {summary.region}."
        )
        rule = each.get("Vulnerability") or each["Title"][:200]
        found = _of(summary, rule, each["Title"], Verdict.FAIL, reason)
        yield found if each["Critical"] else replace(found, severity=Severity.MEDIUM)


def _of(summary: Resource, rule: str, title: str, verdict: Verdict, reason: str) -> Imported:
    return finding(
        summary,
        rule=rule,
        title=title,
        verdict=verdict,
        severity=Severity.HIGH,
        reason=reason,
        url=PAGE,
    )


SOURCE = Source(Tool.INSPECTOR, (SUMMARIES,), convert)
