"""How much data each store may lose: by its own backups, and if its whole region is lost.

The minutes are those of the mechanism that was found: AWS restores databases and tables to within
five minutes; a plan loses at most what came since its last run. How long a backup takes to finish
is not counted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pillars.facts import Resource, Snapshot, Unread
from pillars.schedules import DAY

from ._backup import PROTECTED, backup_gap, protected_by, rules_of, selecting_plans
from ._copies import found_copy, replication_targets
from ._file_servers import BACKUPS, FILES, backup_days, is_scratch, kept_elsewhere
from ._reading import covered
from ._values import aspect_map, label, many, true
from .common import aspect, counted, dig, moment, required

CONTINUOUS_MINUTES = 5
KINDS = (
    *("rds.instance", "rds.cluster", "dynamodb.table", "efs.file_system", FILES),
    "s3.bucket",
)
BACKED_BY = ("backup.plan",)
_COPIES_OF = {
    "rds.instance": ("rds.snapshot",),
    "rds.cluster": ("rds.snapshot",),
    FILES: (BACKUPS,),
}
_LOCKS = ["LockID"]


@dataclass(frozen=True, slots=True)
class Reach:
    """What is lost at most, in minutes, and by which means that was found.

    `minutes` None: `how` tells of a means whose interval is not known, is empty where there is
    none; `gap` says what could not be read.
    """

    minutes: int | None = None
    how: str = ""
    gap: str = ""

    @property
    def missing(self) -> bool:
        return self.minutes is None and not self.how and not self.gap

    def fits(self, objective: int | None) -> bool | None:
        """Whether it keeps to an objective; None where that cannot be told."""
        if objective is None or self.gap or (self.minutes is None and self.how):
            return None
        return self.minutes is not None and self.minutes <= objective


@dataclass(frozen=True, slots=True)
class StorePoint:
    """A store with what its own region's backups reach, and what a copy elsewhere does."""

    store: Resource
    here: Reach
    away: Reach


def stores(snapshot: Snapshot) -> Iterator[Resource]:
    """Databases, tables, file systems and buckets that hold data of their own."""
    copies = replication_targets(snapshot)
    for kind in KINDS:
        for store in snapshot.of(kind):
            if not _belongs(store, copies):
                yield store


def _belongs(store: Resource, copies: set[str]) -> bool:
    """Whether it is part or copy of something else, or holds Terraform's locks or scratch alone."""
    data = store.data
    if store.kind == FILES:
        return is_scratch(store)
    if store.kind == "dynamodb.table":
        return [key.get("AttributeName") for key in many(data.get("KeySchema"))] == _LOCKS
    sources = ("DBClusterIdentifier", "ReadReplicaSourceDBInstanceIdentifier")
    if store.kind == "rds.instance":
        return any(data.get(source) for source in sources)
    return bool(data.get("ReplicationSourceIdentifier")) or store.id in copies


def point_of(store: Resource, snapshot: Snapshot) -> StorePoint:
    return StorePoint(store, _asked(_here, store, snapshot), _asked(_away, store, snapshot))


def _asked(
    ask: Callable[[Resource, Snapshot], Reach], store: Resource, snapshot: Snapshot
) -> Reach:
    try:
        return ask(store, snapshot)
    except Unread as gap:
        return Reach(gap=gap.reason)


def _here(store: Resource, snapshot: Snapshot) -> Reach:
    own = _OWN[store.kind](store, snapshot)
    return own or _by_plan(store, snapshot)


def _away(store: Resource, snapshot: Snapshot) -> Reach:
    copy = found_copy(store, snapshot)
    if copy:
        return Reach(copy.minutes, copy.how)
    for kind in (*BACKED_BY, *_COPIES_OF.get(store.kind, ())):
        if not covered(snapshot, kind, store.account, store.region):
            raise Unread(f"{kind} was not read in {store.region}")
    return Reach()


