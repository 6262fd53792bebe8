"""Suggestions of lens reviews with the findings behind them, read in a fixed number of queries."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from reviewapp.collection.models import Run
from reviewapp.findings.checks import check_title
from reviewapp.findings.models import Finding, FindingVerdict
from reviewapp.findings.queries import SUPPRESSED, first_findings

from .models import LensReview, Suggestion

FINDINGS_LIMIT = 50
AGAINST = (FindingVerdict.FAIL, FindingVerdict.UNKNOWN)
_ORDER = (*AGAINST, SUPPRESSED)
Key = tuple[UUID, str, str]


class Evidence:
    """What the findings of the runs behind some lens reviews say of their choices."""

    def __init__(
        self,
        suggestions: Mapping[Key, Suggestion],
        findings: Mapping[UUID, Mapping[str, list[Finding]]],
        runs: Collection[Run],
    ) -> None:
        self._suggestions = suggestions
        self._findings = findings
        self._workloads = {run.pk: run.workload_id for run in runs}
        self.newest_run = max(runs, key=lambda run: run.queued_at, default=None)

    def suggestion(self, review: LensReview, question_id: str, choice_id: str) -> Suggestion | None:
        return self._suggestions.get((review.pk, question_id, choice_id))

    def findings(self, suggestion: Suggestion) -> list[dict[str, Any]]:
        """The first findings against a choice, failing ones first, as plain JSON."""
        by_check = self._findings.get(suggestion.run_id, {})
        found = [each for check_id in suggestion.checks for each in by_check.get(check_id, ())]
        parts = [finding_part(finding, self._workloads[suggestion.run_id]) for finding in found]
        parts.sort(key=lambda part: _ORDER.index(part["verdict"]))
        return parts[:FINDINGS_LIMIT]


def load_evidence(reviews: list[LensReview]) -> Evidence:
    """Two queries, and one for each run behind the reviews, which is one run as a rule."""
    suggestions = Suggestion.objects.filter(review__in=reviews).order_by("pk")
    by_key = {(each.review_id, each.question_id, each.choice_id): each for each in suggestions}
    runs = list(Run.objects.filter(pk__in={each.run_id for each in suggestions}))
    checks = {check_id for each in suggestions for check_id in each.checks}
    findings = {
        run.pk: first_findings(run, checks, limit=FINDINGS_LIMIT, verdicts=AGAINST) for run in runs
    }
    return Evidence(by_key, findings, runs)


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
