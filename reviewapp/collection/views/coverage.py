"""What a scan read of which account, region and service, and what was left unknown by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pillars.checking import Check
from reviewapp.collection.coverage import (
    LABELS,
    MARKS,
    UNREAD,
    UNREAD_STATES,
    accounts_of,
    matrix_of,
    parts_in,
    readings_in,
    recorded_besides,
    totals_of,
)
from reviewapp.collection.models import PartState, Reading, Run
from reviewapp.collection.queries import runs_of
from reviewapp.collection.unread import checks_by_kind, missing_actions, practices_of, statement
from reviewapp.web.words import one_line
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

PER_PAGE = 50
ACCOUNTS_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One call of a cell; `checks` and `practices` are what it leaves unknown, if it was unread."""

    reading: Reading
    checks: tuple[Check, ...]
    practices: list[str]

    @property
    def state(self) -> str:
        known = {PartState.DENIED: "denied", PartState.FAILED: "failed"}
        return known.get(PartState(self.reading.state), "read")

    @property
    def label(self) -> str:
        return str(LABELS[self.state])

    @property
    def mark(self) -> str:
        return MARKS[self.state]


@require_safe
@workload_view()
def coverage(request: HttpRequest, *, workload: Workload, run_id: str) -> HttpResponse:
    run = get_object_or_404(runs_of(workload), pk=run_id)
    return render(request, "collection/coverage.html", _matrix(request, workload, run))


@require_safe
@workload_view()
def coverage_cell(request: HttpRequest, *, workload: Workload, run_id: str) -> HttpResponse:
    """The calls of one service in one region, of one account or of all."""
    run = get_object_or_404(runs_of(workload), pk=run_id)
    where = {name: _text(request, name) for name in ("service", "region", "account")}
    parts = parts_in(run, **where)
    if not parts.exists():
        raise Http404
    pages = Paginator(readings_in(run, **where), PER_PAGE).get_page(request.GET.get("page"))
    actions = missing_actions(run, **where)
    context = {
        "workload": workload,
        "run": run,
        **where,
        "page_obj": pages,
        "rows": reading_rows(pages.object_list),
        "waiting": parts.filter(state__in=(PartState.WAITING, PartState.RUNNING)).count(),
        "gaps": parts.filter(state=PartState.READ).exclude(reason="")[:PER_PAGE],
        "actions": actions,
        "statement": statement(actions),
    }
    return render(request, "collection/coverage_cell.html", context)


def reading_rows(readings: Iterable[Reading]) -> list[ReadingRow]:
    known = checks_by_kind()
    return [_row(each, known.get(each.kind, ())) for each in readings]


def _row(reading: Reading, checks: tuple[Check, ...]) -> ReadingRow:
    if reading.state not in (PartState.DENIED, PartState.FAILED):
        return ReadingRow(reading, (), [])
    return ReadingRow(reading, checks, practices_of(checks))


def _matrix(request: HttpRequest, workload: Workload, run: Run) -> dict[str, Any]:
    accounts = accounts_of(run)
    account, state = _text(request, "account"), _state(request)
    if account and account not in dict(accounts):
        raise Http404
    if len(accounts) == 1:
        account = accounts[0][0]
    counts = dict(accounts).get(account) or totals_of(accounts)
    actions = missing_actions(run, account=account)
    return {
        "workload": workload,
        "run": run,
        "account": account,
        "state": state,
        "states": _states(counts, state),
        "accounts": accounts,
        "page_obj": Paginator(accounts, ACCOUNTS_PER_PAGE).get_page(request.GET.get("page")),
        "several": len(accounts) > 1,
        "matrix": matrix_of(run, account=account, state=state),
        "actions": actions,
        "statement": statement(actions),
        "recorded": recorded_besides(run, account=account),
        "labels": LABELS.items(),
    }


def _states(counts: Any, current: str) -> list[dict[str, Any]]:
    """The filter: what could not be read at all, then each state."""
    unread = sum(counts.get(name, 0) for name in UNREAD_STATES)
    pills = [
        ("", _("All"), sum(counts.values()), ""),
        (UNREAD, _("Not or partly read"), unread, ""),
    ]
    pills += [
        (name, str(label), counts.get(name, 0), MARKS[name]) for name, label in LABELS.items()
    ]
    return [
        {"value": value, "label": label, "count": count, "mark": mark, "current": value == current}
        for value, label, count, mark in pills
    ]


def _state(request: HttpRequest) -> str:
    asked = request.GET.get("state", "")
    return asked if asked in LABELS or asked == UNREAD else ""


def _text(request: HttpRequest, name: str) -> str:
    return one_line(request.GET.get(name))
