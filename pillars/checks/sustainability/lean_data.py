"""Data that grows with need, is held once, flows as changes, and is backed up by choice."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import aspect_map, items, many, tail, true
from ..common import aspect, counted, judged, number, required
from ..reliability.interactions import is_stream

DATABASES = "rds.instance"
FILES = "efs.file_system"
PLANS = "backup.plan"
MAPPINGS = "lambda.event_source_mapping"
DISTRIBUTIONS = "cloudfront.distribution"
READERS = 2


@check(
    id="rds-storage-grows",
    title="Databases start small and grow by themselves",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=[DATABASES],
    passes="The database's storage grows by itself up to a limit; Aurora's always does. One whose "
    "size is fixed was made as large as it may ever need, or will run full.",
    supports=["SUS04-BP04", "REL07-BP01"],
    remedy=Remedy(
        console="RDS → {name} → Modify → Storage autoscaling: enable, with a maximum.",
        cli=(
            "aws rds modify-db-instance --region {region} --db-instance-identifier {last} "
            "--max-allocated-storage GIGABYTES --apply-immediately"
        ),
        cloudformation=(
            "Database:\n"
            "  Type: AWS::RDS::DBInstance\n"
            "  Properties:\n"
            '    DBInstanceIdentifier: "{name}"\n'
            "    MaxAllocatedStorage: !Ref MostGigabytes"
        ),
        terraform=(
            'resource "aws_db_instance" "this" {\n'
            "  # the rest stays as it is\n"
            '  identifier            = "{name}"\n'
            "  max_allocated_storage = var.most_gigabytes\n"
            "}"
        ),
        cost="Free; storage is paid as it grows, about 0.115 USD per GB and month",
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html",
)
def storage_grows(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(DATABASES), _grows)


def _grows(database: Resource) -> Result:
    if str(required(database, "Engine")).startswith("aurora"):
        return passed(database, f"The storage of {database.name} grows by itself.")
    size = number(required(database, "AllocatedStorage")) or 0
    most = number(database.data.get("MaxAllocatedStorage")) or 0
    if most > size:
        return passed(database, f"{database.name} grows from {size:.0f} to {most:.0f} GB.")
    return failed(database, f"{database.name} has {size:.0f} GB, whatever it needs.")


@check(
    id="efs-files-shared",
    title="Files that several need are held once",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=[FILES],
    passes=f"The file system is mounted in {READERS} places at least. What else is shared, through "
    "buckets for instance, does not show; absence yields nothing.",
    supports=["SUS04-BP06"],
    remedy=Remedy(
        console="EFS → {name} → Network → Manage: a mount target in every zone that reads.",
        cli="aws efs create-mount-target --region {region} --file-system-id {last} "
        "--subnet-id SUBNET",
        cloudformation=(
            "Target:\n  Type: AWS::EFS::MountTarget\n  Properties:\n    FileSystemId: FILES\n"
            "    SubnetId: SUBNET\n    SecurityGroups: [GROUP]"
        ),
        terraform=(
            'resource "aws_efs_mount_target" "this" {\n'
            '  file_system_id = "{last}"\n'
            '  subnet_id      = "SUBNET"\n'
            "}"
        ),
        cost="Free but for 0.01 USD per GB between zones",
    ),
    url="https://docs.aws.amazon.com/efs/latest/ug/accessing-fs.html",
)
def files_shared(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(FILES), _shared)


def _shared(system: Resource) -> Result | None:
    targets = number(required(system, "NumberOfMountTargets")) or 0
    if targets < READERS:
        return None
    return passed(system, f"{system.name} is mounted in {counted(round(targets), 'place')}.")


@check(
    id="changes-flow-as-events",
    title="Changes flow as events",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=[MAPPINGS],
    passes="A function reads the changes of a table or stream as they come, in place of copies of "
    "the whole. Other ways do not show, so absence yields nothing.",
    supports=["SUS03-BP05"],
    remedy=Remedy(
        console="DynamoDB → the table → Exports and streams → Turn on stream, then a trigger.",
        cli="aws dynamodb update-table --region {region} --table-name TABLE "
        "--stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES",
        cloudformation=(
            "Table:\n  Type: AWS::DynamoDB::Table\n  Properties:\n    TableName: TABLE\n"
            "    StreamSpecification:\n      StreamViewType: NEW_AND_OLD_IMAGES"
        ),
        terraform=(
            'resource "aws_dynamodb_table" "this" {\n'
            "  # the rest stays as it is\n"
            "  stream_enabled   = true\n"
            '  stream_view_type = "NEW_AND_OLD_IMAGES"\n'
            "}"
        ),
        cost="Free for functions that read a table's stream",
    ),
    url="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html",
)
def changes_flow(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(MAPPINGS), _flows)


def _flows(mapping: Resource) -> Result | None:
    source = str(mapping.data.get("EventSourceArn"))
    if mapping.data.get("State") != "Enabled" or not is_stream(source):
        return None
    function = tail(str(mapping.data.get("FunctionArn")))
    return passed(mapping, f"{function} reads changes from {source.split(':', 5)[-1]}.")


@check(
    id="backups-by-choice",
    title="Backups are chosen, not taken of everything",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=[PLANS],
    passes="The plan selects by tag, by name or with exceptions. One that selects everything also "
    "keeps what could be made again.",
    supports=["SUS04-BP08"],
    remedy=Remedy(
        console="AWS Backup → Backup plans → {name} → Resource assignments: by tag backup=yes.",
        cli="aws backup create-backup-selection --region {region} --backup-plan-id PLAN "
        "--backup-selection file://by-tag.json",
        cloudformation=(
            "Selection:\n  Type: AWS::Backup::BackupSelection\n  Properties:\n"
            "    BackupPlanId: !Ref Plan\n    BackupSelection:\n      SelectionName: chosen\n"
            "      IamRoleArn: !GetAtt BackupRole.Arn\n      ListOfTags:\n"
            "        - ConditionType: STRINGEQUALS\n          ConditionKey: backup\n"
            '          ConditionValue: "yes"'
        ),
        terraform=(
            'resource "aws_backup_selection" "this" {\n'
            "  # the rest stays as it is\n"
            "  selection_tag {\n"
            '    type  = "STRINGEQUALS"\n'
            '    key   = "backup"\n'
            '    value = "yes"\n'
            "  }\n"
            "}"
        ),
        cost="Saves the storage of what could be made again",
    ),
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html",
)
def backups_by_choice(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(PLANS), _chosen)


def _chosen(plan: Resource) -> Result | None:
    selections = many(aspect(plan, "Selections"))
    if not selections:
        return None
    whole = [str(s.get("SelectionName")) for s in selections if _is_everything(s)]
    if whole:
        return failed(plan, f"Plan {plan.name} backs up everything by {whole[0]}.")
    return passed(plan, f"Plan {plan.name} backs up what was chosen.")


def _is_everything(selection: dict[str, object]) -> bool:
    narrowed = any(selection.get(name) for name in ("ListOfTags", "NotResources"))
    conditions = selection.get("Conditions")
    used = any(conditions.values()) if isinstance(conditions, dict) else False
    return "*" in many(selection.get("Resources")) and not narrowed and not used


@check(
    id="cloudfront-compresses",
    title="Devices are sent compressed content",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=[DISTRIBUTIONS],
    passes="The distribution compresses what it sends by default. How heavy the pages are, people "
    "measure.",
    supports=["SUS03-BP04", "SUS04-BP07", "PERF04-BP05"],
    remedy=Remedy(
        console="CloudFront → {name} → Behaviors → Default → Edit: compress objects automatically.",
        cli="aws cloudfront get-distribution-config --id {last}",
        cloudformation=(
            "Site:\n  Type: AWS::CloudFront::Distribution\n  Properties:\n"
            "    DistributionConfig:\n      Enabled: true\n      DefaultCacheBehavior:\n"
            "        TargetOriginId: site\n        ViewerProtocolPolicy: redirect-to-https\n"
            "        Compress: true"
        ),
        terraform=(
            'resource "aws_cloudfront_distribution" "this" {\n'
            "  # the rest stays as it is\n"
            "  # {last}, {name}\n"
            "  default_cache_behavior {\n"
            "    compress = true\n"
            "  }\n"
            "}"
        ),
        cost="Free; saves the transfer of what is compressed",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
    "ServingCompressedFiles.html",
)
def compresses(snapshot: Snapshot) -> Iterator[Result]:
    enabled = [d for d in snapshot.of(DISTRIBUTIONS) if d.data.get("Enabled") is True]
    yield from judged(enabled, _compresses)


def _compresses(distribution: Resource) -> Result | None:
    config = aspect_map(distribution, "Config")
    behaviours = [config.get("DefaultCacheBehavior") or {}, *items(config.get("CacheBehaviors"))]
    if not config.get("DefaultCacheBehavior"):
        return None
    if true(behaviours[0].get("Compress")):
        return passed(distribution, f"{distribution.name} compresses what it sends.")
    return failed(distribution, f"{distribution.name} sends as it is what could be compressed.")
