"""Trusted Advisor: its checks, each with what it warns of.

A check goes by its id (`Pfx0RwqBli`); one on a limit of a service by `service_limits/` before
it, for these are many and say the same; a recommendation of another source by that source.
"""

from collections.abc import Iterator

from pillars.checking import Severity, Verdict
from pillars.facts import Resource, Snapshot, Unread

from ..model import Imported, Tool
from ..values import when
from .source import Source, finding, moved

CHECKS = "trustedadvisor.recommendation"
PAGE = "https://docs.aws.amazon.com/awssupport/latest/user/trusted-advisor-check-reference.html"
LIMITS = "service_limits"
SEVERITIES = {"error": Severity.HIGH, "warning": Severity.MEDIUM}
VERDICTS = {"ok": Verdict.PASS, "warning": Verdict.FAIL, "error": Verdict.FAIL}
DECIDED = frozenset({"dismissed", "resolved"})


def convert(snapshot: Snapshot) -> Iterator[Imported]:
    for check in snapshot.of(CHECKS):
        verdict = _verdict(check)
        if verdict is Verdict.FAIL:
            yield from _flagged(check)
        else:
            yield _of(check, verdict, _words(check, verdict))


def rule_of(check: Resource) -> str:
    identity = str(check.get("checkArn") or "").rpartition("/")[2]
    if not identity:
        return f"{check.get('source', 'manual')}/{check.name}"[:200]
    return f"{LIMITS}/{identity}" if LIMITS in check.get("pillars", ()) else identity


def _verdict(check: Resource) -> Verdict:
    if check.get("lifecycleStage") in DECIDED or check.get("statusReason"):
        return Verdict.UNKNOWN
    return VERDICTS.get(str(check.get("status")), Verdict.UNKNOWN)


def _words(check: Resource, verdict: Verdict) -> str:
    if verdict is Verdict.PASS:
        return "Trusted Advisor warns of nothing here."
    stage = check.get("lifecycleStage")
    return f"Somebody marked it as {stage} in Trusted Advisor." if stage in DECIDED else "No data."


def _flagged(check: Resource) -> Iterator[Imported]:
    try:
        resources = check.get("Resources", ())
    except Unread:
        resources = ()
    for each in resources:
        about = str(each.get("awsResourceId") or check.id)
        level = str(each.get("status"))
        found = _of(check, Verdict.FAIL, f"Trusted Advisor warns of {about}.", about, level)
        yield moved(found, str(each.get("regionCode") or ""))
    if not resources:
        yield _of(check, Verdict.FAIL, _counted(check))


def _counted(check: Resource) -> str:
    counts = check.get("resourcesAggregates", {})
    many = counts.get("flagged", counts.get("warningCount", 0) + counts.get("errorCount", 0))
    return f"Trusted Advisor warns of {many} resources."


def _of(
    check: Resource, verdict: Verdict, reason: str, about: str = "", level: str = ""
) -> Imported:
    return finding(
        check,
        rule=rule_of(check),
        title=check.name,
        verdict=verdict,
        severity=SEVERITIES.get(level or str(check.get("status")), Severity.LOW),
        reason=reason,
        about=about,
        at=when(check.get("lastUpdatedAt")),
        url=PAGE,
    )


SOURCE = Source(Tool.TRUSTED_ADVISOR, (CHECKS,), convert)
