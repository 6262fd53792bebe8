"""Which store of data has a copy in another region, how, and how far behind it may be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pillars.facts import GLOBAL, Resource, Snapshot, Unread
from pillars.schedules import DAY

from ._backup import copies_away, copy_gap, runs_by_itself, selecting_plans
from ._file_servers import BACKUPS, FILES, copied_backups
from ._values import aspect_map, many, region_of
from .common import aspect, counted, days_since, listed

STORES = (
    *("rds.instance", "rds.cluster", "dynamodb.table", "efs.file_system", FILES),
    "s3.bucket",
)
KINDS = (*STORES, "rds.snapshot", BACKUPS, "backup.plan")
_RECENT_DAYS = 35
# How far copies lag behind as a rule, in minutes; how far this one does, its metrics would tell.
REPLICA_MINUTES = 5
GLOBAL_TABLE_MINUTES = 1
BUCKET_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Copy:
    """How a store is copied away, and how many minutes of data its loss costs; None: not known."""

    how: str
    minutes: int | None


def copy_of(store: Resource, snapshot: Snapshot) -> str:
    """How a store is copied to another region, an empty text where it is not; raises Unread."""
    found = found_copy(store, snapshot)
    return found.how if found else ""


def found_copy(store: Resource, snapshot: Snapshot) -> Copy | None:
    """The copy of a store in another region; raises Unread."""
    own = _WAYS.get(store.kind, _no_way)(store, snapshot)
    return own or _by_plan(store, snapshot)


def plan_copies(snapshot: Snapshot, account: str) -> str:
    """A plan of the account that copies what it selects to another region; raises Unread."""
    for plan in snapshot.of("backup.plan", account=account):
        if runs_by_itself(plan) and copies_away(plan) and aspect(plan, "Selections"):
            return f"Backup plan {plan.name} copies to {listed(copies_away(plan))}."
    return ""


def replication_targets(snapshot: Snapshot) -> set[str]:
    """ARNs of the buckets that hold the copies of others."""
    return snapshot.once("replication targets", _replication_targets)


def _replication_targets(snapshot: Snapshot) -> set[str]:
    readable = [b for b in snapshot.of("s3.bucket") if "Replication" not in b.unread]
    return {
        target for bucket in readable if "Replication" in bucket.data for target in _targets(bucket)
    }


def _by_plan(store: Resource, snapshot: Snapshot) -> Copy | None:
    for plan in selecting_plans(store, snapshot):
        if regions := copies_away(plan):
            how = f"backup plan {plan.name} copies it to {listed(regions)}"
            return Copy(how, copy_gap(plan))
    return None


def _no_way(_store: Resource, _snapshot: Snapshot) -> Copy | None:
    return None


def _of_database(database: Resource, snapshot: Snapshot) -> Copy | None:
    data = database.data
    named = (*many(data.get("ReadReplicaDBInstanceIdentifiers")),)
    replicas = [*named, *many(data.get("ReadReplicaIdentifiers"))]
    away = _regions_away([str(arn) for arn in replicas], database.region)
    if away:
        return Copy(f"a read replica in {listed(away)}", REPLICA_MINUTES)
    kept = many(data.get("DBInstanceAutomatedBackupsReplications"))
    arns = [str(each.get("DBInstanceAutomatedBackupsArn")) for each in kept]
    away = _regions_away(arns, database.region)
    if away:
        return Copy(f"automated backups replicated to {listed(away)}", REPLICA_MINUTES)
    return _replica_seen(database, snapshot) or _snapshot_seen(database, snapshot)


def _replica_seen(database: Resource, snapshot: Snapshot) -> Copy | None:
    """A replica in another region that names this database as its source."""
    for other in snapshot.of(database.kind, account=database.account):
        source = other.data.get("ReplicationSourceIdentifier") or other.data.get(
            "ReadReplicaSourceDBInstanceIdentifier"
        )
        if source == database.id and other.region != database.region:
            return Copy(f"replica {other.name} in {other.region}", REPLICA_MINUTES)
    return None


def _snapshot_seen(database: Resource, snapshot: Snapshot) -> Copy | None:
    for copy in snapshot.of("rds.snapshot", account=database.account):
        source = region_of(str(copy.data.get("SourceDBSnapshotIdentifier") or ""))
        same = copy.data.get("DBInstanceIdentifier") == database.name
        if same and source == database.region != copy.region:
            days = days_since(snapshot, copy.data.get("SnapshotCreateTime"))
            if days is not None and days <= _RECENT_DAYS:
                how = f"snapshot {copy.name} in {copy.region}, {days} days old"
                return Copy(how, max(days, 1) * DAY)
    return None


def _of_table(table: Resource, _snapshot: Snapshot) -> Copy | None:
    replicas = [each for each in many(table.data.get("Replicas")) if _is_copy(each)]
    away = sorted({str(each.get("RegionName")) for each in replicas} - {table.region})
    return Copy(f"global table in {listed(away)}", GLOBAL_TABLE_MINUTES) if away else None


def _is_copy(replica: Mapping[str, Any]) -> bool:
    """One that is being made, that failed or that cannot reach its key holds nothing to go on."""
    return replica.get("ReplicaStatus", "ACTIVE") in ("ACTIVE", "UPDATING")


def _of_files(files: Resource, snapshot: Snapshot) -> Copy | None:
    """A backup of it that was copied to another region; raises Unread for one of a volume."""
    for copy in copied_backups(files, snapshot):
        days = days_since(snapshot, copy.data.get("CreationTime"))
        if days is None or days > _RECENT_DAYS:
            continue
        if copy.data.get("ResourceType") == "VOLUME":
            raise Unread(f"whether more than one volume was copied, as by {copy.name}")
        how = f"backup {copy.name} in {copy.region}, {counted(days, 'day')} old"
        return Copy(how, max(days, 1) * DAY)
    return None


def _of_bucket(bucket: Resource, snapshot: Snapshot) -> Copy | None:
    for target in _targets(bucket):
        region = _region_of_bucket(target, snapshot)
        if region != bucket.region:
            return Copy(f"replication to {target} in {region}", BUCKET_MINUTES)
    return None


def _targets(bucket: Resource) -> list[str]:
    """ARNs of the buckets to which a bucket is replicated; raises Unread."""
    found = aspect_map(bucket, "Replication", inside="ReplicationConfiguration")
    rules = [rule for rule in many(found.get("Rules")) if rule.get("Status") == "Enabled"]
    return [str((rule.get("Destination") or {}).get("Bucket")) for rule in rules]


def _region_of_bucket(arn: str, snapshot: Snapshot) -> str:
    """Raises Unread for a bucket whose region is not known, such as one of another account."""
    for bucket in snapshot.of("s3.bucket"):
        if bucket.id == arn and bucket.region != GLOBAL:
            return bucket.region
    raise Unread(f"the region of {arn}, to which it is replicated, is not known")


def _regions_away(arns: list[str], region: str) -> list[str]:
    return sorted({found for arn in arns if (found := region_of(arn)) and found != region})


_WAYS: dict[str, Callable[[Resource, Snapshot], Copy | None]] = {
    "rds.instance": _of_database,
    "rds.cluster": _of_database,
    "dynamodb.table": _of_table,
    FILES: _of_files,
    "s3.bucket": _of_bucket,
}
