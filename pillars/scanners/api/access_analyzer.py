"""IAM Access Analyzer: what is shared outwards, and what was granted and is not used.

An archived finding is a case that somebody judged to be intended; only open ones are read.
"""

from collections.abc import Iterator

from pillars.checking import Severity, Verdict
from pillars.facts import Resource, Snapshot

from ..model import Imported, Tool
from ..values import when
from .source import Source, finding

FINDINGS = "accessanalyzer.finding"
ANALYZERS = "accessanalyzer.analyzer"
PAGE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-findings.html"
TITLES = {
    "ExternalAccess": "Access from outside is intended",
    "InternalAccess": "Access from inside is intended",
    "UnusedIAMRole": "Roles are used",
    "UnusedIAMUserAccessKey": "Access keys are used",
    "UnusedIAMUserPassword": "Passwords are used",
    "UnusedPermission": "Permissions are used",
}
WORDS = {
    "ExternalAccess": "can be reached from outside of the zone of trust",
    "InternalAccess": "can be reached from inside of the organisation",
    "UnusedIAMRole": "was not used",
    "UnusedIAMUserAccessKey": "has an access key that was not used",
    "UnusedIAMUserPassword": "has a password that was not used",
    "UnusedPermission": "has permissions that were not used",
}
SEVERITIES = {"ExternalAccess": Severity.HIGH, "UnusedIAMUserAccessKey": Severity.MEDIUM}


def convert(snapshot: Snapshot) -> Iterator[Imported]:
    for found in snapshot.of(FINDINGS):
        yield _open(found)
    for analyzer in snapshot.of(ANALYZERS):
        if _answered(snapshot, analyzer):
            yield from _nothing_open(snapshot, analyzer)


def looks_for(analyzer: Resource) -> tuple[str, ...]:
    """The types of findings that this type of analyzer makes."""
    kind = str(analyzer.get("type") or "")
    if kind.endswith("UNUSED_ACCESS"):
        return tuple(each for each in TITLES if each.startswith("Unused"))
    return ("InternalAccess",) if kind.endswith("INTERNAL_ACCESS") else ("ExternalAccess",)


def _answered(snapshot: Snapshot, analyzer: Resource) -> bool:
    read = snapshot.was_read(FINDINGS, analyzer.account, analyzer.region)
    return read and analyzer.get("status") == "ACTIVE"


def _nothing_open(snapshot: Snapshot, analyzer: Resource) -> Iterator[Imported]:
    here = snapshot.of(FINDINGS, account=analyzer.account, region=analyzer.region)
    mine = [each for each in here if each.get("analyzerArn") == analyzer.id]
    if any(each.unread for each in mine):
        return
    for kind in looks_for(analyzer):
        if kind not in {each.get("findingType") for each in mine}:
            reason = f"The analyzer {analyzer.name} has no open finding of this type."
            yield _of(analyzer, kind, Verdict.PASS, reason)


def _open(found: Resource) -> Imported:
    kind = str(found.get("findingType"))
    subject = str(found.get("resource") or found.id)
    reason = f"{subject} {WORDS.get(kind, 'has an open finding')}; nobody archived the finding."
    return _of(found, kind, Verdict.FAIL, reason, about=subject)


def _of(found: Resource, kind: str, verdict: Verdict, reason: str, about: str = "") -> Imported:
    return finding(
        found,
        rule=kind,
        title=TITLES.get(kind, kind),
        verdict=verdict,
        severity=SEVERITIES.get(kind, Severity.LOW),
        reason=reason,
        about=about,
        at=when(found.get("updatedAt")),
        url=PAGE,
    )


SOURCE = Source(Tool.ACCESS_ANALYZER, (FINDINGS, ANALYZERS), convert)
