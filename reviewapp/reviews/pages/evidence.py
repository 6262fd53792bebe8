"""The evidence panel: per choice the checks that spoke, what they found, what was not read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pillars.checking import Check
from reviewapp.collection.models import Reading, Run
from reviewapp.findings.checks import Way, checks_by_id, first_failing, remedies
from reviewapp.findings.models import Reapplying
from reviewapp.findings.pages.rows import FindingRow, finding_rows
from reviewapp.findings.pages.suppressions import applying
from reviewapp.findings.queries import (
    VerdictCounts,
    count_by_check,
    first_findings,
    unread_readings,
)
from reviewapp.scanners.evidence import ImportedCheck, imported_checks
from reviewapp.workloads.models import Workload

from .choices import ChoiceRow

FINDINGS_SHOWN = 3
READINGS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check under one choice; `shows` says what its results can mean for it."""

    dom_id: str
    check_id: str
    title: str
    passes: str
    shows: str
    counts: VerdictCounts
    findings: list[FindingRow]
    ways: list[Way]

    @property
    def more(self) -> int:
        """How many findings the panel leaves to the full list."""
        return self.counts.total - len(self.findings)

    @property
    def urgency(self) -> tuple[bool, bool]:
        """What fails comes before what is unknown, and that before what passes or is let be."""
        return (not self.counts.failed, not self.counts.unknown)


@dataclass(frozen=True, slots=True)
class ChoiceEvidence:
    """`unfolded`: what speaks against the decision, or else the first thing that fails."""

    row: ChoiceRow
    checks: list[CheckRow]
    unread: list[Reading]
    unfolded: bool
    imported: list[ImportedCheck]


@dataclass(frozen=True, slots=True)
class EvidencePanel:
    run: Run | None
    choices: list[ChoiceEvidence]
    people_only: list[ChoiceRow]
    applying: Reapplying | None = None


def build_evidence(run: Run | None, rows: list[ChoiceRow], workload: Workload) -> EvidencePanel:
    """The panel of one question: six queries, whatever the number of checks and findings."""
    practices = [row for row in rows if not row.choice.is_none]
    spoken = [row for row in practices if row.spoken]
    quiet = [row for row in practices if not row.spoken]
    if not spoken and run is None:
        return EvidencePanel(None, [], quiet)
    check_ids = {check for row in spoken for check in row.suggestion.checks}  # type: ignore[union-attr]
    source = _Source(run, check_ids, imported_checks(workload, check_ids))
    unfolded = _unfolded(spoken)
    choices = [source.evidence(row, row in unfolded) for row in spoken]
    return EvidencePanel(run, choices, quiet, applying(workload.pk))


def _unfolded(rows: list[ChoiceRow]) -> list[ChoiceRow]:
    against = [row for row in rows if row.disagrees]
    failing = [row for row in rows if row.suggestion and row.suggestion.verdict == "not_met"]
    return against or failing[:1]


class _Source:
    """Everything that the checks of one question found, read at once."""

    def __init__(
        self, run: Run | None, check_ids: set[str], imported: Mapping[str, ImportedCheck]
    ) -> None:
        known = checks_by_id()
        self._imported = imported
        self._checks = {key: known[key] for key in check_ids if run and key in known}
        kinds = {kind for check in self._checks.values() for kind in check.needs}
        self._counts = count_by_check(run, check_ids) if run else {}
        self._findings = first_findings(run, check_ids, limit=FINDINGS_SHOWN) if run else {}
        self._unread = _by_kind(unread_readings(run, kinds)) if run else {}

    def evidence(self, row: ChoiceRow, unfolded: bool) -> ChoiceEvidence:
        assert row.suggestion  # noqa: S101 - the caller gives only choices with one
        checks = [self._checks[key] for key in row.suggestion.checks if key in self._checks]
        rows = [self._row(row, number, check) for number, check in enumerate(checks)]
        rows.sort(key=lambda each: each.urgency)
        imported = [self._imported[key] for key in row.suggestion.checks if key in self._imported]
        imported.sort(key=lambda each: each.urgency)
        return ChoiceEvidence(row, rows, self._unread_for(checks), unfolded, imported)

    def _row(self, row: ChoiceRow, number: int, check: Check) -> CheckRow:
        """Findings that pass are left to the full list: nobody has to do anything about them."""
        first = self._findings.get(check.id, [])
        failing = first_failing(first)
        return CheckRow(
            dom_id=f"check-{row.number}-{number}",
            check_id=check.id,
            title=check.title,
            passes=check.passes,
            shows=shows(check, row.choice.evidence),
            counts=self._counts.get(check.id, VerdictCounts()),
            findings=finding_rows(each for each in first if each.verdict != "pass"),
            ways=remedies(check, failing) if failing else [],
        )

    def _unread_for(self, checks: list[Check]) -> list[Reading]:
        kinds = dict.fromkeys(kind for check in checks for kind in check.needs)
        found = [reading for kind in kinds for reading in self._unread.get(kind, ())]
        return found[:READINGS_SHOWN]


def shows(check: Check, keys: Iterable[str]) -> str:
    """What the results of a check can mean for the choice that goes by these keys."""
    wanted = set(keys)
    refutes, proves = wanted & set(check.refutes), wanted & set(check.proves)
    if refutes and proves:
        return _("A failure refutes the practice; complete passes prove it.")
    if refutes:
        return _("A failure refutes the practice; a pass is a hint.")
    if proves:
        return _("Complete passes prove the practice.")
    return _("A pass is a hint; people decide.")


def _by_kind(readings: Iterable[Reading]) -> Mapping[str, list[Reading]]:
    grouped: dict[str, list[Reading]] = {}
    for reading in readings:
        grouped.setdefault(reading.kind, []).append(reading)
    return grouped
