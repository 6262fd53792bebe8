"""Links out of mails, and what a page said."""

import re

from django.core import mail

BASE = r"http://127\.0\.0\.1:8000"


def link_in(body: str) -> str:
    return re.search(BASE + r"(\S+)", body)[1]


def last_link() -> str:
    return link_in(mail.outbox[-1].body)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]
