"""Which notices go into which mail: what came within a short time, and what a day brought."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Min
from django.utils import timezone

from reviewapp.jobs.domain import enqueue
from reviewapp.notices.models import Mailing, MailState, Notice, Preferences

from .zones import last_time, zone_of

AT_ONCE = 500
ZONE = "user__notice_preferences__time_zone"
HOUR = "user__notice_preferences__digest_hour"


def bundle_waiting(*, now: datetime | None = None) -> int:
    """Makes a mail for everybody whose oldest notice has waited for more; returns how many."""
    long_enough = (now or timezone.now()) - timedelta(seconds=settings.NOTICE_BUNDLE_SECONDS)
    waiting = Notice.objects.filter(mail=MailState.AT_ONCE).order_by().values("user")
    due = waiting.annotate(first=Min("waits_since")).filter(first__lte=long_enough)
    found = due.order_by("first").values_list("user", flat=True)[:AT_ONCE]
    return sum(_take(user_id, MailState.AT_ONCE) for user_id in found)


def bundle_digests(*, now: datetime | None = None) -> int:
    """Makes the digest of everybody whose hour has come since their oldest notice."""
    at = now or timezone.now()
    waiting = Notice.objects.filter(mail=MailState.DIGEST).order_by().values("user", ZONE, HOUR)
    rows = waiting.annotate(first=Min("waits_since"))
    return sum(_digest(row, at) for row in rows.iterator())


def _digest(row: dict[str, Any], now: datetime) -> bool:
    at_first = Preferences()
    hour = at_first.digest_hour if row[HOUR] is None else row[HOUR]
    moment = last_time(hour, zone_of(row[ZONE] or at_first.time_zone), now)
    if row["first"].timestamp() > moment.timestamp():
        return False
    return _take(row["user"], MailState.DIGEST, day=moment.date())


def _take(user_id: int, state: MailState, *, day: date | None = None) -> bool:
    """Two ticks at once make one mail; of digests a person gets one a day."""
    if day and Mailing.objects.filter(user=user_id, digest_day=day).exists():
        return False
    try:
        with transaction.atomic():
            return _make_mailing(user_id, state, day)
    except IntegrityError:
        return False


def _make_mailing(user_id: int, state: MailState, day: date | None) -> bool:
    waiting = Notice.objects.filter(user=user_id, mail=state)
    # What was read in the app meanwhile needs no mail.
    waiting.exclude(read_at=None).update(mail=MailState.NONE)
    if not waiting.exists():
        return False
    mailing = Mailing.objects.create(user_id=user_id, digest_day=day)
    if not waiting.update(mail=MailState.TAKEN, mailing=mailing):
        mailing.delete()
        return False
    enqueue(mailing)
    return True
