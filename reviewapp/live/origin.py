"""Which tab of a browser is at work, so that its page need not hear of itself."""

import re
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

HEADER = "X-Live-Tab"
TAB = re.compile(r"[a-z0-9]{6,40}")

_tab: ContextVar[str] = ContextVar("live_tab", default="")


def current_tab() -> str:
    """The tab whose request is being answered; empty in workers and where none was named."""
    return _tab.get()


def tab_of(text: str | None) -> str:
    """The name of a tab as a browser sent it; empty where it is none."""
    return text if text and TAB.fullmatch(text) else ""


class LiveTab:
    """Remembers the tab that a request comes from while it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _tab.set(tab_of(request.headers.get(HEADER)))
        try:
            return self.get_response(request)
        finally:
            _tab.reset(token)
