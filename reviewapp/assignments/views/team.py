"""The team of a review: who has what, and giving out many questions at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from reviewapp.people.access import rights_of
from reviewapp.people.models import Role, User
from reviewapp.reviews.domain.totals import ReviewGone
from reviewapp.reviews.domain.writing import ReviewClosed
from reviewapp.reviews.models import LensReview
from reviewapp.reviews.pages.question import Place, find_place
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload
from reviewapp.workloads.people_rights import people_with_rights

from ..domain.assigning import Given, InvalidAssignee, assign
from ..domain.assigning import Place as Spot
from ..domain.board import read_board
from ..forms import AssignForm
from ..pages.team import keeps, team_context

MOST = 2000


@require_safe
@workload_view()
def work(request: HttpRequest, *, workload: Workload, lens: str) -> HttpResponse:
    place = find_place(workload, lens, request.user)
    context = team_context(request, place, show=request.GET.get("show", "all"))
    return render(request, "assignments/work.html", context)


@require_POST
@workload_view(write=Role.CONTRIBUTOR)
def assign_many(request: HttpRequest, *, workload: Workload, lens: str) -> HttpResponse:
    """Gives out what is ticked (`question`, `pillar`), or all that a filter lists (`all`).

    `take` and `give_up` name a pillar that the person takes or gives up.
    """
    place = find_place(workload, lens, request.user)
    form = AssignForm(request.POST, people=people_with_rights(workload))
    user: User = request.user  # type: ignore[assignment]
    show = request.POST.get("show", "all")
    places, given = _wanted(request, place.review, show, form)
    if given is not None and not places:
        form.add_error(None, _("Tick at least one question or pillar."))
        given = None
    if given is None:
        return _again(request, place, show, form)
    try:
        changed = assign(
            workload=workload,
            review_id=place.review.pk,
            places=places,
            given=given,
            by=user,
            rights=rights_of(request),
        )
    except InvalidAssignee as error:
        form.add_error("assignee", str(error))
        return _again(request, place, show, form)
    except (ReviewClosed, ReviewGone) as refused:
        messages.error(request, getattr(refused, "words", _("The lens was taken off.")))
    else:
        messages.success(request, _changed(changed))
    return redirect(_back(workload, lens, show))


def _wanted(
    request: HttpRequest, review: LensReview, show: str, form: AssignForm
) -> tuple[list[Spot], Given | None]:
    """The places and what is to become of them; None for that where the form does not hold."""
    data = request.POST
    user: User = request.user  # type: ignore[assignment]
    for name, given in (("take", Given(user)), ("give_up", Given(None))):
        if name in data:
            return [Spot(pillar_id=data[name])], given
    if not rights_of(request).lead:
        raise PermissionDenied
    places = [Spot(question_id=each) for each in data.getlist("question")[:MOST]]
    places += [Spot(pillar_id=each) for each in data.getlist("pillar")[:MOST]]
    if "all" in data:
        works = read_board(review).works.values()
        places = [Spot(question_id=w.question_id) for w in works if keeps(show, w, user)]
    if "nobody" in data:
        return places, Given(None)
    form.fields["assignee"].required = True
    if not form.is_valid():
        return places, None
    return places, Given(form.chosen, form.cleaned_data["due"])


def _again(request: HttpRequest, place: Place, show: str, form: AssignForm) -> HttpResponse:
    context = team_context(request, place, show=show, form=form)
    ticked = {*request.POST.getlist("question"), *request.POST.getlist("pillar")}
    return render(request, "assignments/work.html", {**context, "ticked": ticked}, status=422)


def _changed(number: int) -> str:
    words = ngettext("%(n)s assignment changed.", "%(n)s assignments changed.", number)
    return words % {"n": number} if number else _("Nothing to change: it was so already.")


def _back(workload: Workload, lens: str, show: str) -> str:
    base = reverse("assignments:work", args=[workload.pk, lens])
    return base if show == "all" else f"{base}?show={show}"
