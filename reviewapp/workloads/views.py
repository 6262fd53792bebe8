"""Pages about workloads: dashboard, list, profile, archive, delete, diagram."""

from typing import Any
from uuid import UUID

from csp.decorators import csp
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviewapp.files.models import StoredFile
from reviewapp.files.serving import NOTHING_ACTS
from reviewapp.people.access import member_view
from reviewapp.people.domain.units import MOST_UNITS
from reviewapp.people.models import Role
from reviewapp.people.queries import units_seen

from .access import workload_view
from .domain import (
    NameTaken,
    StaleProfile,
    WrongConfirmation,
    archive_workload,
    create_workload,
    delete_workload,
    restore_workload,
    update_workload,
)
from .forms import NAME_TAKEN, NewWorkloadForm, WorkloadForm
from .models import Criticality, Environment, Workload
from .owning import may_create
from .queries import filter_from, totals_of, workloads_of

PER_PAGE = 25


@require_safe
@member_view(read=Role.MEMBER)
def dashboard(request: HttpRequest) -> HttpResponse:
    context = _listing(request) | {"totals": totals_of(request.membership)}  # type: ignore[attr-defined]
    return _page_or_list(request, "workloads/dashboard.html", context)


@require_safe
@member_view(read=Role.MEMBER)
def workload_list(request: HttpRequest) -> HttpResponse:
    return _page_or_list(request, "workloads/list.html", _listing(request))


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.MEMBER, write=Role.MEMBER)
def workload_create(request: HttpRequest) -> HttpResponse:
    """For leads of the organisation, and for those of a unit in their units."""
    if not may_create(request.membership):  # type: ignore[attr-defined]
        raise PermissionDenied
    draft = Workload(organisation=request.organisation)  # type: ignore[attr-defined]
    form = NewWorkloadForm.of_request(request, draft)
    if request.method == "POST" and form.is_valid():
        try:
            workload = _create(request, form)
        except NameTaken:
            form.add_error("name", NAME_TAKEN)
        else:
            done = _("%s is here. Connect its account, then scan it.")
            messages.success(request, done % workload.name)
            return redirect("workloads:detail", workload_id=workload.pk)
    return _form_page(request, form)


@transaction.atomic
def _create(request: HttpRequest, form: WorkloadForm) -> Workload:
    return create_workload(
        organisation=form.instance.organisation,
        fields=form.profile(),
        events=form.cleaned_data["events"],
        by=request.user,  # type: ignore[arg-type]
        lenses=form.cleaned_data.get("lenses"),
        asked=dict(request.POST.lists()),
    )


@require_safe
@workload_view()
def workload_detail(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    context = {
        "workload": workload,
        "reviews": workload.reviews.select_related("version__lens").defer("version__document")[:20],
        "events": workload.events.all()[:50],
        "last_run": workload.runs.order_by("-queued_at").first(),
        "connections_count": workload.connections.count(),
        "diagram": _without_bytes(workload.diagram_id),
    }
    return render(request, "workloads/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.LEAD)
def workload_edit(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    form = WorkloadForm.of_request(request, workload)
    if request.method == "POST" and form.is_valid():
        try:
            _update(workload, form)
        except StaleProfile as stale:
            return _stale_page(request, form, stale.current)
        except NameTaken:
            form.add_error("name", NAME_TAKEN)
        else:
            messages.success(request, _("Profile saved."))
            return redirect("workloads:detail", workload_id=workload.pk)
    return _form_page(request, form)


@transaction.atomic
def _update(workload: Workload, form: WorkloadForm) -> None:
    update_workload(
        workload=workload,
        read_version=form.cleaned_data["read_version"] or 0,
        fields=form.profile(),
        events=form.cleaned_data["events"],
    )


@require_POST
@workload_view()
def workload_archive(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """Archives a workload, or takes it back where it was archived."""
    if workload.archived_at:
        restore_workload(workload)
        messages.success(request, _("%s is back in the lists.") % workload.name)
    else:
        archive_workload(workload)
        done = _("%s is archived: out of lists and schedules.")
        messages.success(request, done % workload.name)
    return redirect("workloads:detail", workload_id=workload.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.OWNER, write=Role.OWNER)
def workload_delete(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            delete_workload(workload, typed=request.POST.get("confirmation", ""))
        except WrongConfirmation:
            error = _("Type the name exactly as it stands here: %s") % workload.name
        else:
            messages.success(request, _("%s is deleted.") % workload.name)
            return redirect("workloads:list")
    context = {"workload": workload, "error": error}
    return render(request, "workloads/delete.html", context, status=422 if error else 200)


@require_safe
@csp(NOTHING_ACTS)
@workload_view()
def workload_diagram(request: HttpRequest, *, workload: Workload) -> HttpResponse:  # noqa: ARG001
    """The diagram's bytes, under a policy that lets nothing inside it run or load."""
    stored = workload.diagram
    if stored is None:
        raise Http404
    response = HttpResponse(bytes(stored.content), content_type=stored.content_type)
    kind = "inline" if stored.content_type.startswith("image/") else "attachment"
    extension = {"image/png": "png", "image/svg+xml": "svg"}.get(stored.content_type, "pdf")
    response["Content-Disposition"] = f'{kind}; filename="diagram.{extension}"'
    response["Cache-Control"] = "private, max-age=300"
    return response


def _without_bytes(file_id: UUID | None) -> StoredFile | None:
    """What a page needs to name a file and to point at it."""
    return StoredFile.objects.defer("content").get(pk=file_id) if file_id else None


def _listing(request: HttpRequest) -> dict[str, Any]:
    wanted = filter_from(request.GET.dict())
    found = workloads_of(request.membership, wanted)  # type: ignore[attr-defined]
    return {
        "units": units_seen(request.membership).order_by("name")[:MOST_UNITS],  # type: ignore[attr-defined]
        "may_create": may_create(request.membership),  # type: ignore[attr-defined]
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "wanted": wanted,
        "environments": Environment.choices,
        "criticalities": Criticality.choices,
    }


def _page_or_list(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    alone = request.htmx and request.htmx.target == "workloads"  # type: ignore[attr-defined]
    return render(request, "workloads/_list.html" if alone else page, context)


def _form_page(request: HttpRequest, form: WorkloadForm) -> HttpResponse:
    context = {"form": form, "workload": form.instance}
    return render(request, "workloads/form.html", context, status=422 if form.is_bound else 200)


def _stale_page(request: HttpRequest, form: WorkloadForm, current: Workload) -> HttpResponse:
    """What the person typed stays in the form, which now stands on the newer version."""
    form.data = {**form.data.dict(), "read_version": str(current.version)}  # type: ignore[attr-defined]
    context = {
        "form": form,
        "workload": current,
        "stale": True,
        "differing": form.differing_from(current),
        "chosen_file": request.FILES.get("diagram_upload"),
    }
    return render(request, "workloads/form.html", context, status=409)
