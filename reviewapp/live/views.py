"""The stream of a workload's events, the same by asking, and what a tab says of itself."""

import json
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.response import StreamingHttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from reviewapp.people.models import Role, User
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from .connecting import Away
from .hub import Reader
from .missed import missed_since
from .origin import tab_of
from .presence import Here, initials_of, leave, mark, present_on, told
from .sending import follow
from .streams import MARGIN_SECONDS, moment, order, valid

LONGEST = 128


@require_safe
@workload_view()
def stream(request: HttpRequest, *, workload: Workload) -> HttpResponseBase:
    """Server-sent events from `after` (or `Last-Event-ID`) on.

    A server that keeps a thread for each request answers 204: browsers do not try again, and
    the page asks from time to time instead.
    """
    if not isinstance(request, ASGIRequest):
        return HttpResponse(status=204)
    if request.method == "HEAD":
        return HttpResponse(content_type="text/event-stream")
    after = valid(request.headers.get("Last-Event-ID")) or valid(request.GET.get("after"))
    session = request.session.session_key or ""
    reader = Reader(str(workload.pk), session, _here(request), language=get_language() or "")
    answer = StreamingHttpResponse(
        follow(reader, after=after or moment()), content_type="text/event-stream"
    )
    answer["Cache-Control"] = "no-cache, no-transform"
    answer["X-Accel-Buffering"] = "no"  # nginx would hold lines back
    return answer


@require_safe
@workload_view()
def poll(request: HttpRequest, *, workload: Workload) -> JsonResponse:
    """What happened `after` an event, and who is there; asking says that the tab is there too.

    JSON: `events`, `last` to ask with next time, `people`, and `resync` where the page has to
    look at all anew because what it missed cannot be told.
    """
    after = valid(request.GET.get("after")) or moment()
    try:
        events = missed_since(str(workload.pk), after)
        _mark(request, workload)
        people = told(present_on(str(workload.pk)))
    except Away:
        return _answer({"events": [], "last": after, "people": [], "resync": True})
    last = events[-1].id if events else max(after, moment(ago=MARGIN_SECONDS), key=order)
    found = [{"id": each.id, **json.loads(each.message)} for each in events or ()]
    resync = events is None
    return _answer(
        {"events": found, "last": moment() if resync else last, "people": people, "resync": resync}
    )


@require_POST
@workload_view(write=Role.VIEWER)
def here(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """A tab says which question it shows (`lens`, `question`), whether the person is changing
    its answer (`changing`: 1 or 0), or that it goes (`gone`).
    """
    try:
        if request.POST.get("gone"):
            leave(str(workload.pk), _here(request))
        else:
            _mark(request, workload)
    except Away:
        return HttpResponse(status=503)
    return HttpResponse(status=204)


def _answer(found: dict[str, Any]) -> JsonResponse:
    return JsonResponse(found, headers={"Cache-Control": "no-store"})


def _mark(request: HttpRequest, workload: Workload) -> None:
    said = _here(request)
    if said.tab:
        changing = {"1": True, "0": False}.get(request.POST.get("changing", ""))
        mark(str(workload.pk), said, changing=changing)


def _here(request: HttpRequest) -> Here:
    said = request.POST if request.method == "POST" else request.GET
    person: User = request.user  # type: ignore[assignment]
    return Here(
        user=person.pk,
        name=person.get_full_name(),
        initials=initials_of(person.get_full_name()),
        tab=tab_of(said.get("tab")),
        lens=said.get("lens", "")[:LONGEST],
        question=said.get("question", "")[:LONGEST],
    )
