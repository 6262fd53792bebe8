"""Encryption at rest of databases and caches: RDS, Aurora, DynamoDB and ElastiCache."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import true
from ..common import config_rule, judged, required
from .rest_disks import AT_REST, PRACTICE

SERVERLESS = "elasticache.serverless_cache"
_RDS_URL = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html"


@check(
    id="rds-instances-encrypted",
    title="RDS databases are encrypted",
    pillar="security",
    severity=Severity.HIGH,
    needs=["rds.instance"],
    passes="The storage of the database instance is encrypted.",
    refutes=[PRACTICE, AT_REST],
    proves=[AT_REST],
    supports=[PRACTICE],
    remedy=Remedy(
        console="RDS → Snapshots: take a snapshot of {name}, copy it with encryption enabled, "
        "restore a database from the copy, and switch the application to it.",
        cli="aws rds create-db-snapshot --db-instance-identifier {name} "
        "--db-snapshot-identifier {name}-plain --region {region}\n"
        "aws rds copy-db-snapshot --source-db-snapshot-identifier {name}-plain "
        "--target-db-snapshot-identifier {name}-encrypted --kms-key-id alias/aws/rds "
        "--region {region}\n"
        "aws rds restore-db-instance-from-db-snapshot --db-instance-identifier {name}-new "
        "--db-snapshot-identifier {name}-encrypted --region {region}",
        cloudformation=(
            "Database:\n  Type: AWS::RDS::DBInstance\n  Properties:\n"
            '    DBInstanceIdentifier: "{name}-new"\n'
            "    DBSnapshotIdentifier: ENCRYPTED_SNAPSHOT\n    StorageEncrypted: true"
        ),
        terraform=(
            'resource "aws_db_instance" "encrypted" {\n'
            "  # the rest stays as it is\n"
            "  # beside {name}, whose encryption cannot be switched on\n"
            '  identifier          = "{name}-new"\n'
            '  snapshot_identifier = "ENCRYPTED_SNAPSHOT"\n'
            "  storage_encrypted   = true\n"
            "}"
        ),
        cost="Free but for both databases during the move",
    ),
    url=_RDS_URL,
    references=[config_rule("rds-storage-encrypted")],
)
def rds_instances(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("rds.instance"), lambda r: _encrypted(r, "Database"))


@check(
    id="rds-clusters-encrypted",
    title="Aurora and other RDS clusters are encrypted",
    pillar="security",
    severity=Severity.HIGH,
    needs=["rds.cluster"],
    passes="The storage of the database cluster is encrypted.",
    refutes=[PRACTICE, AT_REST],
    proves=[AT_REST],
    supports=[PRACTICE],
    remedy=Remedy(
        console="RDS → Snapshots: take a snapshot of cluster {name}, restore it with encryption "
        "enabled, and switch the application to the new cluster.",
        cli="aws rds restore-db-cluster-from-snapshot --db-cluster-identifier {name}-new "
        "--snapshot-identifier SNAPSHOT --engine ENGINE --kms-key-id alias/aws/rds "
        "--region {region}",
        cloudformation=(
            "Cluster:\n  Type: AWS::RDS::DBCluster\n  Properties:\n"
            '    DBClusterIdentifier: "{name}-new"\n    Engine: aurora-postgresql\n'
            "    SnapshotIdentifier: SNAPSHOT\n    StorageEncrypted: true"
        ),
        terraform=(
            'resource "aws_rds_cluster" "encrypted" {\n'
            '  cluster_identifier  = "{name}-new"\n'
            '  engine              = "ENGINE"\n'
            '  snapshot_identifier = "SNAPSHOT"\n'
            "  storage_encrypted   = true\n"
            "}"
        ),
        cost="Free but for both clusters during the move",
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html",
)
def rds_clusters(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("rds.cluster"), lambda r: _encrypted(r, "Cluster"))


@check(
    id="rds-snapshots-encrypted",
    title="RDS snapshots are encrypted",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["rds.snapshot"],
    passes="The manual snapshot of a database is encrypted.",
    refutes=[PRACTICE, "REL09-BP02", AT_REST],
    proves=[AT_REST],
    supports=[PRACTICE, "REL09-BP02"],
    remedy=Remedy(
        console="RDS → Snapshots → {name} → Actions → Copy snapshot → Enable encryption; delete "
        "the old one.",
        cli="aws rds copy-db-snapshot --source-db-snapshot-identifier {id} "
        "--target-db-snapshot-identifier {name}-encrypted --kms-key-id alias/aws/rds "
        "--region {region}",
        terraform='resource "aws_db_snapshot_copy" "encrypted" {\n'
        '  source_db_snapshot_identifier = "{id}"\n'
        '  target_db_snapshot_identifier = "{name}-encrypted"\n'
        "  kms_key_id                    = aws_kms_key.data.arn\n}",
        cost="The encrypted copy, about 0.095 USD per GB and month, until the old snapshot is "
        "deleted",
    ),
    url=_RDS_URL,
    references=[config_rule("rds-snapshot-encrypted")],
)
def rds_snapshots(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("rds.snapshot"), _snapshot)


def _encrypted(database: Resource, what: str) -> Result:
    what = f"{what} {database.name} ({database.get('Engine', 'engine not known')})"
    if true(required(database, "StorageEncrypted")):
        return passed(database, f"{what} is encrypted.")
    return failed(database, f"{what} is not encrypted.")


def _snapshot(copy: Resource) -> Result:
    """Snapshots of instances say `Encrypted`, those of clusters `StorageEncrypted`."""
    value = copy.get("Encrypted", copy.get("StorageEncrypted"))
    encrypted = true(required(copy, "Encrypted") if value is None else value)
    reason = f"Database snapshot {copy.name} is {'' if encrypted else 'not '}encrypted."
    return passed(copy, reason) if encrypted else failed(copy, reason)


@check(
    id="dynamodb-encrypted",
    title="DynamoDB tables are encrypted",
    pillar="security",
    severity=Severity.LOW,
    needs=["dynamodb.table"],
    passes="Always: DynamoDB encrypts every table. The reason names whose key it uses.",
    proves=[AT_REST],
    supports=[PRACTICE],
    remedy=Remedy(
        console="DynamoDB → {name} → Additional settings → Encryption → Manage: a key of your own "
        "lets you revoke it and see its use in CloudTrail.",
        cli="aws dynamodb update-table --table-name {name} --region {region} "
        "--sse-specification Enabled=true,SSEType=KMS",
        cloudformation=(
            'Table:\n  Type: AWS::DynamoDB::Table\n  Properties:\n    TableName: "{name}"\n'
            "    SSESpecification:\n      SSEEnabled: true\n      SSEType: KMS"
        ),
        terraform='resource "aws_dynamodb_table" "this" {\n  name = "{name}"\n'
        "  server_side_encryption { enabled = true }\n}",
        cost="Free with AWS's key; 1 USD per month for a key of your own, and its requests",
    ),
    url="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html",
)
def dynamodb(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("dynamodb.table"), _table)


def _table(table: Resource) -> Result:
    key = (table.get("SSEDescription") or {}).get("KMSMasterKeyArn")
    return passed(table, f"Table {table.name} is encrypted with {key or 'a key that AWS owns'}.")


@check(
    id="elasticache-groups-encrypted",
    title="Replicated and serverless caches are encrypted at rest",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["elasticache.replication_group"],
    passes="Encryption at rest is on for the replication group. A serverless cache is always "
    "encrypted.",
    refutes=[PRACTICE, AT_REST],
    proves=[AT_REST],
    supports=[PRACTICE],
    remedy=Remedy(
        console="ElastiCache → back up {name}, restore the backup into a new cache with "
        "encryption at rest, and switch the application: it cannot be switched on later.",
        cli="aws elasticache create-replication-group --replication-group-id {name}-new "
        "--replication-group-description encrypted --snapshot-name BACKUP "
        "--at-rest-encryption-enabled --transit-encryption-enabled --region {region}",
        cloudformation=(
            "Cache:\n  Type: AWS::ElastiCache::ReplicationGroup\n  Properties:\n"
            '    ReplicationGroupId: "{name}-new"\n'
            "    ReplicationGroupDescription: encrypted\n    SnapshotName: BACKUP\n"
            "    AtRestEncryptionEnabled: true\n    TransitEncryptionEnabled: true"
        ),
        terraform=(
            'resource "aws_elasticache_replication_group" "this" {\n'
            "  # the rest stays as it is\n"
            '  replication_group_id       = "{name}"\n'
            "  at_rest_encryption_enabled = true\n"
            "}"
        ),
        cost="Free but for both caches during the move",
    ),
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html",
)
def elasticache_groups(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("elasticache.replication_group"), _cache)
    # Not among what is needed: that it could not be read hides nothing.
    yield from judged(snapshot.of(SERVERLESS), _serverless)


def _serverless(cache: Resource) -> Result:
    required(cache, "ServerlessCacheName")
    return passed(cache, f"Serverless cache {cache.name} is always encrypted at rest.")


@check(
    id="elasticache-clusters-encrypted",
    title="Single Redis and Valkey caches are encrypted at rest",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["elasticache.cluster"],
    passes="Encryption at rest is on for the cache. Members of a replication group are judged "
    "with it; Memcached keeps nothing on disk and is left out.",
    refutes=[PRACTICE, AT_REST],
    proves=[AT_REST],
    supports=[PRACTICE],
    remedy=Remedy(
        console="ElastiCache → back up {name} and restore it as a replication group with "
        "encryption at rest.",
        cli="aws elasticache create-replication-group --replication-group-id {name}-new "
        "--replication-group-description encrypted --snapshot-name BACKUP "
        "--at-rest-encryption-enabled --transit-encryption-enabled --region {region}",
        cloudformation=(
            "Cache:\n  Type: AWS::ElastiCache::ReplicationGroup\n  Properties:\n"
            "    ReplicationGroupDescription: encrypted\n    AtRestEncryptionEnabled: true\n"
            "    TransitEncryptionEnabled: true"
        ),
        terraform=(
            'resource "aws_elasticache_replication_group" "this" {\n'
            "  # the rest stays as it is\n"
            '  replication_group_id       = "{name}"\n'
            "  at_rest_encryption_enabled = true\n"
            "}"
        ),
        cost="Free but for both caches during the move",
    ),
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html",
)
def elasticache_clusters(snapshot: Snapshot) -> Iterator[Result]:
    return judged(_single_caches(snapshot), _cache)


def _single_caches(snapshot: Snapshot) -> list[Resource]:
    return [
        cache
        for cache in snapshot.of("elasticache.cluster")
        if not cache.data.get("ReplicationGroupId") and cache.data.get("Engine") != "memcached"
    ]


def _cache(cache: Resource) -> Result:
    if true(required(cache, "AtRestEncryptionEnabled")):
        return passed(cache, f"Cache {cache.name} is encrypted at rest.")
    return failed(cache, f"Cache {cache.name} is not encrypted at rest.")


CHECKS: tuple[Check, ...] = (
    rds_instances,
    rds_clusters,
    rds_snapshots,
    dynamodb,
    elasticache_groups,
    elasticache_clusters,
)
