"""The lens library: what there is, what is in it, the file itself."""

from uuid import UUID

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from pillars.lens.parse import export_lens
from reviewapp.people.access import member_view

from ..domain.library import available_lenses, latest_version
from ..domain.reading import lens_of
from ..pages.icons import icon_of


@require_safe
@member_view()
def lenses(request: HttpRequest) -> HttpResponse:
    found = available_lenses(request.organisation).annotate(  # type: ignore[attr-defined]
        latest=Max("versions__number"), published=Count("versions")
    )
    return render(request, "lenses/list.html", {"lenses": found})


@require_safe
@member_view()
def lens(request: HttpRequest, *, lens_id: UUID) -> HttpResponse:
    found = get_object_or_404(available_lenses(request.organisation), pk=lens_id)  # type: ignore[attr-defined]
    version = latest_version(found)
    document = lens_of(version)
    context = {
        "lens": found,
        "version": version,
        "document": document,
        "pillars": [(icon_of(pillar), pillar) for pillar in document.pillars],
        "questions": sum(1 for _ in document.questions),
        "choices": sum(not c.is_none for q in document.questions for c in q.choices),
    }
    return render(request, "lenses/detail.html", context)


@require_safe
@member_view()
def export(request: HttpRequest, *, lens_id: UUID) -> HttpResponse:
    """The latest version's document as a lens file."""
    found = get_object_or_404(available_lenses(request.organisation), pk=lens_id)  # type: ignore[attr-defined]
    text = export_lens(latest_version(found).document)
    headers = {"Content-Disposition": f'attachment; filename="{found.alias}.json"'}
    return HttpResponse(text, content_type="application/json", headers=headers)
