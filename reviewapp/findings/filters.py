"""What somebody asked to see of a run's findings, out of an address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pillars.checking import Check, Severity
from reviewapp.collection.models import Run
from reviewapp.web.words import one_line

from .checks import checks_by_id
from .models import Finding, FindingVerdict
from .queries import SUPPRESSED, of_verdict

LONGEST = 200
PILLARS = {
    "operationalExcellence": _("Operational excellence"),
    "security": _("Security"),
    "reliability": _("Reliability"),
    "performance": _("Performance efficiency"),
    "costOptimization": _("Cost optimization"),
    "sustainability": _("Sustainability"),
}
SEVERITIES = {
    Severity.HIGH.value: _("High"),
    Severity.MEDIUM.value: _("Medium"),
    Severity.LOW.value: _("Low"),
}
VERDICTS = {
    str(FindingVerdict.FAIL): _("Fails"),
    str(FindingVerdict.UNKNOWN): _("Unknown"),
    SUPPRESSED: _("Suppressed"),
    str(FindingVerdict.PASS): _("Passes"),
}
CHANGES = {"new": _("Fails since this scan"), "gone": _("Failed in the scan before")}
SAME = ("check_id", "resource", "account", "region")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of findings; empty means any. `service` is one that the check reads."""

    severity: str = ""
    pillar: str = ""
    verdict: str = ""
    service: str = ""
    account: str = ""
    region: str = ""
    words: str = ""
    change: str = ""

    @property
    def any(self) -> bool:
        return self != Wanted()

    @property
    def query(self) -> str:
        """The filters as a query string, for links that keep them; empty without any."""
        named = {_name(f.name): getattr(self, f.name) for f in fields(self)}
        text = urlencode({name: value for name, value in named.items() if value})
        return f"?{text}" if text else ""

    def but(self, **changed: str) -> "Wanted":
        return replace(self, **changed)


def wanted_of(sent: Mapping[str, str]) -> Wanted:
    """The filters of an address; what there is not is left out."""
    return Wanted(
        severity=_one_of(sent, "severity", SEVERITIES),
        pillar=_one_of(sent, "pillar", PILLARS),
        verdict=_one_of(sent, "verdict", VERDICTS),
        service=_text(sent, "service"),
        account=_text(sent, "account"),
        region=_text(sent, "region"),
        words=_text(sent, "q"),
        change=_one_of(sent, "change", CHANGES),
    )


def checks_wanted(wanted: Wanted) -> list[Check] | None:
    """The checks that the filters leave; None where they leave every one."""
    if not (wanted.severity or wanted.pillar or wanted.service):
        return None
    return [check for check in checks_by_id().values() if _fits(check, wanted)]


def findings_wanted(run: Run, before: Run | None, wanted: Wanted) -> QuerySet[Finding]:
    """The findings of a run that fit; those of the run before where `change` asks for them."""
    found = _changed(run, before, wanted.change)
    checks = checks_wanted(wanted)
    if checks is not None:
        found = found.filter(check_id__in=[check.id for check in checks])
    found = of_verdict(found, wanted.verdict)
    for column in ("account", "region"):
        value = getattr(wanted, column)
        found = found.filter(**{column: value}) if value else found
    if wanted.words:
        words = Q(resource__icontains=wanted.words) | Q(resource_name__icontains=wanted.words)
        found = found.filter(words)
    return found


def services_of_checks() -> list[str]:
    """Every service that a check reads, in order."""
    return sorted({name for check in checks_by_id().values() for name in services_of(check)})


def services_of(check: Check) -> set[str]:
    return {kind.partition(".")[0] for kind in check.needs}


def _changed(run: Run, before: Run | None, change: str) -> QuerySet[Finding]:
    """A finding is the same in both where check, resource, account and region are."""
    if not change:
        return run.findings.all()
    if before is None:
        return run.findings.none()
    here, there = (run, before) if change == "new" else (before, run)
    same = there.findings.filter(
        verdict=FindingVerdict.FAIL, **{name: OuterRef(name) for name in SAME}
    )
    return here.findings.filter(~Exists(same), verdict=FindingVerdict.FAIL)


def _fits(check: Check, wanted: Wanted) -> bool:
    return (
        wanted.severity in ("", check.severity.value)
        and wanted.pillar in ("", check.pillar)
        and (not wanted.service or wanted.service in services_of(check))
    )


def _name(field: str) -> str:
    return "q" if field == "words" else field


def _one_of(sent: Mapping[str, str], name: str, known: Iterable[str]) -> str:
    value = sent.get(name, "")
    return value if value in known else ""


def _text(sent: Mapping[str, str], name: str) -> str:
    return one_line(sent.get(name), longest=LONGEST)
