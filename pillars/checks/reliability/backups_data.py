"""Automatic backups of each store of data."""

from collections.abc import Iterator
from functools import partial

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._backup import KINDS, protected_by
from .._rds_backups import KEEP_A_WEEK
from .._reading import seen_with
from .._servers import group_members, is_managed
from .._values import aspect_map, label, many, true
from ..common import aspect, config_rule, counted, days_since, dig, judged, required

BACKUPS = "foundations/rel_automated_backups"
PRACTICE = "REL09-BP03"
IDENTIFIED = "REL09-BP01"
_DISK_KINDS = ("ec2.volume", "ec2.instance", "ec2.snapshot", "autoscaling.group", *KINDS)
_DISK_DAYS = 8
CACHES = {
    "elasticache.replication_group": "Replication group",
    "elasticache.serverless_cache": "Serverless cache",
}
WEEK = 7
_RDS_URL = (
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html"
)
_DLM_TAG = "aws:dlm:lifecycle-policy-id"


@check(
    id="rds-automated-backups",
    title="Databases are backed up automatically",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=["rds.instance", "rds.cluster", *KINDS],
    passes="Automated backups are kept for a day or longer, or AWS Backup protects the database. "
    "Read replicas are left out, and the instances of a cluster are judged with it.",
    refutes=[PRACTICE, IDENTIFIED, BACKUPS],
    proves=[BACKUPS],
    supports=[PRACTICE, IDENTIFIED],
    remedy=KEEP_A_WEEK,
    url=_RDS_URL,
    references=[config_rule("db-instance-backup-enabled")],
)
def rds_backups(snapshot: Snapshot) -> Iterator[Result]:
    return judged(_databases(snapshot), lambda database: _database(database, snapshot))


def _databases(snapshot: Snapshot) -> list[Resource]:
    return [*filter(_keeps_backups, snapshot.of("rds.instance")), *snapshot.of("rds.cluster")]


def _keeps_backups(instance: Resource) -> bool:
    data = instance.data
    return not (
        data.get("DBClusterIdentifier") or data.get("ReadReplicaSourceDBInstanceIdentifier")
    )


def _database(database: Resource, snapshot: Snapshot) -> Result:
    days = int(required(database, "BackupRetentionPeriod"))
    if days > 0:
        return passed(
            database, f"Database {database.name} keeps backups of {counted(days, 'day')}."
        )
    how = protected_by(database, snapshot)
    if how:
        return passed(database, f"Database {database.name} keeps none itself, but {how}.")
    return failed(database, f"Database {database.name} keeps automated backups for 0 days.")


@check(
    id="rds-backup-retention",
    title="Databases keep backups of a week or longer",
    pillar="reliability",
    severity=Severity.LOW,
    needs=["rds.instance", "rds.cluster"],
    passes=f"Automated backups are kept for {WEEK} days or longer. Databases without any are "
    "judged by another check; a shorter time only keeps the proof open.",
    proves=[BACKUPS],
    supports=[IDENTIFIED],
    remedy=KEEP_A_WEEK,
    url=_RDS_URL,
)
def rds_retention(snapshot: Snapshot) -> Iterator[Result]:
    return judged(_databases(snapshot), _retention)


def _retention(database: Resource) -> Result | None:
    days = int(required(database, "BackupRetentionPeriod"))
    if days == 0:
        return None
    reason = f"Database {database.name} keeps backups of {counted(days, 'day')}."
    return passed(database, reason) if days >= WEEK else failed(database, reason)


@check(
    id="dynamodb-backups",
    title="DynamoDB tables can be restored to any second",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=["dynamodb.table", *KINDS],
    passes="Point-in-time recovery is on, or AWS Backup protects the table. Tables that only hold "
    "Terraform's locks are left out.",
    refutes=[PRACTICE, BACKUPS],
    proves=[BACKUPS],
    supports=[PRACTICE, IDENTIFIED],
    remedy=Remedy(
        console="DynamoDB → {name} → Backups → Point-in-time recovery → Edit → Turn on.",
        cli="aws dynamodb update-continuous-backups --region {region} --table-name {name} "
        "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true",
        cloudformation=(
            'Table:\n  Type: AWS::DynamoDB::Table\n  Properties:\n    TableName: "{name}"\n'
            "    PointInTimeRecoverySpecification:\n      PointInTimeRecoveryEnabled: true"
        ),
        terraform='resource "aws_dynamodb_table" "this" {\n  name = "{name}"\n'
        "  point_in_time_recovery { enabled = true }\n}",
        cost="About 0.20 USD per GB and month",
    ),
    url="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html",
    references=[config_rule("dynamodb-pitr-enabled")],
)
def dynamodb_backups(snapshot: Snapshot) -> Iterator[Result]:
    tables = [t for t in snapshot.of("dynamodb.table") if not _holds_locks(t)]
    return judged(tables, lambda table: _table(table, snapshot))


