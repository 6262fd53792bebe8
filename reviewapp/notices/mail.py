"""Sends one mail: hands it over once, and tries again where the mail server refused it."""

import logging
from contextlib import suppress
from datetime import timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviewapp.isolation.scopes import everything
from reviewapp.jobs.domain import JobLost, put_back
from reviewapp.jobs.models import JobState
from reviewapp.jobs.working import COMPLETE, Ending, do_job

from .composing import compose
from .domain import who_sees, wishes_of
from .models import ByMail, Mailing, MailState, Notice

logger = logging.getLogger(__name__)

# After each failure; the one after the last is the end of it.
AGAIN_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
MISTAKE = gettext_lazy("The mail could not be written because of a mistake of this server ({}).")


def send_mailing(pk: str) -> Mailing | None:
    """Does the work of a mailing; safe to call twice, and again after a worker was killed."""
    return do_job(Mailing, pk, _work, mistake=MISTAKE)


@everything()  # a person's mail tells of all of their organisations
def _work(mailing: Mailing) -> Ending | None:
    """Raises JobLost."""
    if mailing.handed_at:
        # A worker was killed while it handed the mail over: it may be there.
        return _settle(mailing, MailState.SENT)
    notices = wanted(mailing)
    if not notices:
        return _settle(mailing, MailState.NONE)
    try:
        _hand_over(mailing, compose(mailing, notices))
    except (OSError, SMTPException) as error:
        logger.exception("Mailing %s was not sent", mailing.pk)
        return _try_again(mailing, error)
    return _settle(mailing, MailState.SENT)


def wanted(mailing: Mailing) -> list[Notice]:
    """What the person has not read yet, still wants mail about, and still may see."""
    user = mailing.user
    if not user.is_active:
        return []
    silent = [kind for kind, wish in wishes_of(user).items() if wish.by_mail == ByMail.NEVER]
    unread = mailing.notices.filter(read_at=None).exclude(kind__in=silent)
    found = list(unread.select_related("organisation").order_by("organisation__name", "at", "pk"))
    workloads = {notice.workload_id for notice in found if notice.workload_id}
    seen = {pk for pk in workloads if who_sees(pk, [user.pk])}
    homes = set(user.memberships(manager="active").values_list("organisation", flat=True))
    return [
        notice
        for notice in found
        if (notice.workload_id in seen if notice.workload_id else notice.organisation_id in homes)
    ]


def _hand_over(mailing: Mailing, message: EmailMessage) -> None:
    """Connects first, which is what takes time and fails; only then is the mail marked.

    Raises:
        JobLost: another worker has the mailing by now.
        OSError, SMTPException: the mail server is away, or refused.
    """
    connection = get_connection()
    try:
        connection.open()
        now = timezone.now()
        mine = Mailing.objects.filter(pk=mailing.pk, holder=mailing.holder, handed_at=None)
        if not mine.update(handed_at=now):
            raise JobLost
        connection.send_messages([message])
    finally:
        # What is handed over stays so, however the mail server says goodbye.
        with suppress(OSError):
            connection.close()


@transaction.atomic
def _settle(mailing: Mailing, state: MailState) -> Ending:
    sent_at = timezone.now() if state == MailState.SENT else None
    mailing.notices.filter(mail=MailState.TAKEN).update(mail=state, mailed_at=sent_at)
    return COMPLETE


@transaction.atomic
def _try_again(mailing: Mailing, error: Exception) -> Ending | None:
    failures = mailing.failures + 1
    mine = Mailing.objects.filter(pk=mailing.pk, holder=mailing.holder)
    mine.update(failures=failures, handed_at=None)
    if failures > len(AGAIN_AFTER):
        mailing.notices.filter(mail=MailState.TAKEN).update(mail=MailState.FAILED)
        words = _("The mail server did not take the mail %(n)d times (%(error)s).")
        return JobState.FAILED, words % {"n": failures, "error": type(error).__name__}
    put_back(mailing, until=timezone.now() + AGAIN_AFTER[failures - 1])
    return None
