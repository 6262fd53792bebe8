"""The language in which a request is answered, and the one in which a person is written to.

A person's own choice comes first; else the cookie of a browser in which somebody chose before
signing in; else what the browser asks for. What nobody in particular reads is English.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise

# What is worded when it is read: as it is, lazily, or by a function.
Words = str | Promise | Callable[[], str]


def known(code: str | None) -> str:
    """The code of a language that the interface is there in; empty for any other text."""
    return code if code in dict(settings.LANGUAGES) else ""


def language_for(person: Any) -> str:
    """The language in which to write to a person (`reading_language`); English to nobody."""
    return getattr(person, "reading_language", "") or settings.LANGUAGE_CODE


@contextmanager
def in_language_of(person: Any) -> Iterator[None]:
    """Texts within are worded for this person."""
    with translation.override(language_for(person)):
        yield


def worded(words: Words) -> str:
    """The text in the language that holds now."""
    return str(words() if callable(words) else words)


def remember(response: HttpResponse, code: str) -> None:
    """Has the browser ask for this language from now on; none: for what it is set to."""
    name = settings.LANGUAGE_COOKIE_NAME
    if not known(code):
        response.delete_cookie(name)
        return
    response.set_cookie(
        name,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


class ReadersLanguage:
    """Answers in the reader's language and says so; no cache gives one language for another."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = known(getattr(request.user, "language", ""))
        language = chosen or translation.get_language_from_request(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        response.headers.setdefault("Content-Language", language)
        return response
