"""One comment: another wording, taking back, what it said before, its files."""

import json
from typing import Any

from csp.decorators import csp
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from reviewapp.files.serving import NOTHING_ACTS, served
from reviewapp.people.models import Role
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..domain.following import comment_url
from ..domain.mentions import UnknownPerson, people_here, to_typed
from ..domain.writing import StaleComment, edit_comment, remove_comment
from ..forms import EditForm
from ..models import Comment
from ..pages.counts import counts_around
from ..pages.history import wordings
from ..pages.threads import build_talk, reader_of
from ..queries import comments_in_full, threads_of, with_comments

SEEN = ["GET", "HEAD", "POST"]


@require_http_methods(SEEN)
@workload_view(read=Role.COMMENTER, write=Role.COMMENTER)
def comment_edit(
    request: HttpRequest, *, workload: Workload, thread_id: str, comment_id: str
) -> HttpResponse:
    """The author's own words once more; a newer wording is shown beside what was sent."""
    comment = _find(workload, thread_id, comment_id)
    if not reader_of(request).may_edit(comment):
        raise PermissionDenied
    if request.method != "POST":
        return _form(request, comment, _unsent(comment))
    form = EditForm(request.POST, files=bool(comment.attachments.all()))
    if not form.is_valid():
        return _form(request, comment, form, status=422)
    try:
        edit_comment(
            comment,
            text=form.cleaned_data["text"],
            read=form.cleaned_data["version"],
            by=request.user,  # type: ignore[arg-type]
        )
    except UnknownPerson as unknown:
        form.refuse(unknown)
        return _form(request, comment, form, status=422)
    except StaleComment as stale:
        return _conflict(request, comment, stale.current, form.cleaned_data["text"])
    return _done(request, comment)


@require_http_methods(SEEN)
@workload_view(read=Role.COMMENTER, write=Role.COMMENTER)
def comment_remove(
    request: HttpRequest, *, workload: Workload, thread_id: str, comment_id: str
) -> HttpResponse:
    comment = _find(workload, thread_id, comment_id)
    reader = reader_of(request)
    if not (reader.may_remove(comment) or comment.removed_at):
        raise PermissionDenied
    if request.method == "POST":
        if not remove_comment(comment, by=reader.user):
            messages.info(request, "It was removed already.")
        return _done(request, comment)
    context = {"workload": workload, "comment": comment, "thread": comment.thread}
    return render(request, _template(request, "remove"), context)


@require_safe
@workload_view()
def comment_history(
    request: HttpRequest, *, workload: Workload, thread_id: str, comment_id: str
) -> HttpResponse:
    """What a comment said before; nothing of one that was removed."""
    comment = _find(workload, thread_id, comment_id)
    context = {
        "workload": workload,
        "comment": comment,
        "thread": comment.thread,
        "wordings": wordings(comment),
        "back": comment_url(comment),
    }
    return render(request, "comments/history.html", context)


@require_safe
@csp(NOTHING_ACTS)
@workload_view()
def attachment(
    request: HttpRequest,  # noqa: ARG001 - a view takes a request
    *,
    workload: Workload,
    thread_id: str,
    comment_id: str,
    attachment_id: str,
) -> HttpResponse:
    """The bytes of a file, under a policy that lets nothing inside it run or load."""
    comment = _find(workload, thread_id, comment_id)
    kept = comment.attachments.exclude(file=None).select_related("file")
    return served(get_object_or_404(kept, pk=attachment_id).file)  # type: ignore[arg-type]


def _find(workload: Workload, thread_id: str, comment_id: str) -> Comment:
    thread = get_object_or_404(threads_of(workload), pk=thread_id)
    thread.workload = workload
    comment = get_object_or_404(comments_in_full().filter(thread=thread), pk=comment_id)
    comment.thread = thread
    return comment


def _unsent(comment: Comment) -> EditForm:
    """The form with the comment as its author would type it."""
    people = people_here(comment.thread.workload, also=comment)
    users = {each.user_id: each.user for each in comment.mentions.all()}
    initial = {"text": to_typed(comment.text, people, users), "version": comment.version}
    return EditForm(initial=initial, files=bool(comment.attachments.all()))


def _form(
    request: HttpRequest, comment: Comment, form: EditForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "workload": comment.thread.workload,
        "thread": comment.thread,
        "comment": comment,
        "form": form,
        "back": comment_url(comment),
        **more,
    }
    return render(request, _template(request, "edit"), context, status=status)


def _conflict(request: HttpRequest, comment: Comment, current: Comment, text: str) -> HttpResponse:
    """409: the form again with what was sent, the newer wording above it."""
    newer = _unsent(_find(comment.thread.workload, str(comment.thread_id), str(comment.pk)))
    form = EditForm(
        initial={"text": text, "version": current.version}, files=bool(comment.attachments.all())
    )
    more = {"newer": newer.initial["text"], "gone": bool(current.removed_at)}
    return _form(request, comment, form, status=409, **more)


def _template(request: HttpRequest, name: str) -> str:
    return f"comments/_{name}.html" if request.htmx else f"comments/{name}.html"  # type: ignore[attr-defined]


def _done(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Back to the comment; by htmx the thread as it is now, in the place of the dialog."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(comment_url(comment))
    thread = threads_of(comment.thread.workload).get(pk=comment.thread_id)
    talk = build_talk(reader_of(request), with_comments([thread])[0])
    context = {"workload": comment.thread.workload, "talk": talk}
    response = render(request, "comments/_changed.html", context)
    response["HX-Trigger"] = json.dumps({"talked": {"counts": counts_around(thread)}})
    return response
