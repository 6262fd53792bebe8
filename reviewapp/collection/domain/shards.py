"""Claiming shards: which worker reads which account and region, fair between organisations."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from reviewapp.collection.models import Part, PartState, Run, Shard
from reviewapp.jobs.models import ACTIVE_STATES

# After so many workers were lost over one shard, what is left of it counts as unread.
MOST_ATTEMPTS = 6


def claim_shard(*, holder: str, run: Run | None = None, account: str = "") -> Shard | None:
    """Takes a shard that nobody holds; None where there is none to be had.

    Of any run that is under way and may be helped, unless one is given; of one of its accounts
    alone, where that is given. The organisation of
    which the fewest shards are being read comes first, then the run that was asked for first,
    then what takes longest.
    """
    with transaction.atomic():
        free = _free(run).filter(account=account) if account else _free(run)
        found = free.select_for_update(of=("self",), skip_locked=True)
        shard = found.order_by(_busy(), "run__queued_at", "-weight", "pk").first()
        if shard is not None:
            shard.holder, shard.lease_until = holder, _lease()
            shard.attempts += 1
            shard.save(update_fields=["holder", "lease_until", "attempts"])
        return shard


def renew_shards(*, holder: str) -> set[int]:
    """Says that the holder is alive; the ids of the shards that are still its to read."""
    mine = Shard.objects.filter(_wanted(), holder=holder, done=False)
    Shard.objects.filter(pk__in=mine.values("pk"), holder=holder).update(lease_until=_lease())
    return set(mine.values_list("pk", flat=True))


def release_shards(*, holder: str) -> None:
    """Gives back what was not finished, so that nobody has to wait for the lease."""
    Shard.objects.filter(holder=holder, done=False, attempts__gt=0).update(
        holder="", lease_until=None, attempts=F("attempts") - 1
    )


def all_read(run: Run) -> bool:
    return not run.shards.filter(done=False).exists()


def finish_shards(*, ids: Collection[int]) -> None:
    """Ends shards of which nothing is left to read."""
    left = Part.objects.filter(
        run=OuterRef("run"),
        account=OuterRef("account"),
        region=OuterRef("region"),
        state=PartState.WAITING,
    )
    Shard.objects.filter(~Exists(left), pk__in=ids, done=False).update(done=True, lease_until=None)


def parts_of(shard: Shard) -> list[Part]:
    """What is left to read of it, the longest first."""
    parts = Part.objects.filter(
        run=shard.run_id, account=shard.account, region=shard.region, state=PartState.WAITING
    )
    return list(parts.order_by("-weight", "service"))


def _free(run: Run | None) -> QuerySet[Shard]:
    now = timezone.now()
    unheld = Q(lease_until=None) | Q(lease_until__lt=now)
    only = Q(run=run) if run else Q(run__alone=False)
    return Shard.objects.filter(_wanted(), unheld, only, done=False)


def _busy() -> Coalesce:
    """How many shards of the same organisation are being read."""
    held = Shard.objects.filter(
        run__workload__organisation=OuterRef("run__workload__organisation"),
        done=False,
        lease_until__gte=timezone.now(),
    )
    counted = held.order_by().values("run__workload__organisation").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)


def _wanted() -> Q:
    """Of a run that is under way and that nobody asked to stop."""
    return Q(run__state__in=ACTIVE_STATES, run__cancel_requested=False)


def _lease() -> datetime:
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
