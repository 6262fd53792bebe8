"""Visitors whom nobody saw before: limits on guessing are counted in Redis, which outlives a test."""

from secrets import randbelow, token_hex

from django.http import HttpResponse
from django.test import Client

from tests.factories import PASSWORD

LOGIN = "/accounts/login/"


def new_place() -> str:
    return f"10.{randbelow(256)}.{randbelow(256)}.{randbelow(256)}"


def new_email() -> str:
    return f"{token_hex(8)}@example.com"


def new_visitor(**headers: str) -> Client:
    return Client(**{"REMOTE_ADDR": new_place(), **headers})


def sign_in(visitor: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return visitor.post(LOGIN, {"login": email, "password": password, **more})


def can_sign_in(email: str, password: str) -> bool:
    return sign_in(new_visitor(), email, password).status_code == 302


def set_password(path: str, password: str) -> None:
    """Follows a link from a mail and fills its form, as a browser does."""
    visitor = new_visitor()
    page = visitor.get(path, follow=True)
    visitor.post(page.request["PATH_INFO"], {"password1": password, "password2": password})
