"""Suppressions: made from a finding or a check, looked at, changed, ended."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pillars.suppressions import Scope
from reviewapp.findings.checks import check_title
from reviewapp.findings.domain.suppressing import (
    InvalidSuppression,
    change_suppression,
    end_suppression,
    make_suppression,
)
from reviewapp.findings.forms import (
    EVERYWHERE,
    SCOPE,
    SuppressionForm,
    TermsForm,
    first_values,
    scope_from,
    values_of,
)
from reviewapp.findings.models import Finding, Suppression
from reviewapp.findings.pages.suppressions import (
    list_context,
    preview_context,
    rows_of,
    suppressions_of,
)
from reviewapp.people.access import can, fetch, member_view
from reviewapp.people.models import Role
from reviewapp.web.numbers import BIGINT, whole_number
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

CHANGES_SHOWN = 100


@require_safe
@member_view()
def suppressions(request: HttpRequest) -> HttpResponse:
    organisation = request.organisation  # type: ignore[attr-defined]
    context = list_context(
        organisation, None, request.GET.get("state", ""), request.GET.get("page")
    )
    return render(request, "findings/suppressions.html", context)


@require_safe
@workload_view()
def workload_suppressions(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    context = list_context(
        workload.organisation, workload, request.GET.get("state", ""), request.GET.get("page")
    )
    return render(request, "findings/workload_suppressions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read="lead")
def suppress(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """The form, filled in from a finding or a check; sent, it makes the suppression."""
    finding = _asked_finding(request, workload)
    posted = request.method == "POST"
    form = SuppressionForm(
        request.POST if posted else None,
        organisation=workload.organisation,
        initial=first_values(scope=_scope_of(request, finding), user=request.user),
    )
    if posted and form.is_valid() and (made := _make(request, workload, form)):
        messages.success(
            request,
            _("Suppressed until %(day)s. Suggestions follow.")
            % {"day": date_format(made.expires_on, "DATE_FORMAT")},
        )
        return redirect(_way_back(request, made))
    scope = scope_from(request.POST if posted else form.initial)
    everywhere = posted and request.POST.get("where") == EVERYWHERE
    context = {
        "workload": workload,
        "form": form,
        "finding": finding,
        "back": _next(request),
        "check_title": check_title(scope.check) if scope.check else "",
        "nothing_said": not posted and scope == Scope(),
        **preview_context(workload.organisation, workload, scope, everywhere=everywhere),
    }
    return render(request, "findings/suppress.html", context, status=422 if posted else 200)


@require_safe
@workload_view(read="lead")
def preview(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """How many findings the scope that is being typed would cover."""
    everywhere = request.GET.get("where") == EVERYWHERE
    context = preview_context(
        workload.organisation, workload, scope_from(request.GET), everywhere=everywhere
    )
    return render(request, "findings/_preview.html", {"workload": workload, **context})


@require_safe
@member_view()
def suppression(request: HttpRequest, *, suppression_id: str) -> HttpResponse:
    found = _suppression(request, suppression_id)
    return render(request, "findings/suppression.html", _detail(request, found))


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.LEAD)
def suppression_edit(request: HttpRequest, *, suppression_id: str) -> HttpResponse:
    found = _suppression(request, suppression_id)
    posted = request.method == "POST"
    form = TermsForm(
        request.POST if posted else None,
        organisation=found.organisation,
        initial=values_of(found),
    )
    if posted and form.is_valid():
        try:
            change_suppression(found, terms=form.terms, by=request.user)  # type: ignore[arg-type]
        except InvalidSuppression as error:
            form.refuse(error)
        else:
            messages.success(request, _("Suppression saved."))
            return redirect("findings:suppression", suppression_id=found.pk)
    context = {**_detail(request, found), "form": form}
    return render(request, "findings/suppression_edit.html", context, status=422 if posted else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.LEAD)
def suppression_end(request: HttpRequest, *, suppression_id: str) -> HttpResponse:
    found = _suppression(request, suppression_id)
    if request.method == "POST":
        if end_suppression(found, by=request.user):  # type: ignore[arg-type]
            messages.success(request, _("Ended. Its findings count again; suggestions follow."))
        else:
            messages.info(request, _("It had ended already."))
        return redirect("findings:suppression", suppression_id=found.pk)
    return render(request, "findings/suppression_end.html", _detail(request, found))


def _make(request: HttpRequest, workload: Workload, form: SuppressionForm) -> Suppression | None:
    """The suppression, or None with the reasons beside the fields."""
    try:
        return make_suppression(
            organisation=workload.organisation,
            workload=None if form.everywhere else workload,
            scope=form.scope,
            terms=form.terms,
            by=request.user,  # type: ignore[arg-type]
        )
    except InvalidSuppression as error:
        form.refuse(error)
        return None


def _asked_finding(request: HttpRequest, workload: Workload) -> Finding | None:
    """The finding that the form was opened from. Raises Http404 for one of another workload."""
    asked = whole_number(request.GET.get("finding"), otherwise=None, digits=BIGINT)
    if asked is None:
        return None
    return get_object_or_404(Finding, run__workload=workload, pk=asked)


def _scope_of(request: HttpRequest, finding: Finding | None) -> dict[str, str]:
    if finding is None:
        return {name: request.GET.get(name, "")[:2048] for name in SCOPE}
    return {
        "check": finding.check_id,
        "resource": finding.resource,
        "account": finding.account,
        "region": finding.region,
    }


def _next(request: HttpRequest) -> str:
    """The page of ours to go back to; empty for any other address."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, None) and asked.startswith("/")
    return asked if safe else ""


def _way_back(request: HttpRequest, made: Suppression) -> str:
    return _next(request) or reverse("findings:suppression", kwargs={"suppression_id": made.pk})


def _suppression(request: HttpRequest, suppression_id: str) -> Suppression:
    organisation = request.organisation  # type: ignore[attr-defined]
    return fetch(suppressions_of(organisation), request, pk=suppression_id)


def _detail(request: HttpRequest, found: Suppression) -> dict[str, Any]:
    (row,) = rows_of([found], found.workload, timezone.now().date())
    return {
        "suppression": found,
        "row": row,
        "changes": found.changes.select_related("by")[:CHANGES_SHOWN],
        "can_write": can(request, Role.LEAD),
    }
