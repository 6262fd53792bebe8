"""Data that moves to cheaper storage or goes: buckets, files, images, logs."""

from collections.abc import Iterator
from typing import Any

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot
from pillars.savings import Saving

from .. import _money
from .._usage import Usage
from ..common import aspect, config_rule, counted, judged

# What a rule can do to objects; clearing incomplete uploads is no lifecycle of data.
MOVES = (
    "Expiration",
    "Transitions",
    "Transition",
    "NoncurrentVersionExpiration",
    "NoncurrentVersionTransitions",
)


@check(
    id="s3-bucket-lifecycle",
    title="Buckets have lifecycle rules",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=["s3.bucket"],
    passes="An enabled lifecycle rule of the bucket moves or expires objects. A rule that only "
    "clears incomplete uploads does neither.",
    refutes=["foundations/cost_s3_lifecycle", "SUS04-BP03"],
    proves=["foundations/cost_s3_lifecycle"],
    supports=["COST04-BP05", "COST04-BP04", "SUS04-BP05", "SUS04-BP02"],
    remedy=Remedy(
        console="S3 → {name} → Management → Create lifecycle rule: transition after 30 days, "
        "expire what nobody needs, remove noncurrent versions.",
        cli="aws s3api put-bucket-lifecycle-configuration --bucket {name} "
        "--lifecycle-configuration file://lifecycle.json",
        cloudformation=(
            'Bucket:\n  Type: AWS::S3::Bucket\n  Properties:\n    BucketName: "{name}"\n'
            "    LifecycleConfiguration:\n      Rules:\n        - Id: tier\n"
            "          Status: Enabled\n          Transitions:\n"
            "            - {TransitionInDays: 30, StorageClass: INTELLIGENT_TIERING}"
        ),
        terraform=(
            'resource "aws_s3_bucket_lifecycle_configuration" "this" {\n'
            '  bucket = "{name}"\n'
            "  rule {\n"
            '    id     = "tier"\n'
            '    status = "Enabled"\n'
            "    filter {}\n"
            "    transition {\n"
            "      days          = 30\n"
            '      storage_class = "INTELLIGENT_TIERING"\n'
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="0.01 USD per 1,000 objects moved; saves from 40 % of the storage of what is not read",
    ),
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html",
    references=[config_rule("s3-lifecycle-policy-check")],
)
def bucket_lifecycle(snapshot: Snapshot) -> Iterator[Result]:
    usage = Usage(snapshot)
    yield from judged(snapshot.of("s3.bucket"), lambda bucket: _lifecycle(bucket, usage))


def _lifecycle(bucket: Resource, usage: Usage) -> Result:
    rules: list[dict[str, Any]] = aspect(bucket, "Lifecycle") or []
    enabled = [rule for rule in rules if rule.get("Status") == "Enabled"]
    moving = [rule for rule in enabled if _moves(rule)]
    if not moving:
        return failed(bucket, _why_nothing_moves(bucket, rules, enabled), _cold(bucket, usage))
    what = counted(len(moving), "enabled lifecycle rule")
    return passed(bucket, f"Bucket {bucket.name} has {what}.")


def _moves(rule: dict[str, Any]) -> bool:
    """To clear markers of what was deleted moves and expires nothing."""
    markers = (rule.get("Expiration") or {}).keys() == {"ExpiredObjectDeleteMarker"}
    return any(rule.get(key) for key in MOVES if not (markers and key == "Expiration"))


def _why_nothing_moves(bucket: Resource, rules: list[Any], enabled: list[Any]) -> str:
    if not rules:
        return f"Bucket {bucket.name} has no lifecycle rule."
    if not enabled:
        return f"The lifecycle rules of bucket {bucket.name} are all disabled."
    return f"The rules of bucket {bucket.name} only clear incomplete uploads or markers."


def _cold(bucket: Resource, usage: Usage) -> Saving | None:
    if bucket.data.get("IntelligentTiering"):
        return None
    return _money.cold_objects(bucket, usage.known(bucket, "AWS/S3", bucket.name))


@check(
    id="logs-group-retention",
    title="Log groups expire",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=["logs.log_group"],
    passes="The log group has a retention period; without one it is kept, and paid, for ever.",
    refutes=["COST04-BP05"],
    supports=["SUS04-BP03", "SUS04-BP05", "SEC07-BP04"],
    remedy=Remedy(
        console="CloudWatch → Log groups → {name} → Actions → Edit retention setting.",
        cli="aws logs put-retention-policy --region {region} --log-group-name {name} "
        "--retention-in-days 30",
        cloudformation=(
            'Group:\n  Type: AWS::Logs::LogGroup\n  Properties:\n    LogGroupName: "{name}"\n'
            "    RetentionInDays: 30"
        ),
        terraform='resource "aws_cloudwatch_log_group" "this" {\n  name              = "{name}"\n'
        "  retention_in_days = 30\n}",
        cost="Free; saves 0.03 USD per GB and month",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/"
    "Working-with-log-groups-and-streams.html",
    references=[config_rule("cw-loggroup-retention-period-check")],
)
def group_retention(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("logs.log_group"), _retention)


def _retention(group: Resource) -> Result:
    days = group.get("retentionInDays")
    if days is None:
        return failed(group, f"Log group {group.name} never expires.", _money.logs(group))
    return passed(group, f"Log group {group.name} keeps events for {counted(int(days), 'day')}.")


@check(
    id="efs-files-tiered",
    title="File systems move cold files",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=["efs.file_system"],
    passes="A lifecycle policy moves files that are not read to a cheaper class.",
    supports=["SUS04-BP02", "SUS04-BP03", "COST06-BP03"],
    remedy=Remedy(
        console="EFS → File systems → {name} → Edit → Lifecycle management: transition into "
        "Infrequent Access after 30 days.",
        cli="aws efs put-lifecycle-configuration --region {region} "
        "--file-system-id {last} "
        "--lifecycle-policies TransitionToIA=AFTER_30_DAYS",
        cloudformation=(
            "Files:\n  Type: AWS::EFS::FileSystem\n  Properties:\n    LifecyclePolicies:\n"
            "      - TransitionToIA: AFTER_30_DAYS"
        ),
        terraform=(
            'resource "aws_efs_file_system" "this" {\n'
            "  # the rest stays as it is\n"
            "  # {last}, {name}\n"
            "  lifecycle_policy {\n"
            '    transition_to_ia = "AFTER_30_DAYS"\n'
            "  }\n"
            "}"
        ),
        cost="Saves over 90 % of the storage of cold files; reading them costs 0.01 USD per GB",
    ),
    url="https://docs.aws.amazon.com/efs/latest/ug/lifecycle-management-efs.html",
)
def files_tiered(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("efs.file_system"), _tiered)


def _tiered(system: Resource) -> Result:
    policies = aspect(system, "Lifecycle") or []
    if any("TransitionToIA" in p or "TransitionToArchive" in p for p in policies):
        return passed(system, f"File system {system.name} moves cold files.")
    return failed(system, f"File system {system.name} keeps every file in the standard class.")


@check(
    id="ecr-repository-lifecycle",
    title="Old images are deleted",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=["ecr.repository"],
    passes="A lifecycle policy of the repository expires images.",
    supports=["SUS04-BP05", "COST04-BP05", "COST04-BP04"],
    remedy=Remedy(
        console="ECR → Repositories → {name} → Lifecycle policy → Create rule.",
        cli="aws ecr put-lifecycle-policy --region {region} --repository-name {name} "
        "--lifecycle-policy-text file://policy.json",
        cloudformation=(
            "Repository:\n  Type: AWS::ECR::Repository\n  Properties:\n"
            '    RepositoryName: "{name}"\n    LifecyclePolicy:\n'
            '      LifecyclePolicyText: \'{"rules":[{"rulePriority":1,'
            '"selection":{"tagStatus":"untagged","countType":"sinceImagePushed",'
            '"countUnit":"days","countNumber":14},"action":{"type":"expire"}}]}\''
        ),
        terraform=(
            'resource "aws_ecr_lifecycle_policy" "this" {\n'
            '  repository = "{name}"\n'
            "  policy = jsonencode({\n"
            "    rules = [{\n"
            "      rulePriority = 1\n"
            "      selection = {\n"
            '        tagStatus = "untagged", countType = "sinceImagePushed", countUnit = '
            '"days", countNumber = 14\n'
            "      }\n"
            '      action = { type = "expire" }\n'
            "    }]\n"
            "  })\n"
            "}"
        ),
        cost="Free; saves 0.10 USD per GB and month",
    ),
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
)
def repository_lifecycle(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("ecr.repository"), _images)


def _images(repository: Resource) -> Result:
    if aspect(repository, "LifecyclePolicy"):
        return passed(repository, f"Repository {repository.name} expires images.")
    return failed(repository, f"Repository {repository.name} keeps every image for ever.")
