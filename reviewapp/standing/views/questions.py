"""What a template says: the questions of a lens to choose from, and one of them to write."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pillars.lens.model import Question
from reviewapp.lenses.domain.library import available_lenses
from reviewapp.lenses.models import Lens
from reviewapp.people.models import Role

from ..access import template_view
from ..domain.claims import of_question
from ..domain.saying import InvalidClaims, StaleClaims, digest_of, said_by, say
from ..forms import Typed, claims_of, read_typed
from ..models import ReviewTemplate
from ..pages.questions import differing, keys_of, question_context, questions_context
from ..pages.texts import find_question


@require_safe
@template_view(read=Role.LEAD)
def questions(request: HttpRequest, *, template: ReviewTemplate) -> HttpResponse:
    context = questions_context(template, template.organisation, said_by(template), request.GET)
    return render(request, "standing/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@template_view(read=Role.LEAD)
def question(
    request: HttpRequest, *, template: ReviewTemplate, question_lens_id: UUID, question_id: str
) -> HttpResponse:
    """All standing answers to one question; POST writes them."""
    lens = get_object_or_404(available_lenses(template.organisation), pk=question_lens_id)
    asked = find_question(lens, question_id)
    if asked is None:
        raise Http404
    claims = of_question(said_by(template), str(lens.pk), question_id)
    if request.method == "POST":
        typed = read_typed(keys_of(asked, claims), request.POST)
        return _save(request, template, lens, asked, typed)
    return _page(request, template, lens, asked, read=digest_of(claims), claims=claims)


def _save(
    request: HttpRequest,
    template: ReviewTemplate,
    lens: Lens,
    asked: Question,
    typed: dict[str, Typed],
) -> HttpResponse:
    read = request.POST.get("read", "")
    try:
        claims = claims_of(typed)
        say(
            template=template,
            lens=lens,
            question=asked,
            claims=claims,
            read=read,
            by=request.user,  # type: ignore[arg-type]
        )
    except InvalidClaims as invalid:
        shown = {"typed": typed, "errors": invalid.errors}
        return _page(request, template, lens, asked, read=read, status=422, **shown)
    except StaleClaims as stale:
        shown = {"typed": typed, "differing": differing(asked, stale.current, claims)}
        now = digest_of(stale.current)
        return _page(request, template, lens, asked, read=now, status=409, **shown)
    messages.success(request, _("Saved. It reaches workloads once it is published."))
    return redirect(_after(request, template, lens))


def _page(
    request: HttpRequest,
    template: ReviewTemplate,
    lens: Lens,
    asked: Question,
    *,
    read: str,
    status: int = 200,
    differing: Any = (),
    claims: Any = None,
    **shown: Any,
) -> HttpResponse:
    context = {
        **question_context(asked, claims or {}, **shown),
        "template": template,
        "lens": lens,
        "read": read,
        "differing": differing,
    }
    return render(request, "standing/question.html", context, status=status)


def _after(request: HttpRequest, template: ReviewTemplate, lens: Lens) -> str:
    if request.POST.get("then") == "more":
        return f"{reverse('standing:questions', args=[template.pk])}?lens={lens.pk}"
    return reverse("standing:template", args=[template.pk])
