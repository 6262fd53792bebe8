"""A workload's priorities: which profile it uses, what it answers, and what that puts first."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..access import rights
from ..domain.answering import (
    StaleAnswers,
    answers_of,
    save_answers,
    stop_using,
    use_profile,
)
from ..domain.documents import profile_of
from ..forms import WorkloadAnswersForm
from ..models import Profile, WorkloadProfile
from ..pages.outcome import outcomes
from ..pages.rules import algorithm
from ..queries import profile_in_use, profiles_of


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(home=True)
def priorities(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    use = profile_in_use(workload)
    if request.method == "POST":
        return _save(request, workload, use)
    return _page(request, workload, use, _fresh(use))


def _save(request: HttpRequest, workload: Workload, use: WorkloadProfile | None) -> HttpResponse:
    if use is None:
        messages.warning(request, _("No profile is used any more; nothing was saved."))
        return redirect("priorities:workload", workload.pk)
    form = _bound(use, request.POST)
    if not form.is_valid():
        return _page(request, workload, use, form, status=422)
    try:
        save_answers(
            use=use,
            read_version=form.cleaned_data["read_version"],
            answers=form.answers(),
            by=request.user,  # type: ignore[arg-type]
        )
    except StaleAnswers:
        return _stale(request, workload)
    messages.success(request, _("Saved. The order below and the filter in the reviews follow."))
    return redirect("priorities:workload", workload.pk)


def _stale(request: HttpRequest, workload: Workload) -> HttpResponse:
    """What was chosen stays in the form, which now stands on the newer answers."""
    use = profile_in_use(workload)
    if use is None:
        return _save(request, workload, None)
    sent = request.POST.copy()
    sent["read_version"] = str(use.version)
    return _page(request, workload, use, _bound(use, sent), status=409, stale=True)


@require_POST
@workload_view(home=True)
def use(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """Uses the profile that the form names, or none."""
    wanted = request.POST.get("profile", "")
    if not wanted:
        stop_using(workload=workload)
        messages.success(request, _("No profile is used. The answers are kept for another time."))
        return redirect("priorities:workload", workload.pk)
    profile = _profile(workload, wanted)
    use_profile(workload=workload, profile=profile, by=request.user)  # type: ignore[arg-type]
    done = _("“%(name)s” is used from now on. Answer its questions.")
    messages.success(request, done % {"name": profile.name})
    return redirect("priorities:workload", workload.pk)


def _profile(workload: Workload, wanted: str) -> Profile:
    """A profile of the workload's organisation. Raises Http404."""
    try:
        found = Profile.objects.filter(organisation=workload.organisation_id, pk=wanted).first()
    except (ValidationError, ValueError):
        found = None
    if found is None:
        raise Http404
    return found


def _fresh(use: WorkloadProfile | None) -> WorkloadAnswersForm | None:
    if use is None:
        return None
    form = WorkloadAnswersForm(profile=profile_of(use.profile), answers=answers_of(use))
    form.initial["read_version"] = use.version
    return form


def _bound(use: WorkloadProfile, data: Any) -> WorkloadAnswersForm:
    return WorkloadAnswersForm(data, profile=profile_of(use.profile), answers=answers_of(use))


def _page(
    request: HttpRequest,
    workload: Workload,
    use: WorkloadProfile | None,
    form: WorkloadAnswersForm | None,
    *,
    status: int = 200,
    stale: bool = False,
) -> HttpResponse:
    context = {
        "workload": workload,
        "use": use,
        "form": form,
        "stale": stale,
        "profiles": list(profiles_of(workload.organisation_id)),
        "outcomes": outcomes(use, workload) if use else [],
        "algorithm": algorithm(profile_of(use.profile)) if use else None,
        **rights(request),
    }
    return render(request, "priorities/workload.html", context, status=status)