def _by_plan(store: Resource, snapshot: Snapshot) -> Reach:
    """By the plan that runs most often; raises Unread where plans were not read."""
    protection = protected_by(store, snapshot)
    plans = selecting_plans(store, snapshot)
    if not plans:
        return Reach(how=protection)
    gaps = [(_plan_minutes(plan, store), plan.name) for plan in plans]
    known = [(minutes, name) for minutes, name in gaps if minutes is not None]
    if not known:
        return Reach(how=f"backup plan {plans[0].name}, whose schedule is not understood")
    minutes, name = min(known)
    return Reach(minutes, f"backup plan {name}")


def _plan_minutes(plan: Resource, store: Resource) -> int | None:
    continuous = any(true(rule.get("EnableContinuousBackup")) for rule in rules_of(plan))
    if continuous and store.kind in ("rds.instance", "rds.cluster", "s3.bucket"):
        return CONTINUOUS_MINUTES
    return backup_gap(plan)


def _database(database: Resource, snapshot: Snapshot) -> Reach | None:
    days = int(required(database, "BackupRetentionPeriod"))
    if days == 0:
        return None
    latest = moment(database.data.get("LatestRestorableTime"))
    behind = round((snapshot.at - latest).total_seconds() / 60) if latest else 0
    if behind > DAY:
        return Reach(behind, f"automated backups, the newest of which is from {latest:%-d %B %Y}")
    return Reach(max(behind, CONTINUOUS_MINUTES), f"automated backups of {counted(days, 'day')}")


def _table(table: Resource, _snapshot: Snapshot) -> Reach | None:
    found = aspect_map(table, "ContinuousBackups", inside="ContinuousBackupsDescription")
    state = dig(found, "PointInTimeRecoveryDescription", "PointInTimeRecoveryStatus")
    return Reach(CONTINUOUS_MINUTES, "point-in-time recovery") if state == "ENABLED" else None


def _files(files: Resource, _snapshot: Snapshot) -> Reach | None:
    status = aspect_map(files, "BackupPolicy", inside="BackupPolicy").get("Status")
    return Reach(DAY, "its automatic daily backups") if status == "ENABLED" else None


def _file_server(files: Resource, snapshot: Snapshot) -> Reach | None:
    """None where a plan is what keeps it; raises Unread where nobody knows what does."""
    if days := backup_days(files):
        return Reach(DAY, f"automatic daily backups of {counted(days, 'day')}")
    kept_elsewhere(files, snapshot)
    return None


def _bucket(bucket: Resource, _snapshot: Snapshot) -> Reach | None:
    found = aspect(bucket, "Versioning")
    status = str((found.get("Status") if isinstance(found, dict) else found) or "")
    return Reach(0, "its versioning, which keeps every object") if true(status) else None


def sentence(store: Resource, reach: Reach) -> str:
    """`Database orders loses at most 5 minutes: automated backups of 7 days`, without a stop."""
    if reach.gap:
        return f"What {label(store)} may lose is not known: {reach.gap}"
    if reach.missing:
        return f"{label(store)} has no automatic backup"
    if reach.minutes is None:
        return f"{label(store)} is backed up ({reach.how}), how often is not known"
    return f"{label(store)} loses at most {duration(reach.minutes)}: {reach.how}"


def duration(minutes: int) -> str:
    """`5 minutes`, `4 hours`, `1 day`; `nothing` of none."""
    if minutes == 0:
        return "nothing"
    for size, word in ((DAY, "day"), (60, "hour")):
        if minutes >= size and minutes % size == 0:
            return f"{minutes // size} {word}{'' if minutes == size else 's'}"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


_OWN: dict[str, Callable[[Resource, Snapshot], Reach | None]] = {
    "rds.instance": _database,
    "rds.cluster": _database,
    "dynamodb.table": _table,
    "efs.file_system": _files,
    FILES: _file_server,
    "s3.bucket": _bucket,
}
NEEDS = (*KINDS, *BACKED_BY, PROTECTED)
