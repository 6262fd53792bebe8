"""Resilience Hub: whether applications keep their recovery objectives, and whether they drift."""

from collections.abc import Iterator

from pillars.checking import Severity, Verdict
from pillars.facts import Resource, Snapshot

from ..model import Imported, Tool
from ..values import when
from .source import Source, finding

APPS = "resiliencehub.app"
PAGE = "https://docs.aws.amazon.com/resilience-hub/latest/userguide/review-assessment.html"
POLICY, DRIFTED = "resiliency-policy", "compliance-drift"
OBJECTIVES = {
    "PolicyMet": (Verdict.PASS, "meets the recovery objectives of its policy"),
    "PolicyBreached": (Verdict.FAIL, "would miss the recovery objectives of its policy"),
    "NotAssessed": (Verdict.UNKNOWN, "was not assessed yet"),
    "ChangesDetected": (Verdict.UNKNOWN, "changed since it was assessed"),
    "MissingPolicy": (Verdict.UNKNOWN, "has no policy with objectives"),
}
DRIFT = {
    "NotDetected": (Verdict.PASS, "did not drift from what was assessed"),
    "Detected": (Verdict.FAIL, "drifted from what was assessed"),
}


def convert(snapshot: Snapshot) -> Iterator[Imported]:
    for app in snapshot.of(APPS):
        if said := OBJECTIVES.get(str(app.get("complianceStatus"))):
            yield _of(app, POLICY, "The application meets its resiliency policy", *said)
        if said := DRIFT.get(str(app.get("driftStatus"))):
            yield _of(app, DRIFTED, "What met the resiliency policy still meets it", *said)


def _of(app: Resource, rule: str, title: str, verdict: Verdict, words: str) -> Imported:
    return finding(
        app,
        rule=rule,
        title=title,
        verdict=verdict,
        severity=Severity.HIGH if rule == POLICY else Severity.MEDIUM,
        reason=f"Resilience Hub: {app.name} {words}.{_scored(app)}",
        at=when(app.get("lastAppComplianceEvaluationTime")),
        url=PAGE,
    )


def _scored(app: Resource) -> str:
    """The score in words; AWS gives a share of one."""
    score = app.get("resiliencyScore")
    if not isinstance(score, int | float):
        return ""
    return f" Its resiliency score is {score * 100 if score <= 1 else score:.0f} of 100."


SOURCE = Source(Tool.RESILIENCE_HUB, (APPS,), convert)
