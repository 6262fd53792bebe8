"""What the remedies of a review's failing findings would save, as a document has it.

A sum is {"estimated", "at_most", "resources"}: dollars a month as numbers, each resource counted
once however many findings it has, suppressed ones left out; null where nothing is saved.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pillars.savings import Claim, Total, add_up
from reviewapp.collection.models import Run
from reviewapp.findings.models import Finding
from reviewapp.findings.pages.bill import claim_of
from reviewapp.findings.queries import failing_savings

from .models import Suggestion

JSON = dict[str, Any]


class Savings:
    """The savings of the runs behind a document, by run and check."""

    def __init__(self, claims: Mapping[UUID, Mapping[str, list[Claim]]]) -> None:
        self._claims = claims

    def of(self, suggestions: Iterable[Suggestion | None]) -> JSON | None:
        """What is saved by all that speaks of these choices."""
        claims = [claim for each in suggestions if each for claim in self._behind(each)]
        return sum_part(add_up(claims))

    def _behind(self, suggestion: Suggestion) -> Iterable[Claim]:
        by_check = self._claims.get(suggestion.run_id, {}) if suggestion.run_id else {}
        for check in suggestion.checks:
            yield from by_check.get(check, ())


def load_savings(runs: Iterable[Run]) -> Savings:
    """One query for each run, which is one run as a rule."""
    found: dict[UUID, dict[str, list[Claim]]] = {}
    for run in runs:
        by_check: dict[str, list[Claim]] = defaultdict(list)
        for finding in failing_savings(run):
            by_check[finding.check_id].append(claim_of(finding))
        found[run.pk] = by_check
    return Savings(found)


def sum_part(total: Total) -> JSON | None:
    if not total:
        return None
    return {
        "estimated": float(total.estimated),
        "at_most": float(total.at_most),
        "resources": total.resources,
    }


def saving_part(finding: Finding) -> JSON | None:
    """One finding's own saving; null where there is none."""
    saving = finding.saving
    if saving is None:
        return None
    return {
        "monthly": float(saving.monthly),
        "at_most": saving.at_most,
        "basis": saving.basis,
        "priced": saving.priced.isoformat() if saving.priced else None,
    }
