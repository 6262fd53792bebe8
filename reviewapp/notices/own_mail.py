"""Mails of other stages' own about something that is a notice too."""

import logging
from collections.abc import Iterable
from smtplib import SMTPException
from typing import Any

from reviewapp.people.models import User
from reviewapp.web.languages import Words, in_language_of, worded

from .composing import with_way_out
from .domain import notify, wishes_for
from .models import ByMail

logger = logging.getLogger(__name__)


def notify_by_own_mail(
    *, users: Iterable[User], kind: str, subject: Words, body: Words, **said: Any
) -> int:
    """Notifies; those who want this kind at once get this mail and not the notice's.

    Where it cannot be sent now, they get the notice's, which is tried again. Whoever chose the
    digest, or no mails, gets what they chose.

    Args:
        users: whom to tell.
        kind: of the notice.
        subject: of the mail; one line.
        body: of the mail, plain text; the way to end such mails is added. What is lazy or a
            function is worded for each person in their language.
        said: what else `notify` takes.

    Returns:
        how many mails left.
    """
    people = {user.pk: user for user in users}
    wishes = wishes_for(kind, people)
    at_once = [user for pk, user in people.items() if wishes[pk].by_mail == ByMail.AT_ONCE]
    mailed = {user.pk for user in at_once if _sent(user, kind, subject, body)}
    notify(users=[people[pk] for pk in mailed], kind=kind, mailed=True, **said)
    notify(users=[user for pk, user in people.items() if pk not in mailed], kind=kind, **said)
    return len(mailed)


def _sent(user: User, kind: str, subject: Words, body: Words) -> bool:
    try:
        with in_language_of(user):
            mail = with_way_out(user, [kind], subject=worded(subject), body=worded(body))
        mail.send()
    except (OSError, SMTPException):
        logger.exception("A mail about %s to user %s was not sent", kind, user.pk)
        return False
    return True
