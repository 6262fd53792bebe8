"""One resource: what AWS said of it, what checks found, what it belongs to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pillars.kinds import kind_of, service_words
from reviewapp.collection.models import Fact
from reviewapp.findings.checks import check_title
from reviewapp.findings.console import console_link
from reviewapp.findings.models import Finding, PlacedFact
from reviewapp.inventory.related import Related, related_to

FINDINGS_SHOWN = 100
URGENCY = {"fail": 0, "unknown": 1, "pass": 2}


@dataclass(frozen=True, slots=True)
class FindingLine:
    finding: Finding
    title: str


def resource_page(fact: Fact) -> dict[str, Any]:
    """The context of a fact's page."""
    kind = kind_of(fact.kind)
    return {
        "fact": fact,
        "kind": kind,
        "service": service_words(kind.service),
        "link": console_link(fact.resource, region=fact.region),
        "placed": PlacedFact.objects.filter(fact=fact).first(),
        "tags": sorted(fact.tags.items()),
        "unread": sorted(fact.unread.items()),
        "findings": _findings(fact),
        "related": _grouped(related_to(fact)),
        "json": json.dumps(fact.data, indent=2, sort_keys=True, ensure_ascii=False),
    }


def _findings(fact: Fact) -> list[FindingLine]:
    found = list(fact.findings.filter(run=fact.run_id).order_by("check_id")[:FINDINGS_SHOWN])
    found.sort(key=lambda each: URGENCY.get(each.verdict, 3))
    return [FindingLine(each, check_title(each.check_id)) for each in found]


def _grouped(related: Sequence[Related]) -> Mapping[str, list[Related]]:
    grouped: dict[str, list[Related]] = {}
    for each in related:
        grouped.setdefault(each.words, []).append(each)
    return grouped
