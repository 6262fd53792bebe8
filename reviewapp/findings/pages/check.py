"""A check explained: its rule, what it needs, what it can mean, and all that it found."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404

from pillars.checking import Check
from pillars.coverage import Practice
from pillars.savings import add_up
from reviewapp.collection.registry import collectors
from reviewapp.findings.answers import WAYS, answers_touched
from reviewapp.findings.checks import checks_by_id, first_failing, remedies
from reviewapp.findings.filters import PILLARS, Wanted, findings_wanted
from reviewapp.findings.framework import framework_practices
from reviewapp.findings.queries import (
    URGENCY,
    VerdictCounts,
    count_by_check,
    failing_savings,
    with_fact,
)
from reviewapp.workloads.models import Workload

from .bill import claim_of
from .listing import choices, newest_runs
from .rows import finding_rows

FINDINGS_PER_PAGE = 25

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Need:
    """One kind of fact that a check reads, the call that lists it and what else it takes."""

    kind: str
    call: str
    further: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A practice that a check speaks for, and how."""

    practice: Practice
    ways: str


def check_context(workload: Workload, check_id: str, wanted: Wanted, page: str | None) -> Context:
    """Raises Http404 for a check that neither this release nor a judged run knows."""
    run, before = newest_runs(workload)
    check = checks_by_id().get(check_id)
    if check is None:
        raise Http404
    context = {"workload": workload, "run": run, "wanted": wanted, **rule_context(workload, check)}
    if run is None:
        return context
    found = findings_wanted(run, before, wanted).filter(check_id=check_id)
    pages = Paginator(with_fact(found).order_by(URGENCY, "pk"), FINDINGS_PER_PAGE).get_page(page)
    return {
        **context,
        **choices(run),
        "saving": add_up(claim_of(each) for each in failing_savings(run, [check_id])),
        "counts": count_by_check(run, [check_id]).get(check_id, VerdictCounts()),
        "ways": remedies(check, first_failing(pages.object_list)),
        "page_obj": pages,
        "rows": finding_rows(pages.object_list),
    }


def rule_context(workload: Workload, check: Check) -> Context:
    """What a check is, whatever it found."""
    return {
        "check": check,
        "pillar": PILLARS.get(check.pillar, check.pillar),
        "needs": needs_of(check),
        "spoken": list(_spoken(check)),
        "answers": answers_touched(workload, check),
        "ways": remedies(check),
    }


def needs_of(check: Check) -> list[Need]:
    known = {collector.kind: collector for collector in collectors()}
    return [
        Need(kind, known[kind].call, known[kind].actions[1:])
        for kind in check.needs
        if kind in known
    ]


def _spoken(check: Check) -> Iterable[Spoken]:
    """The framework's practices that it speaks for, in the framework's order."""
    for practice in framework_practices():
        ways = [str(words) for name, words in WAYS if practice.code in getattr(check, name)]
        if ways:
            yield Spoken(practice, ", ".join(ways))
