"""The audit log: of an organisation for its owners, of a workload for its lead reviewers."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from reviewapp.audit.domain import record
from reviewapp.audit.exporting import as_csv, as_json
from reviewapp.audit.filters import Wanted, entries_of, wanted_from
from reviewapp.files.downloads import TYPES, streamed_file
from reviewapp.people.access import member_view
from reviewapp.people.models import Organisation, Role
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from .pages import about_file, build_choices, build_log


@require_safe
@member_view(read=Role.OWNER)
def organisation_log(request: HttpRequest) -> HttpResponse:
    organisation: Organisation = request.organisation  # type: ignore[attr-defined]
    wanted = wanted_from(request.GET.dict())
    return _page(request, organisation, wanted, "trail/organisation.html")


@require_safe
@workload_view(read=Role.LEAD, home=True)
def workload_log(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    wanted = _of_workload(request, workload)
    page = "trail/workload.html"
    return _page(request, workload.organisation, wanted, page, workload=workload)


@require_safe
@member_view(read=Role.OWNER)
def organisation_file(request: HttpRequest, *, file_type: str) -> StreamingHttpResponse:
    organisation: Organisation = request.organisation  # type: ignore[attr-defined]
    return _file(request, organisation, wanted_from(request.GET.dict()), file_type, workload=None)


@require_safe
@workload_view(read=Role.LEAD, home=True)
def workload_file(
    request: HttpRequest, *, workload: Workload, file_type: str
) -> StreamingHttpResponse:
    wanted = _of_workload(request, workload)
    return _file(request, workload.organisation, wanted, file_type, workload=workload)


def _of_workload(request: HttpRequest, workload: Workload) -> Wanted:
    """Whatever the address asks for, it is this workload's part."""
    return replace(wanted_from(request.GET.dict()), workload=str(workload.pk))


def _page(
    request: HttpRequest, organisation: Organisation, wanted: Wanted, page: str, **more: Any
) -> HttpResponse:
    context = {**build_log(organisation, wanted, request.GET.dict()), **more}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "trail/_log.html", context)
    return render(request, page, {**context, **build_choices(organisation)})


def _file(
    request: HttpRequest,
    organisation: Organisation,
    wanted: Wanted,
    file_type: str,
    *,
    workload: Workload | None,
) -> StreamingHttpResponse:
    """What the filter shows up to now; taking it is an entry itself, and not in the file."""
    if file_type not in TYPES:
        raise Http404
    about = about_file(organisation, wanted)
    entries = entries_of(organisation.pk, wanted).filter(number__lte=about["head"]["number"])
    record(
        organisation=organisation,
        action="audit.exported",
        by=request.user,  # type: ignore[arg-type]
        subject=f"Audit log as {file_type.upper()}",
        workload=workload,
        after={"filter": wanted.said(), "upto": about["head"]["number"]},
    )
    lines = as_csv(entries) if file_type == "csv" else as_json(entries, **about)
    name = f"{slugify((workload or organisation).name) or 'organisation'}-audit"
    return streamed_file(lines, name=name, file_type=file_type)
