"""Which strategy of disaster recovery the facts show, and which one the objectives ask for.

The four strategies and what each can reach are those of AWS's whitepaper on disaster recovery,
as orders of magnitude and at best:
https://docs.aws.amazon.com/whitepapers/latest/disaster-recovery-workloads-on-aws/disaster-recovery-options-in-the-cloud.html
A strategy is *found* where every one of its signs is; a sign that could not be read is unknown,
and so is the strategy then.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from .checks._recovery_point import NEEDS, Reach, StorePoint, duration, point_of, stores
from .checks._values import label, true
from .checks.common import counted, days_since, dig, listed, running, unread
from .facts import Resource, Snapshot

__all__ = [
    "KINDS",
    "STRATEGIES",
    "Judged",
    "Reach",
    "Recovery",
    "Sign",
    "StorePoint",
    "Strategy",
    "duration",
    "recovery_of",
]

YEAR: Final = 365
LIVE_MINUTES: Final = 15
RESTORES: Final = "backup.restore_job"
RECORDS: Final = "route53.record_set"
HEALTH: Final = "route53.health_check"
BALANCERS: Final = "elbv2.load_balancer"
COMPUTE: Final = ("ec2.instance", "ecs.service", "lambda.function", "eks.nodegroup")
KINDS: Final = (
    *NEEDS,
    "rds.snapshot",
    "fsx.backup",
    RESTORES,
    RECORDS,
    HEALTH,
    BALANCERS,
    *COMPUTE,
)


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that a strategy needs: found, missing (False) or not known (None), in words."""

    title: str
    found: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Strategy:
    """A strategy with the least that it can reach, in minutes and in words."""

    id: str
    title: str
    rpo: int
    rto: int
    reaches: str

    def fits(self, rpo: int | None, rto: int | None) -> bool | None:
        """Whether objectives can be kept with it; None where there are none."""
        if rpo is None and rto is None:
            return None
        return (rpo is None or rpo >= self.rpo) and (rto is None or rto >= self.rto)


