"""Suggestions of lens reviews with the findings behind them, read in a fixed number of queries."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from reviewapp.collection.models import Run
from reviewapp.findings.checks import check_title
from reviewapp.findings.models import Finding, FindingVerdict
from reviewapp.findings.queries import SUPPRESSED, first_findings
from reviewapp.scanners.evidence import imported_parts

from .models import LensReview, Suggestion
from .savings import Savings, load_savings, saving_part

FINDINGS_LIMIT = 50
AGAINST = (FindingVerdict.FAIL, FindingVerdict.UNKNOWN)
_ORDER = (*AGAINST, SUPPRESSED)
Key = tuple[UUID, str, str]


class Evidence:
    """What runs and other tools' reports behind some lens reviews say of their choices."""

    def __init__(
        self,
        suggestions: Mapping[Key, Suggestion],
        findings: Mapping[UUID, Mapping[str, list[Finding]]],
        runs: Collection[Run],
        imported: Mapping[str, list[dict[str, Any]]],
        savings: Savings,
    ) -> None:
        self.savings = savings
        self._suggestions = suggestions
        self._findings = findings
        self._imported = imported
        self._workloads = {run.pk: run.workload_id for run in runs}
        self.newest_run = max(runs, key=lambda run: run.queued_at, default=None)

    def suggestion(self, review: LensReview, question_id: str, choice_id: str) -> Suggestion | None:
        return self._suggestions.get((review.pk, question_id, choice_id))

    def suggestions(self) -> Collection[Suggestion]:
        return self._suggestions.values()

    def findings(self, suggestion: Suggestion) -> list[dict[str, Any]]:
        """The first findings against a choice, failing ones first, as plain JSON."""
        parts = [*self._own(suggestion)]
        parts += [part for each in suggestion.checks for part in self._imported.get(each, ())]
        parts.sort(key=lambda part: _ORDER.index(part["verdict"]))
        return parts[:FINDINGS_LIMIT]

    def _own(self, suggestion: Suggestion) -> Iterator[dict[str, Any]]:
        if suggestion.run_id is None:
            return
        by_check, workload = self._findings[suggestion.run_id], self._workloads[suggestion.run_id]
        for check_id in suggestion.checks:
            yield from (finding_part(each, workload) for each in by_check.get(check_id, ()))


def load_evidence(reviews: list[LensReview]) -> Evidence:
    """Two queries, two for each run behind the reviews, which is one run as a rule, and one for
    other tools' reports where they spoke. The reviews are of one workload.
    """
    suggestions = Suggestion.objects.filter(review__in=reviews).order_by("pk")
    by_key = {(each.review_id, each.question_id, each.choice_id): each for each in suggestions}
    runs = list(Run.objects.filter(pk__in={each.run_id for each in suggestions}))
    checks = {check_id for each in suggestions for check_id in each.checks}
    findings = {
        run.pk: first_findings(run, checks, limit=FINDINGS_LIMIT, verdicts=AGAINST) for run in runs
    }
    imported = imported_parts(reviews[0].workload, checks, limit=FINDINGS_LIMIT) if reviews else {}
    return Evidence(by_key, findings, runs, imported, load_savings(runs))


def finding_part(finding: Finding, workload_id: UUID) -> dict[str, Any]:
    """A finding as plain JSON, with the tags, time and call of its fact.

    `verdict` is `suppressed` for a failing one that is let be; `why` is the page that explains it.
    """
    fact = finding.fact
    return {
        "check": finding.check_id,
        "title": check_title(finding.check_id),
        "verdict": verdict_word(finding),
        "resource": finding.resource,
        "name": finding.resource_name,
        "account": finding.account,
        "region": finding.region,
        "reason": finding.reason,
        "tags": dict(sorted(fact.tags.items())) if fact else {},
        "at": fact.at.isoformat() if fact else None,
        "call": fact.call if fact else "",
        "saving": saving_part(finding),
        "why": f"{settings.BASE_URL}{why_path(workload_id, finding.pk)}",
    }


def verdict_word(finding: Finding) -> str:
    """The verdict, or `suppressed`: what fails and is let be counts as neither."""
    return SUPPRESSED if finding.suppression_id else str(finding.verdict)


def why_path(workload_id: UUID, finding_id: int) -> str:
    """The address of the page that explains a finding."""
    return reverse(
        "findings:finding", kwargs={"workload_id": workload_id, "finding_id": finding_id}
    )
