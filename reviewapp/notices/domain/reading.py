"""What a person has read."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from reviewapp.jobs.models import ENDED_STATES
from reviewapp.notices.models import Mailing, Notice
from reviewapp.notices.queries import shown_to
from reviewapp.people.models import Membership

KEEP_READ = timedelta(days=90)
KEEP = timedelta(days=365)


def mark_read(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())


def mark_all_read(membership: Membership, *, until: datetime) -> int:
    """Marks what the page showed, and nothing that came after it; returns how many."""
    unread = shown_to(membership).filter(read_at=None, at__lte=until)
    return unread.update(read_at=timezone.now())


def forget_old(*, now: datetime | None = None) -> int:
    """Deletes notices that were read long ago or are very old, and mails that have ended."""
    at = now or timezone.now()
    old = Notice.objects.filter(Q(read_at__lt=at - KEEP_READ) | Q(at__lt=at - KEEP))
    ended = Mailing.objects.filter(state__in=ENDED_STATES, ended_at__lt=at - KEEP_READ)
    return sum(found.delete()[0] for found in (old, ended))