STRATEGIES: Final = (
    Strategy("backup", "Backup and restore", 60, 240, "Loses hours, is back within a day"),
    Strategy("pilot", "Pilot light", 5, 30, "Loses minutes, is back in tens of minutes to hours"),
    Strategy("warm", "Warm standby", 1, 5, "Loses seconds to minutes, is back in minutes"),
    Strategy("active", "Multi-site active/active", 0, 0, "Loses next to nothing, stays up"),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A strategy with its own signs; it also needs those of the ones before it."""

    strategy: Strategy
    signs: tuple[Sign, ...]
    found: bool | None
    fits: bool | None


@dataclass(frozen=True, slots=True)
class Recovery:
    """`found` is the furthest strategy whose signs are all there, `asked` the first that fits."""

    points: tuple[StorePoint, ...]
    strategies: tuple[Judged, ...]
    main: str
    found: Strategy | None
    asked: Strategy | None
    tested: Sign
    gaps: tuple[str, ...]

    @property
    def enough(self) -> bool | None:
        """Whether what is there keeps to the objectives; None where that cannot be told."""
        if self.asked is None:
            return None
        order = [judged.strategy for judged in self.strategies]
        if self.found and order.index(self.found) >= order.index(self.asked):
            return True
        until = self.strategies[: order.index(self.asked) + 1]
        return False if any(judged.found is False for judged in until) else None


def recovery_of(snapshot: Snapshot) -> Recovery:
    """What the facts say of recovery, beside the objectives of the workload's profile."""
    points = tuple(point_of(store, snapshot) for store in stores(snapshot))
    main = main_region(snapshot, points)
    judged = _judged(snapshot, points, main)
    profile = snapshot.workload
    fitting = [s for s in STRATEGIES if s.fits(profile.rpo_minutes, profile.rto_minutes)]
    there = [each.strategy for each in judged if each.found]
    gaps = [unread(snapshot, account, *KINDS) for account in snapshot.accounts]
    return Recovery(
        points=points,
        strategies=judged,
        main=main,
        found=there[-1] if there else None,
        asked=fitting[0] if fitting else None,
        tested=tested(snapshot),
        gaps=tuple(gap for gap in gaps if gap),
    )


def main_region(snapshot: Snapshot, points: Iterable[StorePoint]) -> str:
    """Where most of the workload is: most stores of data, then most that computes."""
    counts: dict[str, tuple[int, int]] = {}
    for point in points:
        data, work = counts.get(point.store.region, (0, 0))
        counts[point.store.region] = data + 1, work
    for kind in COMPUTE:
        for resource in snapshot.of(kind):
            data, work = counts.get(resource.region, (0, 0))
            counts[resource.region] = data, work + 1
    return max(sorted(counts), key=lambda region: counts[region], default="")


def _judged(snapshot: Snapshot, points: Sequence[StorePoint], main: str) -> tuple[Judged, ...]:
    signs: dict[str, tuple[Sign, ...]] = {
        "backup": (_backed_up(points), _copied(points, live=False)),
        "pilot": (_copied(points, live=True),),
        "warm": (_computes(snapshot, main),),
        "active": (_entered(snapshot), _steered(snapshot)),
    }
    profile, result = snapshot.workload, []
    state: bool | None = True
    for strategy in STRATEGIES:
        state = _and(state, *(sign.found for sign in signs[strategy.id]))
        fits = strategy.fits(profile.rpo_minutes, profile.rto_minutes)
        result.append(Judged(strategy, signs[strategy.id], state, fits))
    return tuple(result)


def _and(*states: bool | None) -> bool | None:
    if any(state is False for state in states):
        return False
    return None if any(state is None for state in states) else True


def _backed_up(points: Sequence[StorePoint]) -> Sign:
    """Buckets without a backup may not need one; everything else does."""
    title = "Every store of data is backed up by itself"
    judged = [p for p in points if p.store.kind != "s3.bucket" or not p.here.missing]
    return _of_all(title, judged, lambda p: None if p.here.gap else not p.here.missing)


def _copied(points: Sequence[StorePoint], *, live: bool) -> Sign:
    title = "Every database, table and file system has a copy in another region"
    if live:
        title = f"The copies in another region are at most {LIVE_MINUTES} minutes behind"
    judged = [point for point in points if point.store.kind != "s3.bucket"]
    return _of_all(title, judged, lambda point: _has_copy(point, live=live))


def _has_copy(point: StorePoint, *, live: bool) -> bool | None:
    if point.away.gap:
        return None
    if point.away.missing or not live:
        return not point.away.missing
    return point.away.fits(LIVE_MINUTES)


def _of_all(
    title: str, points: Sequence[StorePoint], holds: Callable[[StorePoint], bool | None]
) -> Sign:
    states = [(point, holds(point)) for point in points]
    if not states:
        return Sign(title, None, "No database, table or file system was found.")
    missing = [label(point.store) for point, state in states if state is False]
    unknown = [label(point.store) for point, state in states if state is None]
    if missing:
        return Sign(title, False, f"Not so: {listed(missing, 5)}.")
    if unknown:
        return Sign(title, None, f"Not known of {listed(unknown, 5)}.")
    return Sign(title, True, f"So it is for all {len(states)}." if len(states) > 1 else "So it is.")


def _computes(snapshot: Snapshot, main: str) -> Sign:
    title = "Something that computes runs in another region"
    found = sorted({r.region for r in _working(snapshot) if r.region != main})
    if found:
        return Sign(title, True, f"It does in {listed(found)}.")
    return _absent(
        snapshot, title, "Nothing computes outside of " + (main or "one region"), COMPUTE
    )


def _working(snapshot: Snapshot) -> list[Resource]:
    services = [s for s in snapshot.of("ecs.service") if s.data.get("runningCount")]
    rest = [*snapshot.of("lambda.function"), *snapshot.of("eks.nodegroup")]
    return [*running(snapshot.of("ec2.instance")), *services, *rest]


def _entered(snapshot: Snapshot) -> Sign:
    title = "Load balancers take requests in two regions"
    regions = sorted({balancer.region for balancer in snapshot.of(BALANCERS)})
    if len(regions) > 1:
        return Sign(title, True, f"They do in {listed(regions)}.")
    return _absent(snapshot, title, "Load balancers are in one region at most", (BALANCERS,))


def _steered(snapshot: Snapshot) -> Sign:
    title = "Names are answered by health, over several targets"
    watched = [
        record
        for record in snapshot.of(RECORDS)
        if record.data.get("SetIdentifier")
        and (record.data.get("HealthCheckId") or _evaluates(record))
    ]
    if watched:
        return Sign(
            title,
            True,
            f"{counted(len(watched), 'record')} of Route 53, such as {watched[0].name}.",
        )
    return _absent(snapshot, title, "No record of Route 53 chooses by health", (RECORDS,))


def _evaluates(record: Resource) -> bool:
    return true(dig(record.data, "AliasTarget", "EvaluateTargetHealth"))


def _absent(snapshot: Snapshot, title: str, words: str, kinds: tuple[str, ...]) -> Sign:
    """Missing where all was read, else not known."""
    gaps = [gap for a in snapshot.accounts if (gap := unread(snapshot, a, *kinds))]
    return Sign(title, None, f"{gaps[0]}.") if gaps else Sign(title, False, f"{words}.")


def tested(snapshot: Snapshot) -> Sign:
    """Whether a restore was tried within a year; restores by other means do not show."""
    title = "A backup was restored within a year"
    for job in snapshot.of(RESTORES):
        days = days_since(snapshot, job.data.get("CompletionDate") or job.data.get("CreationDate"))
        if job.data.get("Status") == "COMPLETED" and days is not None and days <= YEAR:
            kind = job.data.get("ResourceType", "a resource")
            return Sign(title, True, f"{kind}, {counted(days, 'day')} ago, by AWS Backup.")
    words = "AWS Backup restored nothing; restores by other means do not show"
    return _absent(snapshot, title, words, (RESTORES,))