def _holds_locks(table: Resource) -> bool:
    return [key.get("AttributeName") for key in many(table.data.get("KeySchema"))] == ["LockID"]


def _table(table: Resource, snapshot: Snapshot) -> Result:
    found = aspect_map(table, "ContinuousBackups", inside="ContinuousBackupsDescription")
    recovery = dig(found, "PointInTimeRecoveryDescription", "PointInTimeRecoveryStatus")
    if recovery == "ENABLED":
        return passed(table, f"Point-in-time recovery of table {table.name} is on.")
    how = protected_by(table, snapshot)
    if how:
        return passed(table, f"Table {table.name}: {how}.")
    return failed(table, f"Point-in-time recovery of table {table.name} is off.")


@check(
    id="efs-backups",
    title="File systems are backed up automatically",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=["efs.file_system", *KINDS],
    passes="Automatic backups are on for the file system, or AWS Backup protects it.",
    refutes=[PRACTICE, BACKUPS],
    proves=[BACKUPS],
    supports=[PRACTICE, IDENTIFIED],
    remedy=Remedy(
        console="EFS → {name} → General → Edit → Automatic backups: Enable.",
        cli="aws efs put-backup-policy --region {region} --file-system-id {last} "
        "--backup-policy Status=ENABLED",
        cloudformation=(
            "Files:\n  Type: AWS::EFS::FileSystem\n  Properties:\n    BackupPolicy:\n"
            "      Status: ENABLED"
        ),
        terraform=(
            'resource "aws_efs_backup_policy" "this" {\n'
            '  file_system_id = "{last}"\n'
            "  backup_policy {\n"
            '    status = "ENABLED"\n'
            "  }\n"
            "}"
        ),
        cost="About 0.05 USD per GB and month",
    ),
    url="https://docs.aws.amazon.com/efs/latest/ug/awsbackup.html",
)
def efs_backups(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("efs.file_system"), lambda files: _files(files, snapshot))


def _files(files: Resource, snapshot: Snapshot) -> Result:
    status = aspect_map(files, "BackupPolicy", inside="BackupPolicy").get("Status")
    if status in ("ENABLED", "ENABLING"):
        return passed(files, f"Automatic backups of file system {label(files)} are on.")
    how = protected_by(files, snapshot)
    if how:
        return passed(files, f"File system {label(files)}: {how}.")
    return failed(files, f"Automatic backups of file system {label(files)} are off.")


@check(
    id="ebs-backups",
    title="Volumes of lasting servers are backed up",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=_DISK_KINDS,
    passes="AWS Backup protects the volume or its instance, or a lifecycle policy made a snapshot "
    f"in the last {_DISK_DAYS} days. Volumes of replaceable instances, and those attached to "
    "nothing, are left out. Whether a volume without backups holds data worth one, a person knows.",
    proves=[BACKUPS],
    supports=[IDENTIFIED, PRACTICE],
    remedy=Remedy(
        console="AWS Backup → Backup plans → Create backup plan; assign volumes by a tag such as "
        "backup=daily, and tag {name} so.",
        cli="aws ec2 create-tags --region {region} --resources {last} "
        "--tags Key=backup,Value=daily",
        cloudformation=(
            "Daily:\n  Type: AWS::Backup::BackupSelection\n  Properties:\n"
            "    BackupPlanId: !Ref Plan\n    BackupSelection:\n      SelectionName: daily\n"
            "      IamRoleArn: !GetAtt BackupRole.Arn\n      ListOfTags:\n"
            "        - ConditionType: STRINGEQUALS\n          ConditionKey: backup\n"
            "          ConditionValue: daily"
        ),
        terraform='resource "aws_backup_selection" "daily" {\n  name         = "daily"\n'
        "  plan_id      = aws_backup_plan.this.id\n  iam_role_arn = aws_iam_role.backup.arn\n"
        '  selection_tag {\n    type  = "STRINGEQUALS"\n    key   = "backup"\n'
        '    value = "daily"\n  }\n}',
        cost="About 0.05 USD per GB and month of what changed",
    ),
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/about-backup-plans.html",
)
def ebs_backups(snapshot: Snapshot) -> Iterator[Result]:
    volumes = seen_with(snapshot, *_DISK_KINDS)
    return judged(volumes, lambda volume: _volume(volume, snapshot))


def _volume(volume: Resource, snapshot: Snapshot) -> Result | None:
    servers = _lasting_servers(volume, snapshot)
    if not servers:
        return None
    how = protected_by(volume, snapshot, *(server.id for server in servers))
    how = how or _recent_copy(volume, snapshot)
    what = f"Volume {label(volume)} of {servers[0].name}"
    return passed(volume, f"{what}: {how}.") if how else failed(volume, f"{what} has no backup.")


def _lasting_servers(volume: Resource, snapshot: Snapshot) -> list[Resource]:
    owners = {each.get("InstanceId") for each in many(volume.data.get("Attachments"))}
    members = group_members(snapshot, volume.account, volume.region)
    return [
        server
        for server in snapshot.of("ec2.instance", account=volume.account, region=volume.region)
        if server.data.get("InstanceId") in owners and not is_managed(server, members)
    ]


