"""Which store of data has a copy in another region, and how."""

from collections.abc import Callable

from pillars.facts import GLOBAL, Resource, Snapshot, Unread

from ._backup import copies_away, runs_by_itself, selecting_plans
from ._values import aspect_map, many, region_of
from .common import aspect, days_since, listed

STORES = ("rds.instance", "rds.cluster", "dynamodb.table", "efs.file_system", "s3.bucket")
KINDS = (*STORES, "rds.snapshot", "backup.plan")
_RECENT_DAYS = 35


def copy_of(store: Resource, snapshot: Snapshot) -> str:
    """How a store is copied to another region, an empty text where it is not; raises Unread."""
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
    readable = [b for b in snapshot.of("s3.bucket") if "Replication" not in b.unread]
    return {
        target for bucket in readable if "Replication" in bucket.data for target in _targets(bucket)
    }


def _by_plan(store: Resource, snapshot: Snapshot) -> str:
    for plan in selecting_plans(store, snapshot):
        if regions := copies_away(plan):
            return f"backup plan {plan.name} copies it to {listed(regions)}"
    return ""


def _no_way(_store: Resource, _snapshot: Snapshot) -> str:
    return ""


def _of_database(database: Resource, snapshot: Snapshot) -> str:
    data = database.data
    named = (*many(data.get("ReadReplicaDBInstanceIdentifiers")),)
    replicas = [*named, *many(data.get("ReadReplicaIdentifiers"))]
    away = _regions_away([str(arn) for arn in replicas], database.region)
    if away:
        return f"a read replica in {listed(away)}"
    kept = many(data.get("DBInstanceAutomatedBackupsReplications"))
    arns = [str(each.get("DBInstanceAutomatedBackupsArn")) for each in kept]
    away = _regions_away(arns, database.region)
    if away:
        return f"automated backups replicated to {listed(away)}"
    return _replica_seen(database, snapshot) or _snapshot_seen(database, snapshot)


def _replica_seen(database: Resource, snapshot: Snapshot) -> str:
    """A replica in another region that names this database as its source."""
    for other in snapshot.of(database.kind, account=database.account):
        source = other.data.get("ReplicationSourceIdentifier") or other.data.get(
            "ReadReplicaSourceDBInstanceIdentifier"
        )
        if source == database.id and other.region != database.region:
            return f"replica {other.name} in {other.region}"
    return ""


def _snapshot_seen(database: Resource, snapshot: Snapshot) -> str:
    for copy in snapshot.of("rds.snapshot", account=database.account):
        source = region_of(str(copy.data.get("SourceDBSnapshotIdentifier") or ""))
        same = copy.data.get("DBInstanceIdentifier") == database.name
        if same and source == database.region != copy.region:
            days = days_since(snapshot, copy.data.get("SnapshotCreateTime"))
            if days is not None and days <= _RECENT_DAYS:
                return f"snapshot {copy.name} in {copy.region}, {days} days old"
    return ""


def _of_table(table: Resource, _snapshot: Snapshot) -> str:
    regions = {str(each.get("RegionName")) for each in many(table.data.get("Replicas"))}
    away = sorted(regions - {table.region})
    return f"global table in {listed(away)}" if away else ""


def _of_bucket(bucket: Resource, snapshot: Snapshot) -> str:
    for target in _targets(bucket):
        region = _region_of_bucket(target, snapshot)
        if region != bucket.region:
            return f"replication to {target} in {region}"
    return ""


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


_WAYS: dict[str, Callable[[Resource, Snapshot], str]] = {
    "rds.instance": _of_database,
    "rds.cluster": _of_database,
    "dynamodb.table": _of_table,
    "s3.bucket": _of_bucket,
}
