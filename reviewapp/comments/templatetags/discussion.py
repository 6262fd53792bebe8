"""Discussions on pages of earlier stages, which know nothing of them."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from pillars.lens.model import Choice, Question
from reviewapp.findings.models import Finding
from reviewapp.reviews.models import LensReview
from reviewapp.workloads.models import Workload

from ..domain.subjects import of_choice, of_finding, of_question
from ..models import SubjectKind, Thread
from ..pages.counts import question_mark
from ..pages.places import finding_talk_url, question_talk_url
from ..pages.threads import build_discussion, reader_of
from ..queries import open_by_question, threads_of_question

register = template.Library()
MARK = (
    '<span class="qnav__talk" data-talk-count="{}"{}>'
    '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#comment"></use></svg>'
    '<span class="visually-hidden">{} </span><span data-talk-number>{}</span></span>'
)
Context = dict[str, Any]


@register.inclusion_tag("comments/_discussion.html", takes_context=True)
def question_discussion(context: Context) -> Context:
    """The threads on the question of a page. Takes `workload`, `review`, `lens`, `question`."""
    workload, review = context["workload"], context["review"]
    question: Question = context["question"]
    threads = _of_question(context, review, question)
    subject = of_question(review, context["lens"], question)
    own = [each for each in threads if each.kind == SubjectKind.QUESTION]
    return _shown(
        context, workload, subject, url=question_talk_url(review, question.id), threads=own
    )


@register.inclusion_tag("comments/_discussion.html", takes_context=True)
def finding_discussion(context: Context) -> Context:
    """The threads on the finding of a page. Takes `workload` and `finding`."""
    workload: Workload = context["workload"]
    finding: Finding = context["finding"]
    url = finding_talk_url(workload, finding.pk)
    return _shown(context, workload, of_finding(finding), url=url)


@register.inclusion_tag("comments/_choice_mark.html", takes_context=True)
def choice_discussion(context: Context, choice: Choice) -> Context:
    """What opens the threads on a choice, with how many are open."""
    review, question = context["review"], context["question"]
    place = of_choice(review, context["lens"], question, choice).place
    threads = _of_question(context, review, question)
    about = [each for each in threads if each.choice_id == choice.id]
    return {
        "choice": choice,
        "place": place,
        "url": question_talk_url(review, question.id, choice.id),
        "open": sum(each.is_open for each in about),
        "any": bool(about),
        "may_write": context["request"].rights.commenter,
    }


@register.simple_tag(takes_context=True)
def question_talks(context: Context, question_id: str) -> SafeString:
    """How many threads of a question are open; one query for all questions of a page.

    Written here and in no template, since a page has it for every question of a lens.
    """
    review: LensReview = context["review"]

    def load() -> Mapping[str, int]:
        return open_by_question(review)

    number = _once(context, f"open.{review.pk}", load).get(question_id, 0)
    return format_html(
        MARK,
        question_mark(question_id),
        "" if number else mark_safe(" hidden"),
        static("img/icons.svg"),
        _(", open threads:"),
        number,
    )


def _of_question(context: Context, review: LensReview, question: Question) -> list[Thread]:
    def load() -> list[Thread]:
        return threads_of_question(review, question.id)

    return _once(context, f"question.{review.pk}.{question.id}", load)


def _once(context: Context, name: str, load: Any) -> Any:
    """Read once for each request: the marks of a page ask one after the other."""
    request: HttpRequest = context["request"]
    kept: dict[str, Any] = request.__dict__.setdefault("discussion_read", {})
    if name not in kept:
        kept[name] = load()
    return kept[name]


def _shown(context: Context, workload: Workload, subject: Any, **more: Any) -> Context:
    request = context["request"]
    talk = build_discussion(reader_of(request), workload, subject, **more)
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "workload": workload,
        "talk": talk,
    }
