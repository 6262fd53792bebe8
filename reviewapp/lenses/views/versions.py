"""Versions of a lens: the list, one of them, its file, its remarks, and the difference of two."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pillars.lens.parse import export_lens
from reviewapp.people.access import member_view

from ..access import version_of, visible_lens
from ..domain.remarks import remarks_of
from ..pages.difference import difference_context
from ..pages.lens import contents_of, head_of
from ..pages.messages import grouped
from ..pages.versions import chosen_pair, versions_of
from .files import lens_file

PER_PAGE = 25


@require_safe
@member_view()
def versions(request: HttpRequest, *, lens_id: UUID) -> HttpResponse:
    found = visible_lens(request, lens_id)
    listed = versions_of(found, request.organisation)  # type: ignore[attr-defined]
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {**head_of(request, found, tab="versions"), "page_obj": page}
    return render(request, "lenses/versions.html", context)


@require_safe
@member_view()
def version(request: HttpRequest, *, lens_id: UUID, number: int) -> HttpResponse:
    found = visible_lens(request, lens_id)
    wanted = version_of(found, number)
    context = {
        **head_of(request, found, tab="versions"),
        **contents_of(request, found, wanted),
        "before": found.versions.filter(number=number - 1).only("number").first(),
    }
    return render(request, "lenses/version.html", context)


@require_safe
@member_view()
def version_export(request: HttpRequest, *, lens_id: UUID, number: int) -> HttpResponse:
    found = visible_lens(request, lens_id)
    wanted = version_of(found, number)
    return lens_file(request, wanted, f"{found.alias}-{wanted.major}.{wanted.minor}.json")


@require_safe
@member_view()
def remarks(request: HttpRequest, *, lens_id: UUID, number: int) -> HttpResponse:
    """What the validator finds odd about a version; lines are those of its file."""
    found = visible_lens(request, lens_id)
    wanted = version_of(found, number)
    warnings = remarks_of(wanted)
    context = {
        **head_of(request, found, tab="versions"),
        "version": wanted,
        "warnings": grouped(warnings, export_lens(wanted.document)),
        "warning_count": len(warnings),
    }
    return render(request, "lenses/remarks.html", context)


@require_safe
@member_view()
def compare(request: HttpRequest, *, lens_id: UUID) -> HttpResponse:
    """Any two versions of a lens; the last two where the address says none."""
    found = visible_lens(request, lens_id)
    head = head_of(request, found, tab="compare")
    choices, before, after = chosen_pair(found, request.GET)
    context = {**head, "choices": choices}
    if before and after:
        context |= difference_context(found, before, after, request.GET)
    return render(request, "lenses/compare.html", context)
