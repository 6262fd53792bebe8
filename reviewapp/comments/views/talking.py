"""Threads: those of a subject, one by itself, beginning, replying, settling."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from reviewapp.findings.models import Finding
from reviewapp.people.models import Role
from reviewapp.reviews.evidence import why_path
from reviewapp.reviews.pages.navigator import question_url
from reviewapp.reviews.pages.question import find_place, find_question
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..domain.following import comment_url, thread_url
from ..domain.mentions import UnknownPerson
from ..domain.settling import reopen, resolve
from ..domain.subjects import Subject, of_choice, of_finding, of_question
from ..domain.writing import begin_thread, reply
from ..forms import CommentForm
from ..models import Comment, Thread
from ..pages.counts import counts_around
from ..pages.places import finding_talk_url, question_talk_url, subject_url
from ..pages.threads import build_discussion, build_talk, reader_of
from ..queries import threads_about, threads_of, with_comments

SEEN = ["GET", "HEAD", "POST"]


@require_http_methods(SEEN)
@workload_view(write=Role.COMMENTER)
def question(
    request: HttpRequest, *, workload: Workload, lens: str, question_id: str
) -> HttpResponse:
    """The threads on a question, or on the choice that `choice` names; POST begins one."""
    place = find_place(workload, lens)
    asked, _answer = find_question(place, question_id)
    choice_id = request.GET.get("choice", "")
    about = of_question(place.review, place.lens, asked)
    if choice_id:
        choices = (each for each in asked.choices if each.id == choice_id and not each.is_none)
        choice = next(choices, None)
        if choice is None:
            raise Http404
        about = of_choice(place.review, place.lens, asked, choice)
    back = question_url(workload.pk, place.alias, asked.id)
    return _subject(
        request, workload, about, question_talk_url(place.review, asked.id, choice_id), back
    )


@require_http_methods(SEEN)
@workload_view(write=Role.COMMENTER)
def finding(request: HttpRequest, *, workload: Workload, finding_id: int) -> HttpResponse:
    """The threads on a finding, whichever scan found it; POST begins one."""
    found = get_object_or_404(Finding.objects.filter(run__workload=workload), pk=finding_id)
    url = finding_talk_url(workload, found.pk)
    return _subject(request, workload, of_finding(found), url, why_path(workload.pk, found.pk))


@require_http_methods(SEEN)
@workload_view(write=Role.COMMENTER)
def thread(request: HttpRequest, *, workload: Workload, thread_id: str) -> HttpResponse:
    """One thread: a page, or by htmx what was said in it; POST replies."""
    here = _find(workload, thread_id)
    if request.method == "POST":
        return _reply(request, here)
    if request.htmx:  # type: ignore[attr-defined]
        template = "_thread" if "whole" in request.GET else "_said"
        return _fragment(request, here, f"comments/{template}.html")
    return _thread_page(request, here)


@require_POST
@workload_view(write=Role.COMMENTER)
def thread_resolve(request: HttpRequest, *, workload: Workload, thread_id: str) -> HttpResponse:
    here = _settled_by(request, _find(workload, thread_id))
    if not resolve(here, by=request.user):  # type: ignore[arg-type]
        messages.info(request, "It is resolved already.")
    return _after_settling(request, here)


@require_POST
@workload_view(write=Role.COMMENTER)
def thread_reopen(request: HttpRequest, *, workload: Workload, thread_id: str) -> HttpResponse:
    here = _settled_by(request, _find(workload, thread_id))
    if not reopen(here, by=request.user):  # type: ignore[arg-type]
        messages.info(request, "It is open already.")
    return _after_settling(request, here)


def _subject(
    request: HttpRequest, workload: Workload, about: Subject, url: str, back: str
) -> HttpResponse:
    context = {"workload": workload, "subject": about, "back": back}
    if request.method != "POST" and "threads" in request.GET:
        found = threads_about(workload, about.key)
        return JsonResponse({"threads": [str(each.pk) for each in found]})
    if request.method != "POST":
        context["talk"] = build_discussion(reader_of(request), workload, about, url=url)
        template = "_dialog" if request.htmx else "subject"  # type: ignore[attr-defined]
        return render(request, f"comments/{template}.html", context)
    form = CommentForm(request.POST, request.FILES, place=f"begin-{about.place}")
    said = _begin(request, workload, about, form) if form.is_valid() else None
    if said:
        return _begun(request, said, about, url, back)
    if request.htmx:  # type: ignore[attr-defined]
        context |= {"form": form, "url": url, "place": about.place}
        return render(request, "comments/_begin.html", context, status=422)
    context["talk"] = build_discussion(reader_of(request), workload, about, url=url, form=form)
    return render(request, "comments/subject.html", context, status=422)


def _begin(
    request: HttpRequest, workload: Workload, about: Subject, form: CommentForm
) -> Comment | None:
    try:
        return begin_thread(
            workload=workload,
            subject=about,
            draft=form.draft(),
            by=request.user,  # type: ignore[arg-type]
        )
    except UnknownPerson as unknown:
        form.refuse(unknown)
        return None


def _begun(
    request: HttpRequest, said: Comment, about: Subject, url: str, back: str
) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{back}#comment-{said.pk}" if not about.choice_id else comment_url(said))
    extra = {
        "form": CommentForm(place=f"begin-{about.place}"),
        "url": url,
        "place": about.place,
    }
    return _fragment(request, said.thread, "comments/_begun.html", **extra)


def _reply(request: HttpRequest, here: Thread) -> HttpResponse:
    form = CommentForm(request.POST, request.FILES, place=f"reply-{here.pk}")
    if form.is_valid():
        try:
            said = reply(thread=here, draft=form.draft(), by=request.user)  # type: ignore[arg-type]
        except UnknownPerson as unknown:
            form.refuse(unknown)
        else:
            if request.htmx:  # type: ignore[attr-defined]
                return _fragment(request, here, "comments/_replied.html")
            return redirect(comment_url(said))
    if request.htmx:  # type: ignore[attr-defined]
        context = {"workload": here.workload, "talk": _talk(request, here, form)}
        return render(request, "comments/_reply.html", context, status=422)
    return _thread_page(request, here, form, status=422)


def _thread_page(
    request: HttpRequest, here: Thread, form: CommentForm | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "workload": here.workload,
        "talk": _talk(request, here, form),
        "thread": here,
        "back": subject_url(here),
    }
    return render(request, "comments/thread.html", context, status=status)


def _fragment(request: HttpRequest, here: Thread, template: str, **extra: Any) -> HttpResponse:
    """A part of a page about one thread, and what the marks that count threads show now."""
    fresh = _find(here.workload, here.pk)
    context = {"workload": fresh.workload, "talk": _talk(request, fresh), **extra}
    response = render(request, template, context)
    response["HX-Trigger"] = json.dumps({"talked": {"counts": counts_around(fresh)}})
    return response


def _talk(request: HttpRequest, here: Thread, form: CommentForm | None = None) -> Any:
    return build_talk(reader_of(request), with_comments([here])[0], form=form)


def _find(workload: Workload, thread_id: Any) -> Thread:
    here = get_object_or_404(threads_of(workload), pk=thread_id)
    here.workload = workload
    return here


def _settled_by(request: HttpRequest, here: Thread) -> Thread:
    """Raises PermissionDenied for whoever may write and may not settle this thread."""
    if not reader_of(request).may_settle(here):
        raise PermissionDenied
    return here


def _after_settling(request: HttpRequest, here: Thread) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return _fragment(request, here, "comments/_said.html")
    return redirect(thread_url(here))
