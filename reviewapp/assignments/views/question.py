"""One question: who has it and how far it is, as a page and as a line of the question's page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from reviewapp.people.access import require, require_answers, rights_of
from reviewapp.people.models import Role, User
from reviewapp.reviews.domain.answers import QuestionGone
from reviewapp.reviews.domain.totals import ReviewGone
from reviewapp.reviews.domain.writing import ReviewClosed
from reviewapp.reviews.models import Answer
from reviewapp.reviews.pages.navigator import question_url, show_of
from reviewapp.reviews.pages.question import Place, find_place, find_question, question_context
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..domain.assigning import Given, InvalidAssignee, StaleAssignment, assign
from ..domain.assigning import Place as Spot
from ..domain.board import work_of
from ..domain.states import InvalidNote, StaleState, change_state, history_of
from ..forms import AssignForm, read_wish
from ..models import Assignment
from ..pages.line import assign_form, line_context

MOVED = gettext_lazy(
    "Somebody changed this question while you looked at it. This is how it stands now."
)
LEFT = gettext_lazy("This question left the review in the meantime.")


@require_safe
@workload_view()
def question(
    request: HttpRequest, *, workload: Workload, lens: str, question_id: str
) -> HttpResponse:
    """The page of a question's way through the review; the line alone where a page asks for it."""
    place, answer = _find(request, workload, lens, question_id)
    if request.htmx and "form" in request.GET:  # type: ignore[attr-defined]
        return _form(request, place, answer)
    if request.htmx:  # type: ignore[attr-defined]
        return _line(request, place, answer, preserve=True)
    return _page(request, place, answer)


def _form(request: HttpRequest, place: Place, answer: Answer) -> HttpResponse:
    """Where the question is given to somebody: only leads ask for it."""
    require(request, read=Role.LEAD)
    work = work_of(answer)
    form = assign_form(place.review, work)
    context = {**line_context(request, place.review, work), "assign_form": form}
    return render(request, "assignments/_assign_form.html", context)


@require_POST
@workload_view(write=Role.CONTRIBUTOR)
def state(request: HttpRequest, *, workload: Workload, lens: str, question_id: str) -> HttpResponse:
    """Takes the question one step on, or back."""
    place, answer = _find(request, workload, lens, question_id)
    require_answers(request, answer.pillar_id)
    wish, rights = read_wish(request.POST), rights_of(request)
    try:
        change_state(answer_id=answer.pk, wish=wish, by=_user(request), rights=rights)
    except InvalidNote as error:
        more = {"note_errors": [str(error)], "note": wish.note, "wished": wish.to}
        return _refused(request, place, answer, 422, **more)
    except StaleState:
        return _refused(request, place, answer, 409, said=MOVED, note=wish.note)
    except ReviewClosed as closed:
        return _refused(request, place, answer, 409, said=closed.words, note=wish.note)
    except QuestionGone:
        return _left(request, place)
    return _done(request, place, answer)


@require_POST
@workload_view(write=Role.CONTRIBUTOR)
def assign_one(
    request: HttpRequest, *, workload: Workload, lens: str, question_id: str
) -> HttpResponse:
    """Gives the question to somebody, takes it, or gives it up (`take`, `give_up`)."""
    place, answer = _find(request, workload, lens, question_id)
    require_answers(request, answer.pillar_id)
    form = assign_form(place.review, work_of(answer), request.POST)
    given = _given(request, form)
    if given is None:
        return _refused(request, place, answer, 422, assign_form=form)
    try:
        assign(
            workload=workload,
            review_id=place.review.pk,
            places=[Spot(question_id=question_id)],
            given=given,
            by=_user(request),
            rights=rights_of(request),
            read=request.POST.get("read"),
        )
    except InvalidAssignee as error:
        form.add_error("assignee", str(error))
        return _refused(request, place, answer, 422, assign_form=form)
    except StaleAssignment:
        return _refused(request, place, answer, 409, said=MOVED)
    except ReviewClosed as closed:
        return _refused(request, place, answer, 409, said=closed.words)
    except ReviewGone:
        return _left(request, place)
    return _done(request, place, answer)


def _given(request: HttpRequest, form: AssignForm) -> Given | None:
    """What is wanted; None where the form does not hold."""
    if "take" in request.POST:
        return Given(_user(request))
    if "give_up" in request.POST:
        return Given(None)
    if not rights_of(request).lead:
        raise PermissionDenied
    return Given(form.chosen, form.cleaned_data["due"]) if form.is_valid() else None


def _user(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user


def _find(
    request: HttpRequest, workload: Workload, lens: str, question_id: str
) -> tuple[Place, Answer]:
    place = find_place(workload, lens, request.user)
    return place, find_question(place, question_id)[1]


def _done(request: HttpRequest, place: Place, answer: Answer) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return _line(request, place, answer, acted=True)
    messages.success(request, _("Saved."))
    return redirect(f"{_url(request, place, answer)}#team-line")


def _refused(
    request: HttpRequest, place: Place, answer: Answer, status: int, **more: Any
) -> HttpResponse:
    """What there is now, with what was sent."""
    if request.htmx:  # type: ignore[attr-defined]
        return _line(request, place, answer, status=status, **more)
    return _page(request, place, answer, status=status, **more)


def _left(request: HttpRequest, place: Place) -> HttpResponse:
    messages.info(request, LEFT)
    return redirect("reviews:review", place.workload.pk)


def _line(
    request: HttpRequest,
    place: Place,
    answer: Answer,
    *,
    status: int = 200,
    acted: bool = False,
    **more: Any,
) -> HttpResponse:
    """The line, and the list of questions beside it, which says the same."""
    show = show_of(request.GET.get("show"))
    context = question_context(place, answer, show=show)
    work = context["nav"].current.work.work
    line = line_context(
        request, place.review, work, show=show, acted=acted or status != 200, **more
    )
    return render(request, "assignments/_line_answer.html", {**context, **line}, status=status)


def _page(
    request: HttpRequest, place: Place, answer: Answer, *, status: int = 200, **more: Any
) -> HttpResponse:
    asked = place.lens.question(answer.question_id)
    given = Assignment.objects.filter(review=place.review, question_id=answer.question_id)
    whole = Assignment.objects.filter(review=place.review, pillar_id=answer.pillar_id)
    related = (given | whole).select_related("assignee", "started_by", "ended_by")
    work = work_of(answer)
    if rights_of(request).lead and not place.review.closed_at:
        more.setdefault("assign_form", assign_form(place.review, work))
    context = {
        **line_context(request, place.review, work, **more),
        "question": asked,
        "url": _url(request, place, answer),
        "steps_taken": history_of(answer),
        "assignments": related.order_by("-started_at"),
        "page": True,
    }
    return render(request, "assignments/question.html", context, status=status)


def _url(request: HttpRequest, place: Place, answer: Answer) -> str:
    show = show_of(request.GET.get("show"))
    return question_url(place.workload.pk, place.alias, answer.question_id, show)
