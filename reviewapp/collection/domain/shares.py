"""How many calls at once each worker may make in an account, so that all keep to one bound.

The bound is `SCAN_CONCURRENCY`. A worker alone has all of it. Who comes later asks for an equal
part and waits until the others, who look every second, have given up theirs: at no time is more
given out than the bound. A worker that is lost loses its part with its lease.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from reviewapp.collection.models import CallShare

from .crew import Gate


def take_share(*, account: str, holder: str, gate: Gate) -> None:
    """Renews this worker's part of the account's calls and sets its gate to it.

    The gate is narrowed before others hear of it, and what is under way still counts as taken.
    """
    now = timezone.now()
    with transaction.atomic():
        _lock(account)
        CallShare.objects.filter(account=account, lease_until__lt=now).delete()
        others = CallShare.objects.filter(account=account).exclude(holder=holder)
        slots = _part(settings.SCAN_CONCURRENCY, list(others.values_list("slots", flat=True)))
        gate.set_limit(min(slots, gate.limit))
        CallShare.objects.update_or_create(
            account=account,
            holder=holder,
            defaults={"slots": max(slots, gate.inside), "lease_until": _lease()},
        )
    gate.set_limit(slots)


def give_back(*, holder: str, account: str = "") -> None:
    """Of one account, or of all."""
    only = {"account": account} if account else {}
    CallShare.objects.filter(holder=holder, **only).delete()


def _part(bound: int, others: list[int]) -> int:
    fair = max(1, bound // (len(others) + 1))
    return max(0, min(fair, bound - sum(others)))


def _lock(account: str) -> None:
    """Until the end of the transaction, nobody else shares out this account's calls."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"calls in {account}"])


def _lease() -> datetime:
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
