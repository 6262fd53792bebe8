"""The risk simulator, for a version in the library and for a draft; a draft as reviewers see it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pillars.lens.edit import question_ids, question_of
from pillars.lens.edit_question import parsed
from reviewapp.people.access import member_view
from reviewapp.web.numbers import whole_number

from ..domain.library import available_lenses, latest_version
from ..domain.reading import lens_for, lens_of
from ..models import Lens, LensVersion
from ..pages.editor import editor_context
from ..pages.outline import question_url
from ..pages.simulator import simulator_context, tour
from .editor import may_write, open_draft


@require_safe
@member_view()
def library(request: HttpRequest, *, lens_id: UUID, question_id: str) -> HttpResponse:
    """Of the version that `version` names, or of the latest one, with the organisation's levels."""
    organisation = request.organisation  # type: ignore[attr-defined]
    lens = get_object_or_404(available_lenses(organisation), pk=lens_id)
    version = _version(lens, request.GET.get("version", ""))
    document = lens_for(version, organisation)
    try:
        question = document.question(question_id)
    except KeyError:
        raise Http404 from None
    context = {
        **simulator_context(question, request.GET),
        "lens": lens,
        "version": version,
        "own_levels": document is not lens_of(version),
        "pillar": document.pillar_of(question_id),
        "tour": tour(document, question_id),
        "url": reverse("lenses:simulator", args=[lens.pk, question_id]),
    }
    return _answer(request, "simulator", context)


def _version(lens: Lens, number: str) -> LensVersion:
    if not number:
        return latest_version(lens)
    wanted = whole_number(number, otherwise=0)
    return get_object_or_404(lens.versions.defer("document"), number=wanted)


@require_safe
@member_view()
def draft(request: HttpRequest, *, draft_id: UUID, question_id: str) -> HttpResponse:
    return _answer(request, "simulator_draft", _of_draft(request, draft_id, question_id))


@require_safe
@member_view()
def preview(request: HttpRequest, *, draft_id: UUID, question_id: str) -> HttpResponse:
    """The question as a reviewer would see it, to tick and to read."""
    return _answer(request, "draft_preview", _of_draft(request, draft_id, question_id))


def _of_draft(request: HttpRequest, draft_id: UUID, question_id: str) -> dict[str, Any]:
    found = open_draft(request, draft_id)
    if question_id not in question_ids(found.document):
        raise Http404
    question, report = parsed(question_of(found.document, question_id))
    return {
        **editor_context(found, question_id),
        **simulator_context(question, request.GET),
        "errors": report.errors(),
        "can_write": may_write(request),
        "edit_url": question_url(found, question_id),
        "url": request.path,
    }


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page, or what an answer comes to alone."""
    name = "_simulator_result" if request.htmx else template  # type: ignore[attr-defined]
    if template == "draft_preview" and request.htmx:  # type: ignore[attr-defined]
        name = "_draft_preview_risk"
    return render(request, f"lenses/{name}.html", context)
