"""Copies of disks, machines and databases that anybody could restore."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import label, many, true
from ..common import aspect, config_rule, judged, required

_PRACTICE = "SEC03-BP07"


@check(
    id="ebs-snapshots-private",
    title="Snapshots of volumes are shared with nobody unnamed",
    pillar="security",
    severity=Severity.HIGH,
    needs=["ec2.snapshot"],
    passes="The snapshot is encrypted, which AWS shares with nobody unnamed, or is not public.",
    refutes=[_PRACTICE],
    supports=[_PRACTICE],
    remedy=Remedy(
        console="EC2 → Snapshots → {name} → Actions → Modify permissions → Private; then EC2 → "
        "Settings → Block public access for EBS snapshots.",
        cli="aws ec2 modify-snapshot-attribute --region {region} "
        "--snapshot-id {last} "
        "--attribute createVolumePermission --operation-type remove --group-names all\n"
        "aws ec2 enable-snapshot-block-public-access --region {region} --state block-all-sharing",
        cloudformation=(
            "Block:\n  Type: AWS::EC2::SnapshotBlockPublicAccess\n  Properties:\n"
            "    State: block-all-sharing"
        ),
        terraform='resource "aws_ebs_snapshot_block_public_access" "this" {\n'
        '  state = "block-all-sharing"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html",
    references=[config_rule("ebs-snapshot-public-restorable-check")],
)
def disks_private(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("ec2.snapshot"), lambda copy: _private(copy, "Encrypted"))


@check(
    id="ec2-images-private",
    title="Images of machines are shared with nobody unnamed",
    pillar="security",
    severity=Severity.HIGH,
    needs=["ec2.image"],
    passes="The image is not public. One that is published on purpose has its finding suppressed.",
    refutes=[_PRACTICE],
    supports=[_PRACTICE],
    remedy=Remedy(
        console="EC2 → AMIs → {name} → Actions → Edit AMI permissions → Private; then EC2 → "
        "Settings → Block public access for AMIs.",
        cli="aws ec2 modify-image-attribute --region {region} "
        "--image-id {last} "
        "--attribute launchPermission --operation-type remove --user-groups all\n"
        "aws ec2 enable-image-block-public-access --region {region} "
        "--image-block-public-access-state block-new-sharing",
        terraform='resource "aws_ec2_image_block_public_access" "this" {\n'
        '  state = "block-new-sharing"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html",
)
def images_private(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("ec2.image"), _image)


def _image(image: Resource) -> Result:
    if true(required(image, "Public")):
        return failed(image, f"Image {label(image)} can be launched by anybody.")
    return passed(image, f"Image {label(image)} is not public.")


@check(
    id="rds-snapshots-private",
    title="Snapshots of databases are shared with nobody unnamed",
    pillar="security",
    severity=Severity.HIGH,
    needs=["rds.snapshot"],
    passes="The snapshot is encrypted, which AWS shares with nobody unnamed, or is not public.",
    refutes=[_PRACTICE],
    supports=[_PRACTICE],
    remedy=Remedy(
        console="RDS → Snapshots → {name} → Actions → Share snapshot → Private.",
        cli=(
            "aws rds modify-db-snapshot-attribute --region {region} --db-snapshot-identifier "
            "{last} --attribute-name restore --values-to-remove all"
        ),
        terraform='resource "aws_db_snapshot_copy" "private" {\n'
        '  source_db_snapshot_identifier = "{id}"\n'
        '  target_db_snapshot_identifier = "{name}-private"\n'
        "  kms_key_id                    = aws_kms_key.this.arn\n}",
        cost="Free",
        others=(
            (
                ":cluster-snapshot:",
                Remedy(
                    cli=(
                        "aws rds modify-db-cluster-snapshot-attribute --region {region} "
                        "--db-cluster-snapshot-identifier {last} --attribute-name "
                        "restore --values-to-remove all"
                    ),
                    terraform=(
                        'resource "aws_rds_cluster_snapshot_copy" "private" {\n'
                        '  source_db_cluster_snapshot_identifier = "{id}"\n'
                        '  target_db_cluster_snapshot_identifier = "{name}-private"\n'
                        "}"
                    ),
                ),
            ),
        ),
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html",
    references=[config_rule("rds-snapshots-public-prohibited")],
)
def databases_private(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("rds.snapshot"), _database)


def _database(copy: Resource) -> Result:
    cluster = "StorageEncrypted" in copy.data
    return _private(copy, "StorageEncrypted" if cluster else "Encrypted")


def _private(copy: Resource, encryption: str) -> Result:
    if true(required(copy, encryption)):
        return passed(copy, f"Snapshot {label(copy)} is encrypted, and so never public.")
    if "all" in many(aspect(copy, "Sharing")):
        return failed(copy, f"Snapshot {label(copy)} can be restored by anybody.")
    return passed(copy, f"Snapshot {label(copy)} is not public.")


CHECKS: tuple[Check, ...] = (disks_private, images_private, databases_private)
