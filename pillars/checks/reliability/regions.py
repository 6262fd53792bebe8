"""Copies of data in another region, for the day when a whole region fails."""

from collections.abc import Iterator

from pillars.checking import (
    Check,
    Remedy,
    Result,
    Severity,
    Verdict,
    check,
    failed,
    in_place,
    passed,
)
from pillars.facts import GLOBAL, Resource, Snapshot, Unread

from .._copies import KINDS, STORES, copy_of, plan_copies, replication_targets
from .._reading import lacking_in_place
from .._values import label
from ..common import counted, judged, listed, read_everywhere

CROSS_REGION = "foundations/rel_cross_region_backups"
_URL = "https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html"
_REMEDY = Remedy(
    console="AWS Backup → Backup plans → the plan → Edit rule → Copy to destination: a vault in "
    "another region. For buckets: S3 → Management → Replication rules; for tables: DynamoDB → "
    "Global tables.",
    cli=(
        "aws backup create-backup-vault --region OTHER_REGION --backup-vault-name copies\n"
        "aws backup update-backup-plan --region ITS_REGION --backup-plan-id PLAN "
        "--backup-plan file://plan-with-copy-actions.json"
    ),
    cloudformation=(
        "Plan:\n  Type: AWS::Backup::BackupPlan\n  Properties:\n    BackupPlan:\n"
        "      BackupPlanName: critical\n      BackupPlanRule:\n"
        "        - RuleName: daily\n          TargetBackupVault: !Ref Vault\n"
        "          ScheduleExpression: cron(0 5 ? * * *)\n          CopyActions:\n"
        "            - DestinationBackupVaultArn: OTHER_REGIONS_VAULT_ARN"
    ),
    terraform='resource "aws_backup_plan" "this" {\n  name = "critical"\n  rule {\n'
    '    rule_name         = "daily"\n    target_vault_name = aws_backup_vault.this.name\n'
    '    schedule          = "cron(0 5 ? * * *)"\n'
    "    copy_action { destination_vault_arn = aws_backup_vault.other_region.arn }\n  }\n}",
    cost="About 0.02 USD per GB sent to the other region, and the storage there",
    others=(
        (
            ":dynamodb:",
            Remedy(
                console=("DynamoDB → {name} → Global tables → Create replica, in another region."),
                cli=(
                    "aws dynamodb update-table --region {region} --table-name {name} "
                    '--replica-updates \'[{"Create":{"RegionName":"OTHER_REGION"}}]\''
                ),
                cloudformation=(
                    "Table:\n"
                    "  Type: AWS::DynamoDB::GlobalTable\n"
                    "  Properties:\n"
                    '    TableName: "{name}"\n'
                    "    Replicas:\n"
                    '      - Region: "{region}"\n'
                    "      - Region: OTHER_REGION"
                ),
                terraform=(
                    'resource "aws_dynamodb_table_replica" "this" {\n'
                    '  global_table_arn = "{id}"\n'
                    "  provider         = aws.other_region\n"
                    "}"
                ),
            ),
        ),
        (
            ":s3:",
            Remedy(
                console=(
                    "S3 → {name} → Management → Replication rules → Create, to a "
                    "bucket in another region; versioning is needed in both."
                ),
                cli=(
                    "aws s3api put-bucket-replication --bucket {name} "
                    "--replication-configuration file://replication.json"
                ),
                cloudformation=(
                    "Bucket:\n"
                    "  Type: AWS::S3::Bucket\n"
                    "  Properties:\n"
                    '    BucketName: "{name}"\n'
                    "    VersioningConfiguration: {Status: Enabled}\n"
                    "    ReplicationConfiguration:\n"
                    "      Role: !GetAtt ReplicationRole.Arn\n"
                    "      Rules:\n"
                    "        - Status: Enabled\n"
                    '          Prefix: ""\n'
                    "          Destination: {Bucket: OTHER_BUCKET_ARN}"
                ),
                terraform=(
                    'resource "aws_s3_bucket_replication_configuration" "this" {\n'
                    '  bucket = "{name}"\n'
                    "  role   = aws_iam_role.replication.arn\n"
                    "  rule {\n"
                    '    id     = "all"\n'
                    '    status = "Enabled"\n'
                    "    destination {\n"
                    "      bucket = aws_s3_bucket.other_region.arn\n"
                    "    }\n"
                    "  }\n"
                    "}"
                ),
            ),
        ),
    ),
)


