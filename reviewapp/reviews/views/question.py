"""The working page of one question: show, save by itself or by button, accept, resolve."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from pillars.lens.model import Question
from reviewapp.findings.checks import checks_by_id, first_failing, remedies
from reviewapp.findings.pages.rows import finding_rows
from reviewapp.findings.queries import SUPPRESSED, count_by_check, findings_of
from reviewapp.people.access import may_answer, require_answers
from reviewapp.people.models import Role
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..domain.answers import LensMoved, QuestionGone, history_of
from ..domain.decisions import InvalidDecision, decision_of
from ..domain.writing import StaleAnswer
from ..forms import Submission, read_decision, read_submission
from ..forms_items import ItemForm
from ..models import Answer
from ..pages.aside import Aside, aside_context, find_aside
from ..pages.conflict import conflict_context
from ..pages.history import history_rows
from ..pages.navigator import question_url, show_of
from ..pages.past import with_past_choices
from ..pages.question import Place, find_place, find_question, question_context, question_page
from ..saving import apply_submission, carried_over

FINDINGS_PER_PAGE = 50
CHANGES_PER_PAGE = 50
MOVED = gettext_lazy(
    "This review moved to version %(version)s of its lens while the page was open, so nothing is "
    "saved. This is the question as it is now, with what you wrote: look through it, then save."
)
VERDICTS = ("fail", "unknown", "pass", SUPPRESSED)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(write=Role.CONTRIBUTOR)
def question(
    request: HttpRequest, *, workload: Workload, lens: str, question_id: str
) -> HttpResponse:
    try:
        place = find_place(workload, lens, request.user)
        asked, answer = find_question(place, question_id)
    except Http404:
        return _aside(request, find_aside(workload, lens, question_id))
    if request.method == "POST":
        require_answers(request, answer.pillar_id)
        return _save(request, place, asked, answer)
    return _page(request, place, answer)


def _save(request: HttpRequest, place: Place, asked: Question, answer: Answer) -> HttpResponse:
    try:
        submission = read_submission(asked, request.POST)
        saved = apply_submission(answer, asked, submission, by=request.user)  # type: ignore[arg-type]
    except (QuestionGone, InvalidDecision, StaleAnswer) as refused:
        return _refuse(request, place, asked, answer, refused)
    if request.htmx and _marks_moved(submission, saved):  # type: ignore[attr-defined]
        return HttpResponseClientRefresh()
    if request.htmx and not submission.resolve:  # type: ignore[attr-defined]
        context = question_context(place, _again(place, saved), show=_show(request))
        fragment = {**context, "can_write": True, "accepted": bool(submission.accept)}
        return render(request, "reviews/_saved.html", fragment)
    messages.success(request, _("Saved."))
    return redirect(_after(request, place, saved))


def _refuse(
    request: HttpRequest, place: Place, asked: Question, answer: Answer, refused: Exception
) -> HttpResponse:
    """A save that was not taken: what there is now, with everything that was sent."""
    if isinstance(refused, StaleAnswer):
        return _conflict(request, place, asked, refused)
    if isinstance(refused, LensMoved):
        return _moved(
            request, find_place(place.workload, place.alias, request.user), asked, refused
        )
    if isinstance(refused, InvalidDecision):
        return _invalid(request, place, asked, answer, refused.errors)
    return _aside(request, find_aside(place.workload, place.alias, asked.id))


def _aside(request: HttpRequest, aside: Aside) -> HttpResponse:
    """What is kept of a question that left; to a save 409, with all that was sent."""
    refused = request.method == "POST"
    sent = read_decision(aside.question, request.POST) if refused else None
    workload = aside.answer.review.workload
    context = {**aside_context(workload, aside, sent=sent), "refused": refused}
    if refused and request.htmx:  # type: ignore[attr-defined]
        context["url"] = request.path
        return render(request, "reviews/_aside_dialog.html", context, status=409)
    return render(request, "reviews/aside.html", context, status=409 if refused else 200)


def _moved(request: HttpRequest, place: Place, asked: Question, moved: LensMoved) -> HttpResponse:
    """422 with the question as it is now, and in it all that was sent for the one before."""
    try:
        now, answer = find_question(place, asked.id)
    except Http404:
        return _aside(request, find_aside(place.workload, place.alias, asked.id))
    sent = carried_over(now, read_decision(asked, request.POST))
    if request.htmx:  # type: ignore[attr-defined]
        context = question_context(
            place, answer, show=_show(request), shown=sent, errors=moved.errors
        )
        return render(request, "reviews/_refused.html", {**context, "can_write": True}, status=422)
    here = {"version": [MOVED % {"version": place.review.version.label}]}
    return _page(request, place, answer, status=422, shown=sent, errors=here)


def _marks_moved(submission: Submission, saved: Answer) -> bool:
    """Whether accepting changed more than ticks, which are all that the page is sent again."""
    return bool(submission.accept) and decision_of(saved).excused != submission.decision.excused


def _invalid(
    request: HttpRequest,
    place: Place,
    asked: Question,
    answer: Answer,
    errors: Mapping[str, list[str]],
) -> HttpResponse:
    """422 with the errors beside the fields; a plain page shows again all that was sent."""
    sent = read_decision(asked, request.POST)
    if request.POST.get("resolve"):
        refused = StaleAnswer(answer, sent, answer.version)
        return _conflict(request, place, asked, refused, errors=errors)
    shown: dict[str, Any] = {"show": _show(request), "shown": sent, "errors": errors}
    if request.htmx:  # type: ignore[attr-defined]
        context = {**question_context(place, answer, **shown), "can_write": True}
        return render(request, "reviews/_refused.html", context, status=422)
    return _page(request, place, answer, status=422, shown=sent, errors=errors)


def _conflict(
    request: HttpRequest,
    place: Place,
    asked: Question,
    stale: StaleAnswer,
    *,
    errors: Mapping[str, list[str]] | None = None,
) -> HttpResponse:
    """409 with both values side by side; nothing of what was sent is lost."""
    context = {
        **conflict_context(asked, stale, errors=errors),
        "workload": place.workload,
        "review": place.review,
        "show": _show(request),
        "url": _url(request, place, stale.current),
        "back": _back(request),
    }
    dialog = request.htmx and not request.POST.get("resolve")  # type: ignore[attr-defined]
    template = "reviews/_conflict_dialog.html" if dialog else "reviews/conflict.html"
    return render(request, template, context, status=422 if errors else 409)


def _page(
    request: HttpRequest, place: Place, answer: Answer, *, status: int = 200, **shown: Any
) -> HttpResponse:
    context = question_page(place, answer, show=_show(request), **shown)
    context["can_write"] = may_answer(request, answer.pillar_id) and not place.review.closed_at
    context["item_form"] = ItemForm(question=context["question"])
    return render(request, "reviews/question.html", context, status=status)


def _again(place: Place, saved: Answer) -> Answer:
    """The saved answer, hung on the review that the page has read."""
    saved.review = place.review
    return saved


def _show(request: HttpRequest) -> str:
    return show_of(request.GET.get("show"))


def _url(request: HttpRequest, place: Place, answer: Answer) -> str:
    return question_url(place.workload.pk, place.alias, answer.question_id, _show(request))


def _after(request: HttpRequest, place: Place, saved: Answer) -> str:
    """Where a plain page goes on: the same question, or the next one where that was asked for."""
    if request.POST.get("then") == "next":
        context = question_context(place, _again(place, saved), show=_show(request))
        following = context["nav"].following or context["nav"].next_unanswered
        if following:
            return str(following.url)
    url = _back(request) or _url(request, place, saved)
    if not request.POST.get("resolve"):
        return url
    # Tells the page's script that the draft it keeps of this answer is settled.
    return f"{url}{'&' if '?' in url else '?'}resolved={saved.version}"


def _back(request: HttpRequest) -> str:
    """The page of ours that the form came from, where it is not the question's own."""
    back = request.POST.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else ""


