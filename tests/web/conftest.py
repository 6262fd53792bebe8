"""A real browser that is served the real scripts and whatever page a test writes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import django_htmx
import pytest
from playwright.sync_api import Browser, Page, Route

STATIC = Path(__file__).resolve().parents[2] / "static"
HTMX_ROOT = Path(django_htmx.__file__).parent / "static"
HTMX = "django_htmx/htmx-2.min.js"
SCRIPTS = ("texts.js", "htmx-setup.js", "toasts.js", "dialogs.js", "copy.js")
ORIGIN = "http://pillars.test/"
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"

Answers = dict[str, tuple[int, dict[str, str], str]]
Show = Callable[..., Page]


@pytest.fixture
def show(chromium: Browser) -> Iterator[Show]:
    """`show(body, answers)`: a page with every script of ours, at `ORIGIN`, under the CSP.

    `answers` maps a path to the (status, headers, body) that htmx gets there.
    """
    context = chromium.new_context()
    page = context.new_page()

    def open_page(body: str, answers: Answers | None = None) -> Page:
        page.route("**/*", lambda route: _answer(route, body, answers or {}))
        page.goto(ORIGIN)
        return page

    yield open_page
    context.close()


def _answer(route: Route, body: str, answers: Answers) -> None:
    path = route.request.url.removeprefix(ORIGIN)
    if path == "":
        headers = {"Content-Security-Policy": CSP, "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(status=200, headers=headers, body=_document(body))
    elif path in answers:
        status, headers, text = answers[path]
        route.fulfill(status=status, headers=headers, body=text)
    elif path == HTMX:
        route.fulfill(path=HTMX_ROOT / HTMX)
    elif (STATIC / path).is_file():
        route.fulfill(path=STATIC / path)
    else:
        route.fulfill(status=404)


def _document(body: str) -> str:
    tags = "".join(f'<script src="/js/{name}" defer></script>' for name in SCRIPTS)
    return (
        f"<!doctype html><html lang=en><head><title>t</title>{_config()}"
        f'<script src="/js/theme.js"></script><script src="/{HTMX}" defer></script>{tags}</head>'
        f"<body>{body}</body></html>"
    )


def _config() -> str:
    """The meta tags of the real page, so that what is swapped is what users get."""
    skeleton = (STATIC.parent / "templates/web/skeleton.html").read_text()
    lines = [line for line in skeleton.splitlines() if 'name="htmx-config"' in line]
    return lines[0] + '<meta name="csrf-token" content="the-token">'
