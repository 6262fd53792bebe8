"""A budget of calls as a bucket that fills again: pure arithmetic, no clock and no database.

Of an hour's calls a quarter may be made at once; the other three quarters come back over the
hour. So no hour, whichever minute it begins, sees more calls than the budget allows. A bucket
that cannot give what is asked of it closes until it is full again: a scan that waits then has
something to read with, and can say until when it waits.
"""

import math
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Budget:
    """So many calls in so many seconds."""

    calls: int
    seconds: float

    @property
    def capacity(self) -> int:
        return max(1, self.calls // 4)

    @property
    def per_second(self) -> float:
        return (self.calls - self.capacity) / self.seconds


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is left at a time, and until when nothing is given; times in seconds."""

    tokens: float
    at: float
    closed_until: float = -math.inf


def full(budget: Budget, *, now: float) -> Bucket:
    return Bucket(budget.capacity, now)


def take(bucket: Bucket, wanted: int, budget: Budget, *, now: float) -> tuple[Bucket, int]:
    """All that is wanted, as far as a bucket holds so much, or nothing.

    Returns:
        The bucket afterwards, and how many calls may be made.
    """
    here = _filled(bucket, budget, now)
    wanted = min(wanted, budget.capacity)
    if here.at < here.closed_until:
        return here, 0
    if here.tokens < wanted:
        missing = budget.capacity - here.tokens
        return replace(here, closed_until=here.at + missing / budget.per_second), 0
    return replace(here, tokens=here.tokens - wanted), wanted


def give_back(bucket: Bucket, unused: int, budget: Budget, *, now: float) -> Bucket:
    """What was taken and not called."""
    here = _filled(bucket, budget, now)
    return replace(here, tokens=min(float(budget.capacity), here.tokens + unused))


def _filled(bucket: Bucket, budget: Budget, now: float) -> Bucket:
    """A clock that goes back fills nothing twice."""
    now = max(now, bucket.at)
    grown = bucket.tokens + (now - bucket.at) * budget.per_second
    return replace(bucket, tokens=min(float(budget.capacity), grown), at=now)
