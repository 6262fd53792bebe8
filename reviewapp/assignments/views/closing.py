"""A review as a whole: agreeing to many questions, closing it, opening it again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from reviewapp.people.models import Role, User
from reviewapp.reviews.domain.milestones import InvalidName
from reviewapp.reviews.domain.totals import ReviewGone
from reviewapp.reviews.domain.writing import ReviewClosed
from reviewapp.reviews.pages.question import Place, find_place
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..domain.closing import NotSettled, close_review, reopen_review
from ..domain.states import agree_to_ready
from ..forms import CloseForm
from ..pages.team import close_context, default_name

MOST = 2000


@require_POST
@workload_view()
def agree(request: HttpRequest, *, workload: Workload, lens: str) -> HttpResponse:
    """Agrees to the questions of a `pillar` that the page showed as ready (`ready`)."""
    place = find_place(workload, lens)
    user: User = request.user  # type: ignore[assignment]
    try:
        done = agree_to_ready(
            workload=workload,
            review_id=place.review.pk,
            by=user,
            pillar_id=request.POST.get("pillar", ""),
            seen=request.POST.getlist("ready")[:MOST],
        )
    except (ReviewClosed, ReviewGone) as refused:
        messages.error(request, getattr(refused, "words", _("The lens was taken off.")))
    else:
        words = ngettext("Agreed to %(n)s question.", "Agreed to %(n)s questions.", done)
        messages.success(request, words % {"n": done})
    return redirect("assignments:work", workload.pk, lens)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.LEAD)
def close(request: HttpRequest, *, workload: Workload, lens: str) -> HttpResponse:
    """What is missing, or the form that closes the review; POST closes it."""
    place = find_place(workload, lens)
    form = CloseForm(request.POST or None, initial={"name": default_name(place.review)})
    if request.method != "POST":
        return _page(request, place, form)
    return _close(request, place, form) if form.is_valid() else _page(request, place, form, 422)


def _close(request: HttpRequest, place: Place, form: CloseForm) -> HttpResponse:
    name, workload = form.cleaned_data["name"], place.workload
    user: User = request.user  # type: ignore[assignment]
    try:
        done = close_review(workload=workload, review_id=place.review.pk, name=name, by=user)
    except InvalidName as error:
        form.add_error("name", str(error))
        return _page(request, place, form, 422)
    except NotSettled:
        return _page(request, place, form, 409)
    except ReviewGone:
        return redirect("reviews:lenses", workload.pk)
    words = _("The review is closed. The milestone “%(name)s” keeps how it stands.")
    messages.success(request, words % {"name": name} if done else _("It was closed already."))
    return redirect("assignments:work", workload.pk, place.alias)


def _page(request: HttpRequest, place: Place, form: CloseForm, status: int = 200) -> HttpResponse:
    context = {**close_context(place), "form": form, "changed": status == 409}
    return render(request, "assignments/close.html", context, status=status)


@require_POST
@workload_view()
def reopen(request: HttpRequest, *, workload: Workload, lens: str) -> HttpResponse:
    place = find_place(workload, lens)
    user: User = request.user  # type: ignore[assignment]
    because = request.POST.get("because", "")
    try:
        done = reopen_review(workload=workload, review_id=place.review.pk, by=user, because=because)
    except ReviewGone:
        return redirect("reviews:lenses", workload.pk)
    messages.success(request, _("The review is open again.") if done else _("It is open."))
    return redirect("assignments:work", workload.pk, lens)
