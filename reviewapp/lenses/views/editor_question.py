"""The editor's page of one question, saved by itself or by button."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pillars.lens.edit import question_ids, question_of
from pillars.lens.question_form import Fixed, QuestionForm, WrongIds, fill_in
from reviewapp.people.access import member_view

from ..domain.drafts import PartGone, StaleDraft, UnusableDraft, save_part
from ..domain.published import published_ids
from ..editing import QuestionChange, Removed
from ..forms_editor import has_fields, read_pressed, read_question, read_seen
from ..models import LensDraft
from ..pages.editor_conflict import question_conflict, with_ids_as_they_were
from ..pages.editor_question import question_page
from ..pages.editor_saved import moved
from ..pages.outline import question_url
from .editor import NOTHING_SENT, after, conflict, may_write, open_draft, unmoved

REMOVED = "lens_choice_removed"


@require_http_methods(["GET", "HEAD", "POST"])
@member_view()
def question(request: HttpRequest, *, draft_id: UUID, question_id: str) -> HttpResponse:
    draft = open_draft(request, draft_id)
    if question_id not in question_ids(draft.document):
        raise Http404
    if request.method == "POST":
        return _save(request, draft, question_id)
    return _page(request, draft, question_id)


def _save(request: HttpRequest, draft: LensDraft, question_id: str) -> HttpResponse:
    if not has_fields(request.POST):
        return _refused(request, draft, question_id, {"form": str(NOTHING_SENT)})
    change = QuestionChange(
        question_id=question_id,
        form=read_question(request.POST),
        pressed=read_pressed(request.POST),
        published=published_ids(draft),
        removed=_removed(request, draft),
    )
    try:
        saved = save_part(
            draft_id=draft.pk,
            part=question_id,
            seen=read_seen(request.POST),
            change=change,
            by=request.user,  # type: ignore[arg-type]
        )
    except (LensDraft.DoesNotExist, PartGone):
        raise Http404 from None
    except WrongIds as wrong:
        return _refused(request, draft, question_id, _by_field(wrong))
    except UnusableDraft as unusable:
        return _refused(request, draft, question_id, {"form": str(unusable)})
    except StaleDraft as stale:
        return _conflict(request, stale, change)
    return _saved(request, saved, change)


def _by_field(wrong: WrongIds) -> dict[str, str]:
    return {"q-id" if at is None else f"c{at}-id": text for at, text in wrong.errors.items()}


def _saved(request: HttpRequest, saved: LensDraft, change: QuestionChange) -> HttpResponse:
    done = change.done
    if change.pressed.name != "save":
        _keep(request, saved, done.removed)
    if not done.question_id:
        messages.success(request, _("The question was removed."))
        return redirect("lenses:draft", saved.pk)
    url = question_url(saved, done.question_id)
    if not request.htmx or change.pressed.name.startswith("question-"):  # type: ignore[attr-defined]
        messages.success(request, _("Saved."))
        return redirect(after(request, url, done.focus))
    response = _fragment(request, saved, change)
    if done.question_id != change.question_id:
        response["HX-Replace-Url"] = url
    return response


def _fragment(request: HttpRequest, saved: LensDraft, change: QuestionChange) -> HttpResponse:
    context = _context(request, saved, change.done.question_id, focus=change.done.focus)
    if change.pressed.name != "save":
        return render(request, "lenses/_editor_fields_saved.html", context)
    context["moved"] = moved(change.form, change.before, context)
    return render(request, "lenses/_editor_saved.html", context)


def _context(
    request: HttpRequest, draft: LensDraft, question_id: str, **shown: Any
) -> dict[str, Any]:
    fixed = published_ids(draft).fixed(draft.document, question_id)
    removed = _removed(request, draft)
    return {
        **question_page(draft, question_id, published=tuple(fixed.choices), **shown),
        "question_published": fixed.published,
        "can_write": may_write(request),
        "removed": removed if removed and removed["question"] == question_id else None,
    }


def _refused(
    request: HttpRequest, draft: LensDraft, question_id: str, errors: Mapping[str, str]
) -> HttpResponse:
    """422 with the errors beside the fields; a plain page shows again all that was sent."""
    shown: dict[str, Any] = {"errors": errors}
    if has_fields(request.POST):
        form = read_question(request.POST)
        shown |= _as_sent(draft, question_id, form)
    context = _context(request, draft, question_id, **shown)
    template = "_editor_refused" if request.htmx else "editor"  # type: ignore[attr-defined]
    return unmoved(render(request, f"lenses/{template}.html", context, status=422))


def _as_sent(draft: LensDraft, question_id: str, form: QuestionForm) -> dict[str, Any]:
    """What was sent, as the page shows it: the ids that were refused stand in their fields."""
    before = question_of(draft.document, question_id)
    plain = with_ids_as_they_were(form, question_id)
    fixed = Fixed(published=True, choices=[each.was for each in form.choices])
    ids = {f"c{at}-id": each.id for at, each in enumerate(form.choices)}
    return {"shown": fill_in(before, plain, fixed), "ids": {"q-id": form.id, **ids}}


def _conflict(request: HttpRequest, stale: StaleDraft, change: QuestionChange) -> HttpResponse:
    theirs = question_of(stale.current.document, stale.part)
    differences = question_conflict(stale, theirs, change.form, change.published)
    url = question_url(stale.current, stale.part)
    return conflict(request, stale, url, differences=differences)


def _page(request: HttpRequest, draft: LensDraft, question_id: str) -> HttpResponse:
    focus = request.GET.get("focus", "")
    context = _context(request, draft, question_id, focus=focus)
    return render(request, "lenses/editor.html", context)


def _removed(request: HttpRequest, draft: LensDraft) -> Removed | None:
    """The choice that can be put back, where it was of this draft."""
    found = request.session.get(REMOVED)
    return found["removed"] if found and found["draft"] == str(draft.pk) else None


def _keep(request: HttpRequest, draft: LensDraft, removed: Removed | None) -> None:
    if removed:
        request.session[REMOVED] = {"draft": str(draft.pk), "removed": removed}
    else:
        request.session.pop(REMOVED, None)