@check(
    id="stores-copied-away",
    title="Each store of data has a copy in another region",
    pillar="reliability",
    severity=Severity.LOW,
    needs=KINDS,
    passes="The database, table, file system or bucket is copied to another region: by a backup "
    "plan with a copy action, a read replica, replicated automated backups, a recent snapshot "
    "copy, a global table or bucket replication. Only critical data needs it, and which that is, "
    "a person knows.",
    proves=[CROSS_REGION],
    supports=["REL13-BP02"],
    remedy=_REMEDY,
    url=_URL,
)
def stores_copied(snapshot: Snapshot) -> Iterator[Result]:
    accounts = read_everywhere(snapshot, *KINDS)
    stores = [s for kind in STORES for s in snapshot.of(kind) if s.account in accounts]
    return judged(stores, lambda store: _copied(store, snapshot))


def _copied(store: Resource, snapshot: Snapshot) -> Result | None:
    if _is_copy(store, snapshot):
        return None
    how = copy_of(store, snapshot)
    if how:
        return passed(store, f"{label(store)} has a copy elsewhere: {how}.")
    return failed(store, f"{label(store)} has no copy outside {store.region}.")


@check(
    id="any-copy-in-another-region",
    title="Copies of data leave the region",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=KINDS,
    passes="At least one database, table, file system or bucket of the account is copied to "
    "another region. An account with buckets alone is not failed. In a pre-production workload, or "
    "one of low criticality, the rest is left to a person to judge.",
    refutes=[CROSS_REGION],
    supports=[CROSS_REGION, "REL13-BP02", "REL09-BP01"],
    remedy=_REMEDY,
    url=_URL,
)
def any_copy(snapshot: Snapshot) -> Iterator[Result]:
    for account in read_everywhere(snapshot, *KINDS):
        yield from _of_account(snapshot, account)


def _of_account(snapshot: Snapshot, account: str) -> Iterator[Result]:
    stores = [
        store
        for kind in STORES
        for store in snapshot.of(kind, account=account)
        if not _is_copy(store, snapshot)
    ]
    found, gap = _first_copy(stores, snapshot, account)
    databases = [store for store in stores if store.kind != "s3.bucket"]
    if found:
        yield in_place(Verdict.PASS, found, account=account, region=GLOBAL)
    elif gap:
        yield in_place(Verdict.UNKNOWN, gap, account=account, region=GLOBAL)
    elif databases:
        yield _no_copy(snapshot, databases, account)


def _no_copy(snapshot: Snapshot, stores: list[Resource], account: str) -> Result:
    names = listed([store.name for store in stores])
    what = counted(len(stores), "store of data", "stores of data")
    reason = f"None of {what} ({names}) has a copy in another region."
    if snapshot.workload.criticality == "low":
        reason = f"{reason} The workload is of low criticality: a person decides."
        return in_place(Verdict.UNKNOWN, reason, account=account, region=GLOBAL)
    return lacking_in_place(snapshot, reason, account=account, region=GLOBAL)


def _first_copy(stores: list[Resource], snapshot: Snapshot, account: str) -> tuple[str, str]:
    """How the first copied store is copied, else why one could not be judged."""
    gap = ""
    try:
        if found := plan_copies(snapshot, account):
            return found, ""
    except Unread as unread:
        gap = f"Could not be read of a backup plan: {unread.reason}"
    for store in stores:
        try:
            if how := copy_of(store, snapshot):
                return f"{label(store)} has a copy elsewhere: {how}.", ""
        except Unread as unread:
            gap = f"Could not be read of {label(store)}: {unread.reason}"
    return "", gap


def _is_copy(store: Resource, snapshot: Snapshot) -> bool:
    """What copies something else, or belongs to a cluster, is not a store of its own."""
    data = store.data
    if store.kind == "s3.bucket":
        return store.id in replication_targets(snapshot)
    if store.kind == "rds.instance":
        return bool(
            data.get("DBClusterIdentifier") or data.get("ReadReplicaSourceDBInstanceIdentifier")
        )
    return bool(data.get("ReplicationSourceIdentifier"))


CHECKS: tuple[Check, ...] = (stores_copied, any_copy)
