"""The lens library: what there is, what is in a lens, its file, and its end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviewapp.people.access import member_view
from reviewapp.people.models import Role

from ..access import may_write, own_lens, visible_lens
from ..domain.library import latest_version
from ..domain.lifecycle import LensInUse, delete_lens, restore_lens, retire_lens, was_reviewed
from ..pages.lens import contents_of, head_of
from ..pages.library import library_context
from .files import lens_file


@require_safe
@member_view()
def lenses(request: HttpRequest) -> HttpResponse:
    context = library_context(request.organisation, request.GET)  # type: ignore[attr-defined]
    context["can_write"] = may_write(request)
    return render(request, "lenses/list.html", context)


@require_safe
@member_view()
def lens(request: HttpRequest, *, lens_id: UUID) -> HttpResponse:
    """The latest version."""
    found = visible_lens(request, lens_id)
    head = head_of(request, found, tab="contents")
    context = {**head, **contents_of(request, found, head["latest"])}
    return render(request, "lenses/detail.html", context)


@require_safe
@member_view()
def export(request: HttpRequest, *, lens_id: UUID) -> HttpResponse:
    """The latest version's document as a lens file."""
    found = visible_lens(request, lens_id)
    return lens_file(request, latest_version(found), f"{found.alias}.json")


@require_POST
@member_view()
def retire(request: HttpRequest, *, lens_id: UUID) -> HttpResponse:
    found = own_lens(request, lens_id)
    if retire_lens(lens=found):
        messages.success(
            request, _("No review begins with “%(name)s” any more.") % {"name": found.name}
        )
    return redirect("lenses:detail", found.pk)


@require_POST
@member_view()
def restore(request: HttpRequest, *, lens_id: UUID) -> HttpResponse:
    found = own_lens(request, lens_id)
    if restore_lens(lens=found):
        messages.success(
            request, _("Reviews may begin with “%(name)s” again.") % {"name": found.name}
        )
    return redirect("lenses:detail", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.OWNER, write=Role.OWNER)
def delete(request: HttpRequest, *, lens_id: UUID) -> HttpResponse:
    """What goes with the lens, and the button; a lens that was used says why it stays."""
    found = own_lens(request, lens_id)
    if request.method == "POST":
        try:
            delete_lens(lens=found)
        except LensInUse as error:
            messages.error(request, str(error))
            return redirect("lenses:detail", found.pk)
        messages.success(request, _("“%(name)s” is deleted.") % {"name": found.name})
        return redirect("lenses:list")
    context = {
        "lens": found,
        "in_use": was_reviewed(found),
        "versions": found.versions.count(),
        "shared_with": found.shares.filter(revoked_at=None, organisation__isnull=False).count(),
    }
    return render(request, "lenses/delete.html", context)
