"""Drafts: begun, begun from a lens, published, discarded."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reviewapp.people.access import member_view
from reviewapp.people.models import Role

from ..domain.checking import InvalidLens
from ..domain.draft_publishing import publish_draft
from ..domain.drafts import StaleDraft, create_draft, discard_draft, draft_from
from ..domain.library import available_lenses
from ..domain.publishing import PublishRefused
from ..forms_editor import Release, read_release
from ..models import Lens, LensDraft
from ..pages.draft_publish import publish_page
from .editor import may_write, open_draft


@require_POST
@member_view(write=Role.LEAD)
def new(request: HttpRequest) -> HttpResponse:
    draft = create_draft(organisation=request.organisation, by=request.user)  # type: ignore[attr-defined, arg-type]
    return redirect("lenses:draft", draft.pk)


@require_POST
@member_view(write=Role.LEAD)
def from_lens(request: HttpRequest) -> HttpResponse:
    """The draft of a lens's next version; of a lens that is not one's own, a copy."""
    organisation = request.organisation  # type: ignore[attr-defined]
    lens = _wanted(request)
    draft = draft_from(lens=lens, organisation=organisation, by=request.user)  # type: ignore[arg-type]
    return redirect("lenses:draft", draft.pk)


def _wanted(request: HttpRequest) -> Lens:
    lenses = available_lenses(request.organisation)  # type: ignore[attr-defined]
    try:
        return get_object_or_404(lenses, pk=request.POST.get("lens_id", ""))
    except ValidationError:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@member_view()
def publish(request: HttpRequest, *, draft_id: UUID) -> HttpResponse:
    """What publishing would change, and the publishing."""
    draft = open_draft(request, draft_id)
    if request.method != "POST":
        return _publish_page(request, draft)
    sent = read_release(request.POST)
    try:
        version = publish_draft(
            draft_id=draft.pk,
            read_version=sent.read_version,
            major=sent.major,
            name=sent.name,
            note=sent.note,
            by=request.user,  # type: ignore[arg-type]
        )
    except LensDraft.DoesNotExist:
        raise Http404 from None
    except InvalidLens:
        return _publish_page(request, draft, sent=sent, status=422)
    except StaleDraft as stale:
        return _publish_page(request, stale.current, sent=sent, error=_written_on(), status=409)
    except PublishRefused as refused:
        return _publish_page(request, draft, sent=sent, error=str(refused), status=422)
    words = _("%(name)s: version %(label)s is published.")
    messages.success(request, words % {"name": version.lens.name, "label": version.label})
    return redirect("lenses:detail", version.lens_id)


def _written_on() -> str:
    return _("The draft was written on since this page was loaded. Read again what would change.")


def _publish_page(
    request: HttpRequest,
    draft: LensDraft,
    *,
    sent: Release | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {**publish_page(draft, request.GET, sent=sent, error=error)}
    context["can_write"] = may_write(request)
    return render(request, "lenses/draft_publish.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.LEAD)
def discard(request: HttpRequest, *, draft_id: UUID) -> HttpResponse:
    """Asks first: nothing brings a discarded draft back."""
    draft = open_draft(request, draft_id)
    if request.method != "POST":
        return render(request, "lenses/draft_discard.html", {"draft": draft})
    discard_draft(draft_id=draft.pk)
    messages.success(request, _("The draft was discarded."))
    if draft.lens_id:
        return redirect("lenses:detail", draft.lens_id)
    return redirect("lenses:list")
