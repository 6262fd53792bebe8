"""What belongs to a workload: read, tried out, changed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reviewapp.inventory.pages.scope import preview_of, scope_page
from reviewapp.people.models import Role
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.domain.scope import StaleScope, change_scope, scope_of
from reviewapp.workloads.forms_scope import ScopeForm
from reviewapp.workloads.models import Workload, WorkloadScope

PAGE = "inventory/scope.html"


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.VIEWER, write=Role.LEAD)
def scope(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """The form; without a script its button “Try” shows the preview in the page."""
    kept = scope_of(workload)
    if request.method != "POST":
        preview = preview_of(workload, kept.scope)
        context = scope_page(workload, ScopeForm(kept=kept), preview=preview)
        return render(request, PAGE, context)
    form = ScopeForm(request.POST, kept=kept)
    if not form.is_valid():
        return render(request, PAGE, scope_page(workload, form), status=422)
    if "try" in request.POST:
        context = scope_page(workload, form, preview=preview_of(workload, form.scope()), tried=True)
        return render(request, PAGE, context)
    return _save(request, workload, form)


@require_POST
@workload_view(write=Role.LEAD)
def preview(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """The preview alone, of what is in the form; saves nothing."""
    form = ScopeForm(request.POST, kept=scope_of(workload))
    valid = form.is_valid()
    shown = preview_of(workload, form.scope()) if valid else None
    context = {"workload": workload, "form": form, "preview": shown, "tried": True}
    return render(request, "inventory/_preview.html", context, status=200 if valid else 422)


def _save(request: HttpRequest, workload: Workload, form: ScopeForm) -> HttpResponse:
    try:
        change_scope(
            workload=workload,
            read_version=form.cleaned_data["read_version"] or 0,
            scope=form.scope(),
            owner_keys=form.cleaned_data["owner_keys"],
            by=request.user,  # type: ignore[arg-type]
        )
    except StaleScope as stale:
        return _stale_page(request, workload, form, stale.current)
    judged = _("Scope saved. The last scan is judged by it now.")
    messages.success(request, judged if workload.last_scan_at else _("Scope saved."))
    return redirect("inventory:scope", workload_id=workload.pk)


def _stale_page(
    request: HttpRequest, workload: Workload, form: ScopeForm, current: WorkloadScope
) -> HttpResponse:
    """What the person typed stays in the form, which now stands on the newer version."""
    differing = form.differing_from(current)
    form.data = {**form.data.dict(), "read_version": str(current.version)}  # type: ignore[attr-defined]
    context = scope_page(workload, form, stale=True, differing=differing)
    return render(request, PAGE, context, status=409)
