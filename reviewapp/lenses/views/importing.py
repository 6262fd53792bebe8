"""Bringing a lens file into the library: read, judged, and put where the person says."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from reviewapp.people.access import member_view
from reviewapp.people.models import Role

from ..access import own_lens
from ..domain.checking import CheckedLens, check_lens
from ..domain.importing import Imported, InvalidLens, import_lens, namesake
from ..domain.publishing import NotMinor, PublishRefused
from ..forms import APART, MAJOR, ImportForm, ReleaseForm
from ..models import Lens
from ..pages.importing import errors_context, release_context


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.LEAD)
def import_file(request: HttpRequest) -> HttpResponse:
    """Errors come back with the text; warnings stop nothing; a known name asks what to do."""
    target = _target(request)
    form = ImportForm.of_request(request)
    page = {"form": form, "target": target}
    if request.method != "POST" or not form.is_valid():
        return _shown(request, page, 422 if form.is_bound else 200)
    try:
        checked = check_lens(form.source)
    except InvalidLens as invalid:
        return _shown(request, {**page, **errors_context(invalid, form)}, 422)
    known = target or namesake(request.organisation, checked.lens.name)  # type: ignore[attr-defined]
    if known is None:
        return _taken(request, form, None, {"apart": True})
    return _beside(request, {**page, "known": known}, checked)


def _beside(request: HttpRequest, page: dict[str, Any], checked: CheckedLens) -> HttpResponse:
    """Where the lens is there already: asks, or does what was answered."""
    form, known = page["form"], page["known"]
    asked = release_context(known, checked, form)
    if asked["same"]:
        words = _("Version %(label)s says exactly this already.")
        messages.info(request, words % {"label": asked["same"].label})
        return redirect("lenses:detail", known.pk)
    if "publish_as" not in request.POST:
        return _shown(request, {**page, **asked}, 409)
    release = ReleaseForm(request.POST)
    if release.is_valid():
        try:
            return _taken(request, form, known, _how(release.cleaned_data))
        except NotMinor:
            release.add_error("publish_as", _("More than words changed, so it is a major version."))
        except PublishRefused as error:
            release.add_error(None, str(error))
    return _shown(request, {**page, **asked, "release": release}, 422)


def _how(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "apart": said["publish_as"] == APART,
        "major": said["publish_as"] in (MAJOR, APART),
        "name": said["name"],
        "note": said["note"],
    }


def _taken(
    request: HttpRequest, form: ImportForm, lens: Lens | None, how: dict[str, Any]
) -> HttpResponse:
    done = import_lens(
        organisation=request.organisation,  # type: ignore[attr-defined]
        source=form.source,
        by=request.user,  # type: ignore[arg-type]
        lens=lens,
        **how,
    )
    messages.success(request, _words(done))
    return redirect("lenses:detail", done.version.lens_id)


def _words(done: Imported) -> str:
    version, odd = done.version, len(done.warnings)
    said = _("“%(name)s” %(label)s is in the library: %(questions)s, %(choices)s.") % {
        "name": version.lens.name,
        "label": version.label,
        "questions": _questions(version.questions),
        "choices": _choices(version.choices),
    }
    warnings = ngettext("%(n)s warning.", "%(n)s warnings.", odd) % {"n": odd}
    return f"{said} {warnings}" if odd else said


def _questions(count: int) -> str:
    return ngettext("%(n)s question", "%(n)s questions", count) % {"n": count}


def _choices(count: int) -> str:
    return ngettext("%(n)s choice", "%(n)s choices", count) % {"n": count}


def _target(request: HttpRequest) -> Lens | None:
    """The lens that the file is meant to be a version of, where the address or the form says."""
    wanted = request.POST.get("lens") or request.GET.get("lens")
    try:
        return own_lens(request, UUID(wanted)) if wanted else None
    except ValueError:
        return None


def _shown(request: HttpRequest, page: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "lenses/import.html", page, status=status)
