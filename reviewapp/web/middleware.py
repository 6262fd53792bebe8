"""What every request and every htmx answer has in common."""

import json
from collections.abc import Callable

from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

NUL = "\x00"
REDIRECTS = (301, 302, 303)


class NoNul:
    """Answers 404 to an address with a NUL: PostgreSQL takes none, so nothing is called so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        if NUL in request.path_info:
            raise Http404


class HtmxAnswers:
    """Turns a redirect into a client-side one and messages into toasts, for htmx requests.

    A view redirects and adds messages as it would for a plain page; the browser's htmx gets
    `HX-Redirect` or a `toast` event instead. `Vary` keeps caches from mixing the two.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        if not request.htmx:  # type: ignore[attr-defined]
            return response
        if response.status_code in REDIRECTS:
            return _client_redirect(response)
        _messages_as_toasts(request, response)
        return response


def _client_redirect(response: HttpResponse) -> HttpResponse:
    target = response["Location"]
    del response["Location"]
    response.status_code = 204
    response["HX-Redirect"] = target
    return response


def _messages_as_toasts(request: HttpRequest, response: HttpResponse) -> None:
    toasts = [{"level": m.level_tag, "text": str(m)} for m in get_messages(request)]
    if not toasts:
        return
    events = json.loads(response.get("HX-Trigger", "{}"))
    response["HX-Trigger"] = json.dumps({**events, "toasts": toasts})
