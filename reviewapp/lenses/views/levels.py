"""An organisation's own levels of practices: the list, one practice, set, end, judge again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pillars.levels import Level
from reviewapp.people.access import can, member_view
from reviewapp.people.models import Role

from ..domain import levels as domain
from ..forms_levels import LevelForm
from ..models import PracticeLevel
from ..pages.levels import LevelRow, find_row, judging_context, levels_context, practice_context

SET = {
    PracticeLevel.HIGH: _("%(practice)s: high risk while absent, from now on."),
    PracticeLevel.MEDIUM: _("%(practice)s: medium risk while absent, from now on."),
    PracticeLevel.LOW: _("%(practice)s: low risk while absent, from now on."),
}


@require_safe
@member_view()
def levels(request: HttpRequest) -> HttpResponse:
    context = levels_context(request.organisation, request.GET)  # type: ignore[attr-defined]
    return render(request, "lenses/levels.html", {**context, **_rights(request)})


@require_http_methods(["GET", "HEAD", "POST"])
@member_view()
def level(request: HttpRequest, *, practice: str) -> HttpResponse:
    """One practice; POST sets the organisation's own level."""
    row = _row(request, practice)
    if request.method == "POST" and row.practice is None:
        raise Http404  # what no lens asks for can have no level any more
    sent = request.POST if request.method == "POST" else None
    form = LevelForm(sent, published=_published(row), initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        domain.set_level(
            organisation=request.organisation,  # type: ignore[attr-defined]
            practice=practice,
            level=form.cleaned_data["level"],
            reason=form.cleaned_data["reason"],
            by=request.user,  # type: ignore[arg-type]
        )
        words = SET[PracticeLevel(form.cleaned_data["level"])]
        messages.success(request, words % {"practice": practice})
        return redirect("lenses:level", practice)
    context = {
        **practice_context(request.organisation, row),  # type: ignore[attr-defined]
        **_rights(request),
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "lenses/levels_practice.html", context, status=status)


@require_POST
@member_view()
def level_end(request: HttpRequest, *, practice: str) -> HttpResponse:
    """The published level counts again."""
    _row(request, practice)
    ended = domain.end_level(
        organisation=request.organisation,  # type: ignore[attr-defined]
        practice=practice,
        by=request.user,  # type: ignore[arg-type]
    )
    if ended:
        messages.success(
            request,
            gettext("%(practice)s: the published level counts again.") % {"practice": practice},
        )
    else:
        messages.info(
            request,
            gettext("%(practice)s has no level of your own; nothing was changed.")
            % {"practice": practice},
        )
    return redirect("lenses:level", practice)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view()
def judging(request: HttpRequest) -> HttpResponse:
    """How far the judging of the reviews is, for the page that waits; POST starts it again."""
    if request.method == "POST":
        domain.judge_again(request.organisation)  # type: ignore[attr-defined]
        messages.success(request, gettext("All reviews are judged again."))
        return redirect("lenses:levels")
    context = judging_context(request.organisation)  # type: ignore[attr-defined]
    return render(request, "lenses/_levels_judging.html", {**context, **_rights(request)})


def _row(request: HttpRequest, practice: str) -> LevelRow:
    found = find_row(request.organisation, practice)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def _published(row: LevelRow) -> set[Level]:
    return row.practice.levels if row.practice else set()


def _initial(row: LevelRow) -> dict[str, str]:
    """What stands, to be changed; of a practice without an own level nothing is ticked."""
    return {"level": row.own.level, "reason": row.own.reason} if row.own else {}


def _rights(request: HttpRequest) -> dict[str, bool]:
    return {"can_write": can(request, Role.LEAD)}
