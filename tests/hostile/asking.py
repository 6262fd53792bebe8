"""Requests whose changes are taken back, and what is wrong with their answers."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from .reading import Page, leads_somewhere, read_page

# Of a server of others' that does not answer.
NOT_OURS = 502


def ask(browser: Client, method: str, url: str, sent: Any = None, **headers: str) -> HttpResponse:
    cookies = deepcopy(browser.cookies)
    browser.raise_request_exception = False
    with transaction.atomic():
        response = getattr(browser, method)(url, sent or {}, headers=headers)
        transaction.set_rollback(True)
    browser.cookies = cookies
    return response


def read(response: HttpResponse) -> Page:
    """The page of an answer, with what is wrong with its headers among its problems."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    page = read_page(response.content.decode()) if is_page else Page()
    page.wrong += _of_headers(response)
    if response.status_code >= 500 and response.status_code != NOT_OURS:
        page.wrong.append(f"status {response.status_code}")
    return page


def _of_headers(response: HttpResponse) -> Iterator[str]:
    headers = response.headers
    for name, value in headers.items():
        if {"\r", "\n", "\0"} & set(value):
            yield f"{name} in several lines"
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield "its type may be guessed"
    policy = headers.get("Content-Security-Policy", "")
    if response.status_code < 500 and not ("script-src 'self'" in policy or "sandbox" in policy):
        yield "scripts of others may run"
    for name in ("Location", "HX-Redirect", "HX-Location"):
        if not leads_somewhere(headers.get(name, "/")):
            yield f"{name}: {headers[name]}"
