"""Storage that nothing uses: unattached volumes, forgotten snapshots."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .. import _money
from .._values import label
from ..common import config_rule, days_since, dig, judged, required

UNUSED = "foundations/cost_unused_deleted"
DECOMMISSION = "COST04-BP03"
ASSETS = "SUS02-BP03"
OLD_DAYS = 90
# Tags that AWS Backup and Data Lifecycle Manager put on what they will delete again.
SCHEDULED_TAGS = ("aws:backup:", "aws:dlm:", "dlm:managed")


@check(
    id="ebs-volume-attached",
    title="No volume is left unattached",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=["ec2.volume"],
    passes="The volume is attached to an instance.",
    refutes=[UNUSED, DECOMMISSION, ASSETS],
    proves=[UNUSED],
    remedy=Remedy(
        console="EC2 → Volumes → {name}: create a snapshot where the data may be needed, then "
        "Delete volume.",
        cli=(
            "# keep what may be needed, and wait until it is there\n"
            "aws ec2 create-snapshot --region {region} --volume-id {last} --description "
            "'before deletion of the volume'\n"
            "aws ec2 delete-volume --region {region} --volume-id {last}"
        ),
        terraform="# Remove the aws_ebs_volume resource of {name} and apply.",
        cost="Saves about 0.08 USD per GB and month of gp3",
    ),
    url="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-volume.html",
    references=[config_rule("ec2-volume-inuse-check")],
)
def volume_attached(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("ec2.volume"), _attached)


def _attached(volume: Resource) -> Result | None:
    state = str(required(volume, "State"))
    if state == "available":
        size = volume.get("Size", "?")
        kind = volume.get("VolumeType", "a volume")
        reason = f"Volume {label(volume)} ({size} GiB, {kind}) is attached to nothing."
        return failed(volume, reason, _money.volume(volume))
    if state == "in-use":
        return passed(volume, f"Volume {label(volume)} is attached.")
    return None


@check(
    id="ebs-snapshot-recent",
    title="Old snapshots are deleted",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=["ec2.snapshot", "ec2.image"],
    passes=f"The snapshot is at most {OLD_DAYS} days old, belongs to an image of the account, or "
    "is kept by AWS Backup or Data Lifecycle Manager, which delete it in time.",
    refutes=[UNUSED, DECOMMISSION, "SUS04-BP05"],
    proves=[UNUSED],
    supports=["COST04-BP05"],
    remedy=Remedy(
        console="EC2 → Snapshots → {name} → Delete snapshot, or archive it where it must be kept; "
        "EC2 → Lifecycle Manager for those to come.",
        cli=(
            "# keep it for a quarter of the price\n"
            "aws ec2 modify-snapshot-tier --region {region} --snapshot-id {last} "
            "--storage-tier archive\n"
            "# or, where nobody needs it\n"
            "aws ec2 delete-snapshot --region {region} --snapshot-id {last}"
        ),
        cloudformation=(
            "Daily:\n  Type: AWS::DLM::LifecyclePolicy\n  Properties:\n"
            "    Description: Daily snapshots, kept two weeks\n    State: ENABLED\n"
            "    ExecutionRoleArn: !GetAtt SnapshotRole.Arn\n    PolicyDetails:\n"
            "      ResourceTypes: [VOLUME]\n      TargetTags:\n"
            "        - {Key: backup, Value: daily}\n      Schedules:\n        - Name: daily\n"
            "          CreateRule: {Interval: 24, IntervalUnit: HOURS}\n"
            "          RetainRule: {Count: 14}"
        ),
        terraform=(
            'resource "aws_dlm_lifecycle_policy" "daily" {\n'
            '  description        = "Daily snapshots, kept two weeks"\n'
            '  state              = "ENABLED"\n'
            "  execution_role_arn = aws_iam_role.snapshots.arn\n"
            "  policy_details {\n"
            '    resource_types = ["VOLUME"]\n'
            '    target_tags    = { backup = "daily" }\n'
            "    schedule {\n"
            '      name = "daily"\n'
            "      create_rule {\n"
            "        interval      = 24\n"
            '        interval_unit = "HOURS"\n'
            "      }\n"
            "      retain_rule {\n"
            "        count = 14\n"
            "      }\n"
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="Saves about 0.05 USD per GB and month",
    ),
    url="https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-lifecycle.html",
)
def snapshot_recent(snapshot: Snapshot) -> Iterator[Result]:
    images = {image: i.name for i in snapshot.of("ec2.image") for image in _snapshots_of(i)}
    read = set(snapshot.places("ec2.image"))
    yield from judged(
        snapshot.of("ec2.snapshot"),
        lambda found: _recent(snapshot, found, images, (found.account, found.region) in read),
    )


def _recent(
    snapshot: Snapshot, found: Resource, images: dict[str, str], images_read: bool
) -> Result:
    age = days_since(snapshot, required(found, "StartTime"))
    if age is None:
        return unknown(found, f"The age of snapshot {label(found)} cannot be read.")
    reason = f"Snapshot {label(found)} is {age} days old"
    if age <= OLD_DAYS:
        return passed(found, f"{reason}.")
    if any(key.startswith(SCHEDULED_TAGS) for key in found.tags):
        return passed(found, f"{reason} and is kept by a backup plan.")
    if image := images.get(str(found.get("SnapshotId"))):
        return passed(found, f"{reason} and belongs to image {image}.")
    if not images_read:
        return unknown(found, f"{reason}; whether an image needs it was not read.")
    reason = f"{reason} and belongs to no image or backup plan."
    return failed(found, reason, _money.snapshot(found))


def _snapshots_of(image: Resource) -> Iterator[str]:
    for mapping in image.data.get("BlockDeviceMappings") or ():
        yield str(dig(mapping, "Ebs", "SnapshotId"))
