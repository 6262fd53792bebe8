"""Resolving a thread, and opening it again."""

from django.db import transaction
from django.utils import timezone

from reviewapp.people.models import User

from ..models import Thread
from .following import follow_settling


@transaction.atomic
def resolve(thread: Thread, *, by: User) -> bool:
    """False where it is resolved already."""
    still_open = Thread.objects.filter(pk=thread.pk, resolved_at=None)
    if not still_open.update(resolved_at=timezone.now(), resolved_by=by):
        return False
    follow_settling(thread, "comment.resolved", by=by)
    return True


@transaction.atomic
def reopen(thread: Thread, *, by: User) -> bool:
    """False where it is open already."""
    settled = Thread.objects.filter(pk=thread.pk, resolved_at__isnull=False)
    if not settled.update(resolved_at=None, resolved_by=None):
        return False
    follow_settling(thread, "comment.reopened", by=by)
    return True
