"""A run as the JSON that `manage.py scan --json` prints."""

from collections.abc import Iterator
from typing import Any

from pillars.checking import Check, Verdict
from reviewapp.collection.models import Part, PartState, Run
from reviewapp.findings.checks import checks_by_id, pages_about, remedy_lines
from reviewapp.findings.models import Finding
from reviewapp.findings.scoped import scope_part, scope_words
from reviewapp.lenses.domain.levels import OwnLevels, own_levels
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.scanners.evidence import imported_parts

from .domain.levels import level_here
from .evidence import verdict_word
from .models import LensReview, Suggestion, SuggestionVerdict
from .savings import saving_part

JSON = dict[str, Any]
PART = ("check", "verdict", "resource", "account", "region", "reason", "saving")
IMPORTED_SHOWN = 50


def scan_report(run: Run) -> JSON:
    """Run, scope, coverage and, for each choice of each lens, the suggestion with all its findings.

    Of each check that fails somewhere, what it asks for and what would make it pass.
    """
    return {
        "run": _run(run),
        "scope": _scope(run),
        "coverage": [_part(part) for part in run.parts.all()],
        "lenses": list(_lenses(run)),
        "checks": [_check(run, check_id) for check_id in _failing(run)],
    }


def _run(run: Run) -> JSON:
    return {
        "id": str(run.pk),
        "state": run.state,
        "started": run.started_at and run.started_at.isoformat(),
        "ended": run.ended_at and run.ended_at.isoformat(),
        "calls": run.calls,
        "failure": run.failure,
    }


def _scope(run: Run) -> JSON | None:
    """What the scope included, counts and a sentence with it; None where it left nothing out."""
    part = scope_part(run)
    return part and {**part, "words": scope_words(part)}


def _part(part: Part) -> JSON:
    # A part that was never reached (the run failed or was cancelled) was not read.
    state = part.state if part.state not in _UNFINISHED else PartState.FAILED
    reason = part.reason if part.state not in _UNFINISHED else "The run ended before this was read."
    return {
        "account": part.account,
        "region": part.region,
        "service": part.service,
        "state": str(state),
        "reason": reason,
    }


_UNFINISHED = (PartState.WAITING, PartState.RUNNING)


def _failing(run: Run) -> list[str]:
    failing = Finding.objects.filter(run=run, verdict=Verdict.FAIL.value)
    found = failing.order_by("check_id").values_list("check_id", flat=True).distinct()
    return [check_id for check_id in found if check_id in checks_by_id()]


def _check(run: Run, check_id: str) -> JSON:
    """What it asks for, and for each resource that fails what would make that one pass."""
    check = checks_by_id()[check_id]
    found = Finding.objects.filter(run=run, check_id=check_id, verdict=Verdict.FAIL.value)
    return {
        "check": check.id,
        "title": check.title,
        "severity": check.severity.value,
        "passes": check.passes,
        "remedy": remedy_lines(check),
        "resources": [_remedied(check, finding) for finding in found.order_by("pk")],
        "pages": list(pages_about(check)),
    }


def _remedied(check: Check, finding: Finding) -> JSON:
    return {
        "resource": finding.resource,
        "name": finding.resource_name,
        "account": finding.account,
        "region": finding.region,
        "remedy": remedy_lines(check, finding),
    }


def _lenses(run: Run) -> Iterator[JSON]:
    findings = {**_findings_by_check(run), **_imported_by_check(run)}
    own = own_levels(run.workload.organisation_id)
    reviews = LensReview.objects.filter(workload=run.workload_id).select_related("version__lens")
    for review in reviews:
        suggestions = {
            (each.question_id, each.choice_id): each
            for each in Suggestion.objects.filter(review=review, run=run)
        }
        yield {
            "lens": review.slug,
            "choices": list(_choices(review, suggestions, findings, own)),
        }


def _choices(
    review: LensReview,
    suggestions: dict[tuple[str, str], Suggestion],
    findings: dict[str, list[JSON]],
    own: OwnLevels,
) -> Iterator[JSON]:
    for question in lens_of(review.version).questions:
        for choice in question.choices:
            if choice.is_none:
                continue
            said = suggestions.get((question.id, choice.id))
            level = level_here(choice, own)
            yield {
                "question": question.id,
                "choice": choice.id,
                "practice": choice.practice,
                "level": level and level.level.value,
                "level_published": level and level.published.value,
                "level_reason": level.reason if level else "",
                "suggestion": str(said.verdict if said else SuggestionVerdict.UNKNOWN),
                "because": said.because if said else "",
                "findings": [
                    f for check in (said.checks if said else ()) for f in findings.get(check, ())
                ],
            }


def _findings_by_check(run: Run) -> dict[str, list[JSON]]:
    grouped: dict[str, list[JSON]] = {}
    for finding in Finding.objects.filter(run=run).order_by("pk").iterator(chunk_size=2000):
        grouped.setdefault(finding.check_id, []).append(_finding(finding))
    return grouped


def _imported_by_check(run: Run) -> dict[str, list[JSON]]:
    """What other tools found against practices; `check` is `<tool>/<rule>`."""
    told = Suggestion.objects.filter(run=run).values_list("checks", flat=True)
    check_ids = {check_id for checks in told for check_id in checks}
    found = imported_parts(run.workload, check_ids, limit=IMPORTED_SHOWN)
    return {
        check_id: [{name: part[name] for name in PART} for part in parts]
        for check_id, parts in found.items()
    }


def _finding(finding: Finding) -> JSON:
    return {
        "check": finding.check_id,
        "verdict": verdict_word(finding),
        "resource": finding.resource,
        "account": finding.account,
        "region": finding.region,
        "reason": finding.reason,
        "saving": saving_part(finding),
    }