def _recent_copy(volume: Resource, snapshot: Snapshot) -> str:
    for copy in snapshot.of("ec2.snapshot", account=volume.account, region=volume.region):
        if copy.data.get("VolumeId") == volume.data.get("VolumeId") and _DLM_TAG in copy.tags:
            days = days_since(snapshot, copy.data.get("StartTime"))
            if days is not None and days <= _DISK_DAYS:
                return f"a lifecycle policy made {copy.name} {counted(days, 'day')} ago"
    return ""


@check(
    id="s3-versioning",
    title="Buckets keep earlier versions",
    pillar="reliability",
    severity=Severity.LOW,
    needs=["s3.bucket"],
    passes="Versioning is enabled on the bucket.",
    supports=[BACKUPS, IDENTIFIED, "SEC08-BP04"],
    remedy=Remedy(
        console="S3 → {name} → Properties → Bucket versioning → Enable, with a lifecycle rule that "
        "ends old versions.",
        cli="aws s3api put-bucket-versioning --bucket {name} "
        "--versioning-configuration Status=Enabled",
        cloudformation=(
            'Bucket:\n  Type: AWS::S3::Bucket\n  Properties:\n    BucketName: "{name}"\n'
            "    VersioningConfiguration:\n      Status: Enabled"
        ),
        terraform='resource "aws_s3_bucket_versioning" "this" {\n  bucket = "{name}"\n'
        '  versioning_configuration { status = "Enabled" }\n}',
        cost="The storage of old versions, about 0.023 USD per GB and month",
    ),
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
    references=[config_rule("s3-bucket-versioning-enabled")],
)
def s3_versioning(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("s3.bucket"), _versions)


def _versions(bucket: Resource) -> Result:
    found = aspect(bucket, "Versioning")
    status = str((found.get("Status") if isinstance(found, dict) else found) or "off").lower()
    reason = f"Versioning of bucket {bucket.name} is {status}."
    return passed(bucket, reason) if true(status) else failed(bucket, reason)


@check(
    id="elasticache-backups",
    title="Data in caches is backed up",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[*CACHES],
    passes="Automatic backups of the replication group or serverless cache are kept for a "
    "day or longer. A cache that can be filled again needs none: a person decides.",
    supports=[BACKUPS, IDENTIFIED],
    remedy=Remedy(
        console="ElastiCache → {name} → Modify → Backup: Enable automatic backups.",
        cli="aws elasticache modify-replication-group --region {region} "
        "--replication-group-id {name} --snapshot-retention-limit 7 --apply-immediately",
        cloudformation=(
            "Cache:\n  Type: AWS::ElastiCache::ReplicationGroup\n  Properties:\n"
            '    ReplicationGroupId: "{name}"\n    ReplicationGroupDescription: backed up\n'
            "    SnapshotRetentionLimit: 7"
        ),
        terraform=(
            'resource "aws_elasticache_replication_group" "this" {\n'
            "  # the rest stays as it is\n"
            '  replication_group_id     = "{name}"\n'
            "  snapshot_retention_limit = 7\n"
            "}"
        ),
        cost="The first backup is free, further ones about 0.085 USD per GB and month",
        others=(
            (
                ":serverlesscache",
                Remedy(
                    cli=(
                        "aws elasticache modify-serverless-cache --serverless-cache-name "
                        "{last} --snapshot-retention-limit 7 --region {region}"
                    ),
                    cloudformation=(
                        "Cache:\n"
                        "  Type: AWS::ElastiCache::ServerlessCache\n"
                        "  Properties:\n"
                        '    ServerlessCacheName: "{name}"\n'
                        "    SnapshotRetentionLimit: 7"
                    ),
                    terraform=(
                        'resource "aws_elasticache_serverless_cache" "this" {\n'
                        "  # the rest stays as it is\n"
                        '  name                     = "{name}"\n'
                        "  snapshot_retention_limit = 7\n"
                        "}"
                    ),
                ),
            ),
        ),
    ),
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups.html",
    references=[config_rule("elasticache-redis-cluster-automatic-backup-check")],
)
def elasticache_backups(snapshot: Snapshot) -> Iterator[Result]:
    for kind, noun in CACHES.items():
        yield from judged(snapshot.of(kind), partial(_cache, noun=noun))


def _cache(cache: Resource, noun: str) -> Result:
    days = int(required(cache, "SnapshotRetentionLimit"))
    reason = f"{noun} {cache.name} keeps backups of {counted(days, 'day')}."
    return passed(cache, reason) if days > 0 else failed(cache, reason)


CHECKS: tuple[Check, ...] = (
    rds_backups,
    rds_retention,
    dynamodb_backups,
    efs_backups,
    ebs_backups,
    s3_versioning,
    elasticache_backups,
)