@require_safe
@workload_view()
def history(
    request: HttpRequest, *, workload: Workload, lens: str, question_id: str
) -> HttpResponse:
    """Every change of an answer; the list alone where the page asks for it."""
    place = find_place(workload, lens)
    asked, answer = find_question(place, question_id)
    page = Paginator(history_of(answer), CHANGES_PER_PAGE).get_page(request.GET.get("page"))
    told = with_past_choices(asked, place.review, page.object_list)
    context = {
        "workload": workload,
        "review": place.review,
        "question": asked,
        "url": _url(request, place, answer),
        "page_obj": page,
        "changes": history_rows(told, page.object_list),
    }
    template = "_history" if request.htmx else "history"  # type: ignore[attr-defined]
    return render(request, f"reviews/{template}.html", context)


@require_safe
@workload_view()
def evidence(
    request: HttpRequest, *, workload: Workload, lens: str, question_id: str, check_id: str
) -> HttpResponse:
    """Every finding of one check, page by page."""
    place = find_place(workload, lens)
    asked, answer = find_question(place, question_id)
    check, run = checks_by_id().get(check_id), place.review.prefilled_from
    if check is None or run is None:
        raise Http404
    wanted = request.GET.get("verdict", "")
    verdict = wanted if wanted in VERDICTS else ""
    found = findings_of(run, check_id, verdict=verdict)
    page = Paginator(found, FINDINGS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "workload": workload,
        "review": place.review,
        "question": asked,
        "url": _url(request, place, answer),
        "check": check,
        "ways": remedies(check, first_failing(page.object_list)),
        "run": run,
        "verdict": verdict,
        "counts": count_by_check(run, [check_id]).get(check_id),
        "page_obj": page,
        "findings": finding_rows(page.object_list),
    }
    return render(request, "reviews/evidence.html", context)
