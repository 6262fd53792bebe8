"""Evidence that people attach: the page of a question's, attach, renew, remove, download."""

from typing import Any

from csp.decorators import csp
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pillars.lens.model import Question
from reviewapp.files.models import StoredFile
from reviewapp.files.serving import NOTHING_ACTS, served
from reviewapp.people.access import may_answer, require_answers
from reviewapp.people.models import Role
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload
from reviewapp.workloads.recording import record_on

from ..domain.answers import QuestionGone
from ..domain.evidence_items import InvalidItem, attach, remove_item, renew_item
from ..domain.telling import tell_of_item
from ..domain.writing import ReviewClosed
from ..forms_items import ItemForm, RenewForm
from ..models import Answer, EvidenceItem
from ..pages.items import build_attached, removed_rows
from ..pages.navigator import question_url, show_of
from ..pages.question import Place, find_place, find_question, question_context

LEFT = gettext_lazy("This question left the review in the meantime. Nothing was attached.")


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(write=Role.CONTRIBUTOR)
def items(request: HttpRequest, *, workload: Workload, lens: str, question_id: str) -> HttpResponse:
    """What is attached to a question and what was removed; POST attaches."""
    place = find_place(workload, lens, request.user)
    asked, answer = find_question(place, question_id)
    if request.method != "POST":
        form = ItemForm(question=asked, initial={"choice": request.GET.get("choice", "")})
        return _page(request, place, asked, answer, form)
    require_answers(request, answer.pillar_id)
    form = ItemForm(request.POST, request.FILES, question=asked)
    if form.is_valid() and _attached(request, answer, form):
        if request.htmx:  # type: ignore[attr-defined]
            return _fragment(request, place, asked, answer, ItemForm(question=asked))
        messages.success(request, _("Attached."))
        return redirect(f"{_question(request, place, answer)}#items")
    if request.htmx:  # type: ignore[attr-defined]
        return _fragment(request, place, asked, answer, form, status=422)
    return _page(request, place, asked, answer, form, status=422)


@require_POST
@workload_view(write=Role.CONTRIBUTOR)
def item_remove(
    request: HttpRequest, *, workload: Workload, lens: str, question_id: str, item_id: str
) -> HttpResponse:
    place, asked, answer, item = _find(workload, lens, question_id, item_id)
    require_answers(request, answer.pillar_id)
    try:
        removed = remove_item(item, by=request.user)  # type: ignore[arg-type]
        words = (
            _("Removed. Its row stays in the history.") if removed else _("It was removed already.")
        )
    except QuestionGone:
        words = str(LEFT)
    except ReviewClosed as closed:
        words = closed.words
    return _after(request, place, asked, answer, words)


@require_POST
@workload_view(write=Role.CONTRIBUTOR)
def item_renew(
    request: HttpRequest, *, workload: Workload, lens: str, question_id: str, item_id: str
) -> HttpResponse:
    place, asked, answer, item = _find(workload, lens, question_id, item_id)
    require_answers(request, answer.pillar_id)
    form = RenewForm(request.POST)
    words = _("Renewed.")
    if not form.is_valid():
        words = str(form.errors["valid_until"][0])
    else:
        try:
            day = form.cleaned_data["valid_until"]
            renew_item(item, valid_until=day, by=request.user)  # type: ignore[arg-type]
        except InvalidItem as error:
            words = str(error)
        except QuestionGone:
            words = str(LEFT)
        except ReviewClosed as closed:
            words = closed.words
    return _after(request, place, asked, answer, words)


@require_safe
@csp(NOTHING_ACTS)
@workload_view()
def item_file(
    request: HttpRequest,
    *,
    workload: Workload,
    lens: str,
    question_id: str,
    item_id: str,
) -> HttpResponse:
    """The bytes of an attached file, under a policy that lets nothing inside it run or load."""
    item = _find(workload, lens, question_id, item_id)[3]
    if item.removed_at or item.file_id is None:
        raise Http404
    tell_of_item(workload, item, "downloaded", by=request.user)  # type: ignore[arg-type]
    return served(StoredFile.objects.get(pk=item.file_id))


@require_safe
@csp(NOTHING_ACTS)
@workload_view()
def milestone_file(
    request: HttpRequest,
    *,
    workload: Workload,
    milestone_id: str,
    file_id: str,
) -> HttpResponse:
    """A file as it was attached when the milestone was saved."""
    milestone = get_object_or_404(workload.milestones.defer("document"), pk=milestone_id)
    kept = get_object_or_404(milestone.files.select_related("file"), file=file_id)
    subject = f"{milestone.name}: {kept.file.name}"
    record_on(workload, "evidence.downloaded", by=request.user, subject=subject)  # type: ignore[arg-type]
    return served(kept.file)


def _find(
    workload: Workload, lens: str, question_id: str, item_id: str
) -> tuple[Place, Question, Answer, EvidenceItem]:
    place = find_place(workload, lens)
    asked, answer = find_question(place, question_id)
    return place, asked, answer, get_object_or_404(answer.items, pk=item_id)


def _attached(request: HttpRequest, answer: Answer, form: ItemForm) -> bool:
    try:
        attach(answer_id=answer.pk, item=form.item(), by=request.user)  # type: ignore[arg-type]
    except InvalidItem as error:
        for name, words in error.errors.items():
            form.add_error(name, words)
        return False
    except QuestionGone:
        form.add_error(None, str(LEFT))
        return False
    except ReviewClosed as closed:
        form.add_error(None, closed.words)
        return False
    return True


def _after(
    request: HttpRequest, place: Place, asked: Question, answer: Answer, words: str
) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return _fragment(request, place, asked, answer, ItemForm(question=asked), words=words)
    messages.info(request, words)
    return redirect(f"{_question(request, place, answer)}#items")


def _fragment(
    request: HttpRequest,
    place: Place,
    asked: Question,
    answer: Answer,
    form: ItemForm,
    *,
    status: int = 200,
    words: str = "",
) -> HttpResponse:
    """What is attached, and what else of the question's page says so."""
    answer.refresh_from_db(fields=["stale"])
    context = {
        **question_context(place, answer, show=_show(request)),
        **_items(request, place, asked, answer, form),
        "items_words": words,
    }
    return render(request, "reviews/_items_saved.html", context, status=status)


def _page(
    request: HttpRequest,
    place: Place,
    asked: Question,
    answer: Answer,
    form: ItemForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "workload": place.workload,
        "review": place.review,
        "question": asked,
        "answer": answer,
        "url": _question(request, place, answer),
        "removed": removed_rows(answer),
        **_items(request, place, asked, answer, form),
    }
    return render(request, "reviews/items.html", context, status=status)


def _items(
    request: HttpRequest, place: Place, asked: Question, answer: Answer, form: ItemForm
) -> dict[str, Any]:
    """Of a closed review without the form, unless one was refused: what it says is not lost."""
    attaches = form.is_bound or not place.review.closed_at
    return {
        "attached": build_attached(asked, answer),
        "item_form": form,
        "can_write": may_answer(request, answer.pillar_id) and attaches,
    }


def _show(request: HttpRequest) -> str:
    return show_of(request.GET.get("show"))


def _question(request: HttpRequest, place: Place, answer: Answer) -> str:
    return question_url(place.workload.pk, place.alias, answer.question_id, _show(request))
