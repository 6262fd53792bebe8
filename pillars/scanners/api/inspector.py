"""Inspector: how many vulnerabilities are open, and the gravest of them by their ids."""

from collections.abc import Iterator
from dataclasses import replace

from pillars.checking import Severity, Verdict
from pillars.facts import Resource, Snapshot, Unread

from ..model import Imported, Tool
from .source import Source, finding

SUMMARIES = "inspector2.finding_summary"
PAGE = "https://docs.aws.amazon.com/inspector/latest/user/findings-understanding.html"

# As Inspector calls the type of such a finding; a title without a vulnerability has either other.
PACKAGE, OTHER = "PACKAGE_VULNERABILITY", "NETWORK_OR_CODE"
COUNTED = {
    "critical": "critical vulnerabilities",
    "high": "vulnerabilities of high severity",
    "exploitable": "findings with a known exploit",
}


def convert(snapshot: Snapshot) -> Iterator[Imported]:
    for summary in snapshot.of(SUMMARIES):
        counts = summary.get("severityCounts", {})
        told = {**counts, "exploitable": summary.get("exploitAvailableCount")}
        for rule, what in COUNTED.items():
            if told.get(rule) is not None:
                yield _counted(summary, rule, told[rule], what)
        yield from _gravest(summary)


def _counted(summary: Resource, rule: str, count: int, what: str) -> Imported:
    none = f"Inspector has no open {what} in {summary.region}."
    reason = f"Open {what} in {summary.region}: {count}." if count else none
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
        rule = PACKAGE if each.get("Vulnerability") else OTHER
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
