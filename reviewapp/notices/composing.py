"""The text of a mail about notices. Plain text: nothing in it can act."""

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviewapp.people.models import User

from .domain import one_line
from .models import Mailing, Notice
from .unsubscribing import unsubscribe_headers, unsubscribe_link

LISTED = 50
SUBJECT_LIMIT = 150


def compose(mailing: Mailing, notices: list[Notice]) -> EmailMessage:
    """One mail about one or more notices."""
    digest = mailing.digest_day is not None
    message = with_way_out(
        mailing.user,
        {notice.kind for notice in notices},
        subject=_subject(notices, digest=digest),
        body=render_to_string("notices/mail.txt", _context(notices)),
        digest=digest,
    )
    # The same at every try: mail programs show one of two that are the same.
    message.extra_headers["Message-ID"] = f"<{mailing.pk}@{urlsplit(settings.BASE_URL).hostname}>"
    return message


def with_way_out(
    user: User, kinds: Collection[str], *, subject: str, body: str, digest: bool = False
) -> EmailMessage:
    """A mail to a person with the ways to end such mails, in its text and for mail programs.

    In the language that holds; the job that mails notices runs in the person's own.
    """
    link = unsubscribe_link(user, kinds, digest=digest)
    ways = {"digest": digest, "settings": _address("notices:settings"), "unsubscribe": link}
    return EmailMessage(
        subject=one_line(subject)[:SUBJECT_LIMIT],
        body=body + render_to_string("notices/way_out.txt", ways),
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated", **unsubscribe_headers(link)},
    )


def _subject(notices: list[Notice], *, digest: bool) -> str:
    many = len(notices)
    if many == 1:
        words = notices[0].text
    elif digest:
        words = ngettext("Your day: %(n)d notification", "Your day: %(n)d notifications", many)
    else:
        words = ngettext("%(n)d notification", "%(n)d notifications", many)
    # Names hold what people wrote: a percent sign in one is no place for a number.
    return words if many == 1 else words % {"n": many}


def _context(notices: list[Notice]) -> dict[str, Any]:
    shown = notices[:LISTED]
    by_name = groupby(shown, key=lambda notice: notice.organisation.name)
    return {
        "groups": [(one_line(name), _entries(found)) for name, found in by_name],
        "more": len(notices) - len(shown),
        "all": _address("notices:list"),
    }


def _entries(notices: Iterable[Notice]) -> list[dict[str, Any]]:
    return [
        {
            "text": notice.text,
            "again": _("(%(n)d times)") % {"n": notice.count} if notice.count > 1 else "",
            "link": _address("notices:follow", notice_id=notice.pk),
        }
        for notice in notices
    ]


def _address(name: str, **arguments: Any) -> str:
    return f"{settings.BASE_URL}{reverse(name, kwargs=arguments)}"
