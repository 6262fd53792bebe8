"""Taking one's own last step back: of one question, or of a pillar whose evidence was accepted."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_POST

from reviewapp.people.access import require_answers
from reviewapp.people.models import Role
from reviewapp.web.numbers import whole_number
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..domain.answers import QuestionGone
from ..domain.decisions import InvalidDecision
from ..domain.undoing import NothingToUndo, undo_all, undo_change
from ..domain.writing import ReviewClosed, StaleAnswer
from ..models import LensReview
from ..pages.navigator import question_url, show_of
from ..pages.outcome import in_sentences
from ..pages.question import find_place, find_question, question_context

STEP = "accepted_step"
BACK = ngettext_lazy(
    "%(number)s question is as it was.", "%(number)s questions are as they were.", "number"
)
STAY = ngettext_lazy(
    "%(number)s was changed since and stays.", "%(number)s were changed since and stay.", "number"
)


@require_POST
@workload_view(write=Role.CONTRIBUTOR)
def change_undo(
    request: HttpRequest, *, workload: Workload, lens: str, question_id: str
) -> HttpResponse:
    """Takes the change back that the form names; the page gets the answer as it is then."""
    place = find_place(workload, lens, request.user)
    _asked, answer = find_question(place, question_id)
    require_answers(request, answer.pillar_id)
    words = _undo_one(request, answer.pk)
    answer = find_question(place, question_id)[1]
    show = show_of(request.GET.get("show"))
    if request.htmx:  # type: ignore[attr-defined]
        messages.info(request, words)
        context = {**question_context(place, answer, show=show), "can_write": True, "undone": True}
        return render(request, "reviews/_undone.html", context)
    messages.info(request, words)
    return redirect(question_url(workload.pk, place.alias, question_id, show))


def _undo_one(request: HttpRequest, answer_id: int) -> str:
    """What came of it, in words."""
    try:
        undo_change(
            answer_id=answer_id,
            version=whole_number(request.POST.get("version"), otherwise=0),
            by=request.user,  # type: ignore[arg-type]
        )
    except NothingToUndo:
        return _("There is no change of yours to take back.")
    except StaleAnswer:
        return _("Somebody changed this answer since, so nothing was taken back.")
    except ReviewClosed as closed:
        return closed.words
    except InvalidDecision as refused:
        return " ".join(text for texts in refused.errors.values() for text in texts)
    except QuestionGone as gone:
        raise Http404 from gone
    return _("Taken back.")


def remember_step(request: HttpRequest, review: LensReview, written: dict[int, int]) -> None:
    """Keeps in the session what the last acceptance wrote, so that it can be taken back."""
    pairs = {str(answer_id): version for answer_id, version in written.items()}
    request.session[STEP] = {"review": str(review.pk), "written": pairs} if pairs else None


def step_of(request: HttpRequest, review: LensReview) -> dict[int, int]:
    """What the session's last acceptance wrote in this review."""
    step = request.session.get(STEP)
    if not step or step["review"] != str(review.pk):
        return {}
    return {int(answer_id): version for answer_id, version in step["written"].items()}


@require_POST
@workload_view(write=Role.CONTRIBUTOR)
def accept_undo(request: HttpRequest, *, workload: Workload, lens: str) -> HttpResponse:
    place = find_place(workload, lens)
    written = step_of(request, place.review)
    try:
        done = undo_all(review=place.review, written=written, by=request.user)  # type: ignore[arg-type]
    except ReviewClosed as closed:
        messages.error(request, closed.words)
    else:
        request.session[STEP] = None
        messages.info(request, in_sentences((BACK, done.changed), (STAY, done.left)))
    return redirect("reviews:lens", workload.pk, lens)
