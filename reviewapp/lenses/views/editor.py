"""The editor's page of the lens itself: its texts, its pillars, which questions are in them."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from pillars.lens.question_form import WrongIds
from reviewapp.people.access import can, fetch, member_view
from reviewapp.people.models import Role

from ..domain.drafts import THE_LENS, StaleDraft, UnusableDraft, save_part
from ..domain.published import published_ids
from ..editing import LensChange
from ..forms_editor import has_fields, read_lens, read_pressed, read_seen
from ..models import LensDraft
from ..pages.editor import lens_page, moved_ids
from ..pages.editor_conflict import conflict_context, lens_conflict
from ..pages.outline import question_url

NOTHING_SENT = _("The page did not say what it shows. Load it again; what you wrote stays in it.")


def open_draft(request: HttpRequest, draft_id: UUID) -> LensDraft:
    """A draft of the organisation; its base comes without the document. Raises Http404."""
    drafts = LensDraft.objects.select_related("lens", "base", "updated_by")
    return fetch(drafts.defer("base__document"), request, pk=draft_id)


def may_write(request: HttpRequest) -> bool:
    return can(request, Role.LEAD)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view()
def lens(request: HttpRequest, *, draft_id: UUID) -> HttpResponse:
    draft = open_draft(request, draft_id)
    return _save(request, draft) if request.method == "POST" else _page(request, draft)


def _save(request: HttpRequest, draft: LensDraft) -> HttpResponse:
    form = read_lens(request.POST) if has_fields(request.POST) else None
    change = LensChange(form, read_pressed(request.POST), published_ids(draft))
    if form is None and "op" not in request.POST:
        return _refused(request, draft, {"form": str(NOTHING_SENT)})
    try:
        saved = save_part(
            draft_id=draft.pk,
            part=THE_LENS,
            seen=read_seen(request.POST) if form else None,
            change=change,
            by=request.user,  # type: ignore[arg-type]
        )
    except LensDraft.DoesNotExist:
        raise Http404 from None
    except WrongIds as wrong:
        return _refused(request, draft, {f"p{at}-id": text for at, text in wrong.errors.items()})
    except UnusableDraft as unusable:
        return _refused(request, draft, {"form": str(unusable)})
    except StaleDraft as stale:
        return _conflict(request, stale)
    return _saved(request, saved, change)


def _saved(request: HttpRequest, saved: LensDraft, change: LensChange) -> HttpResponse:
    if change.done.question_id:
        url = question_url(saved, change.done.question_id)
        return redirect(f"{url}?{urlencode({'focus': 'q-title'})}")
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, gettext("Saved."))
        return redirect(after(request, reverse("lenses:draft", args=[saved.pk]), change.done.focus))
    context = {**lens_page(saved), "can_write": True, "focus": change.done.focus}
    context["moved_ids"] = moved_ids(context["cards"], change.form)
    template = "draft_saved" if change.pressed.name == "save" else "draft_fields_saved"
    return render(request, f"lenses/_{template}.html", context)


def after(request: HttpRequest, url: str, focus: str) -> str:
    """Where a plain page goes on: with the field or button that is next."""
    query = {"focus": focus} if focus else {}
    if request.POST.get("resolve"):
        # Tells the page's script that what this browser keeps of the page is settled.
        query["resolved"] = "1"
    return f"{url}?{urlencode(query)}" if query else url


def _refused(request: HttpRequest, draft: LensDraft, errors: Mapping[str, str]) -> HttpResponse:
    """422 with the errors beside the fields; a plain page shows again all that was sent."""
    sent = read_lens(request.POST) if has_fields(request.POST) else None
    context = {**lens_page(draft, sent=sent, errors=errors), "can_write": True}
    template = "_draft_refused" if request.htmx else "draft"  # type: ignore[attr-defined]
    return unmoved(render(request, f"lenses/{template}.html", context, status=422))


def unmoved(response: HttpResponse) -> HttpResponse:
    """Only what is named in the answer moves, whatever button asked."""
    response["HX-Reswap"] = "none"
    return response


def _conflict(request: HttpRequest, stale: StaleDraft) -> HttpResponse:
    form = read_lens(request.POST) if has_fields(request.POST) else None
    url = reverse("lenses:draft", args=[stale.current.pk])
    return conflict(request, stale, url, differences=lens_conflict(stale, form))


def conflict(
    request: HttpRequest, stale: StaleDraft, url: str, *, differences: object
) -> HttpResponse:
    """409 with both values side by side; nothing of what was sent is lost."""
    context = {**conflict_context(stale, request.POST, url), "differences": differences}
    dialog = request.htmx  # type: ignore[attr-defined]
    template = "_editor_conflict_dialog" if dialog else "editor_conflict"
    return unmoved(render(request, f"lenses/{template}.html", context, status=409))


def _page(request: HttpRequest, draft: LensDraft) -> HttpResponse:
    context = {
        **lens_page(draft),
        "can_write": may_write(request),
        "focus": request.GET.get("focus", ""),
    }
    return render(request, "lenses/draft.html", context)
