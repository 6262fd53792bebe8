"""Why a finding says what it says: rule, fact, what was read for it and what was not."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.shortcuts import get_object_or_404

from pillars.checking import Check
from pillars.facts import GLOBAL
from reviewapp.collection.models import PartState, Reading
from reviewapp.findings.checks import checks_by_id, remedies
from reviewapp.findings.console import console_link
from reviewapp.findings.models import Finding
from reviewapp.workloads.models import Workload

from .check import rule_context

RAW_LIMIT = 200_000
UNREAD_SHOWN = 20
FACTS_SHOWN = 20
READ = (PartState.READ, PartState.NOT_USED)

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KindRead:
    """Over how many places (an account and region each) a kind was read, and where it was not."""

    kind: str
    call: str
    read: int
    found: int
    unread: list[Reading]
    at: datetime | None = None

    @property
    def unread_count(self) -> int:
        return len(self.unread)

    @property
    def shown(self) -> list[Reading]:
        return self.unread[:UNREAD_SHOWN]


def finding_context(workload: Workload, finding_id: int) -> Context:
    """Raises Http404 for a finding of another workload."""
    found = Finding.objects.filter(run__workload=workload)
    finding = get_object_or_404(
        found.select_related("run", "fact", "suppression__owner"), pk=finding_id
    )
    check = checks_by_id().get(finding.check_id)
    context: Context = {
        "workload": workload,
        "finding": finding,
        "run": finding.run,
        "link": console_link(finding.resource, region=finding.region),
        **_fact(finding),
    }
    if check is None:
        return {**context, "check": None, "title": finding.check_id}
    return {
        **context,
        **(_facts_behind(finding, check) if finding.fact is None else {}),
        **rule_context(workload, check),
        "title": check.title,
        "ways": remedies(check, finding),
        "kinds": kinds_read(finding, check),
    }


def kinds_read(finding: Finding, check: Check) -> list[KindRead]:
    """What the run came to for every kind that the check needs: two queries."""
    readings = finding.run.readings.filter(kind__in=check.needs)
    counted = {
        row["kind"]: row
        for row in readings.order_by()
        .values("kind", "call")
        .annotate(read=Count("pk", filter=Q(state__in=READ)), found=Sum("count"), at=Max("at"))
    }
    unread = list(readings.exclude(state__in=READ).order_by("account", "region"))
    return [
        KindRead(
            kind,
            counted[kind]["call"] if kind in counted else "",
            counted[kind]["read"] if kind in counted else 0,
            counted[kind]["found"] if kind in counted else 0,
            [each for each in unread if each.kind == kind],
            counted[kind]["at"] if kind in counted else None,
        )
        for kind in check.needs
    ]


def _facts_behind(finding: Finding, check: Check) -> Context:
    """What was found where a verdict on a whole place comes from: the first of them, and all."""
    behind = finding.run.facts.filter(kind__in=check.needs, account=finding.account)
    if finding.region != GLOBAL:
        behind = behind.filter(region=finding.region)
    shown = behind.defer("data").order_by("kind", "name", "pk")[:FACTS_SHOWN]
    return {"behind": list(shown), "behind_count": behind.count()}


def _fact(finding: Finding) -> Context:
    """The raw fact as text, or why there is none."""
    fact = finding.fact
    if fact is None:
        whole = finding.resource_name.startswith("account ")
        return {"fact": None, "of_place": whole or not finding.resource}
    raw = json.dumps(fact.data, indent=2, ensure_ascii=False, sort_keys=True)
    return {
        "fact": fact,
        "raw": raw[:RAW_LIMIT],
        "raw_cut": len(raw) > RAW_LIMIT,
        "tags": sorted(fact.tags.items()),
        "unread_aspects": sorted(fact.unread.items()),
    }
