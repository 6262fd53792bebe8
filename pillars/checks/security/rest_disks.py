"""Encryption at rest of disks and files: EBS, EFS and S3."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import aspect_map, label, many, true
from ..common import config_rule, judged, listed, required

AT_REST = "foundations/sec_encryption_at_rest"
PRACTICE = "SEC08-BP02"
_EBS_URL = "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html"


@check(
    id="ebs-volumes-encrypted",
    title="EBS volumes are encrypted",
    pillar="security",
    severity=Severity.HIGH,
    needs=["ec2.volume"],
    passes="The volume is encrypted.",
    refutes=[PRACTICE, AT_REST],
    proves=[AT_REST],
    supports=[PRACTICE],
    remedy=Remedy(
        console="EC2 → Volumes → {name} → Create snapshot; copy the snapshot with Encrypt this "
        "snapshot; create a volume from the copy and put it in the old one's place.",
        cli=(
            "aws ec2 create-snapshot --region {region} --volume-id {last}\n"
            "# when it is complete\n"
            "aws ec2 copy-snapshot --region {region} --source-region {region} "
            "--source-snapshot-id SNAPSHOT --encrypted\n"
            "# in the zone of {last}, then change the volumes while the instance is stopped\n"
            "aws ec2 create-volume --region {region} --availability-zone ZONE --snapshot-id "
            "ENCRYPTED_SNAPSHOT"
        ),
        cloudformation=(
            "Volume:\n"
            "  Type: AWS::EC2::Volume\n"
            "  Properties:\n"
            "    AvailabilityZone: !Ref Zone  # that of {last}\n"
            "    SnapshotId: ENCRYPTED_SNAPSHOT\n"
            "    Encrypted: true"
        ),
        terraform=(
            'resource "aws_ebs_volume" "data" {\n'
            '  availability_zone = "ZONE"  # that of {last}\n'
            "  snapshot_id       = aws_ebs_snapshot_copy.encrypted.id\n"
            "  encrypted         = true\n"
            "}\n"
            'resource "aws_ebs_snapshot_copy" "encrypted" {\n'
            '  source_snapshot_id = "SNAPSHOT"\n'
            '  source_region      = "{region}"\n'
            "  encrypted          = true\n"
            "}"
        ),
        cost="Free but for the snapshots that the move needs",
    ),
    url=_EBS_URL,
    references=[config_rule("encrypted-volumes")],
)
def ebs_volumes(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("ec2.volume"), _volume)


def _volume(volume: Resource) -> Result:
    what = f"Volume {label(volume)} ({_size(volume)}, {_use(volume)})"
    if true(required(volume, "Encrypted")):
        return passed(volume, f"{what} is encrypted.")
    return failed(volume, f"{what} is not encrypted.")


def _size(volume: Resource) -> str:
    size = volume.get("Size")
    return "size not known" if size is None else f"{size} GiB"


def _use(volume: Resource) -> str:
    owners = [str(each.get("InstanceId")) for each in many(volume.get("Attachments"))]
    return f"attached to {listed(owners)}" if owners else "not attached"


@check(
    id="ebs-snapshots-encrypted",
    title="EBS snapshots are encrypted",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["ec2.snapshot"],
    passes="The account's own snapshot is encrypted.",
    refutes=[PRACTICE, "REL09-BP02", AT_REST],
    proves=[AT_REST],
    supports=[PRACTICE, "REL09-BP02"],
    remedy=Remedy(
        console="EC2 → Snapshots → {name} → Actions → Copy snapshot → Encrypt this snapshot; "
        "delete the old one when nothing depends on it.",
        cli="aws ec2 copy-snapshot --region {region} --source-region {region} "
        "--source-snapshot-id {last} --encrypted",
        terraform=(
            'resource "aws_ebs_snapshot_copy" "encrypted" {\n'
            '  source_snapshot_id = "{last}"\n'
            '  source_region      = "{region}"\n'
            "  encrypted          = true\n"
            "}"
        ),
        cost="The encrypted copy, about 0.05 USD per GB and month, until the old snapshot is "
        "deleted",
    ),
    url=_EBS_URL,
)
def ebs_snapshots(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("ec2.snapshot"), _snapshot)


def _snapshot(copy: Resource) -> Result:
    what = f"Snapshot {label(copy)} of {copy.get('VolumeId', 'an unknown volume')}"
    if true(required(copy, "Encrypted")):
        return passed(copy, f"{what} is encrypted.")
    return failed(copy, f"{what} is not encrypted.")


@check(
    id="ebs-encryption-by-default",
    title="New EBS volumes are encrypted by default",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["ec2.ebs_encryption_default", "ec2.volume"],
    passes="EBS encryption by default is on in the region, where the region has volumes. Off, it "
    "says nothing of existing volumes; it only keeps the proof open.",
    proves=[AT_REST],
    supports=["SEC08-BP03", PRACTICE],
    remedy=Remedy(
        console="EC2 → choose {region} → Account attributes → Data protection and security → EBS "
        "encryption → Manage → Enable.",
        cli="aws ec2 enable-ebs-encryption-by-default --region {region}",
        terraform='resource "aws_ebs_encryption_by_default" "this" {\n  enabled = true\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html",
    references=[config_rule("ec2-ebs-encryption-by-default")],
)
def ebs_by_default(snapshot: Snapshot) -> Iterator[Result]:
    used = {(volume.account, volume.region) for volume in snapshot.of("ec2.volume")}
    settings = snapshot.of("ec2.ebs_encryption_default")
    return judged([s for s in settings if (s.account, s.region) in used], _by_default)


def _by_default(setting: Resource) -> Result:
    on = true(required(setting, "EbsEncryptionByDefault"))
    reason = f"EBS encryption by default is {'on' if on else 'off'} in {setting.region}."
    return passed(setting, reason) if on else failed(setting, reason)


@check(
    id="efs-encrypted",
    title="EFS file systems are encrypted",
    pillar="security",
    severity=Severity.HIGH,
    needs=["efs.file_system"],
    passes="The file system is encrypted at rest.",
    refutes=[PRACTICE, AT_REST],
    proves=[AT_REST],
    supports=[PRACTICE],
    remedy=Remedy(
        console="EFS → Create file system with encryption on, copy the data with AWS DataSync, "
        "and mount it in place of {name}: encryption cannot be switched on later.",
        cli="aws efs create-file-system --encrypted --region {region} --tags Key=Name,Value={name}",
        cloudformation=(
            "Files:\n  Type: AWS::EFS::FileSystem\n  Properties:\n    Encrypted: true\n"
            "    KmsKeyId: !GetAtt Key.Arn"
        ),
        terraform='resource "aws_efs_file_system" "this" {\n  encrypted  = true\n'
        "  kms_key_id = aws_kms_key.files.arn\n}",
        cost="Free but for both file systems while the data is copied",
    ),
    url="https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html",
    references=[config_rule("efs-encrypted-check")],
)
def efs(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("efs.file_system"), _file_system)


def _file_system(files: Resource) -> Result:
    if true(required(files, "Encrypted")):
        return passed(files, f"File system {label(files)} is encrypted.")
    return failed(files, f"File system {label(files)} is not encrypted.")


@check(
    id="s3-buckets-encrypted",
    title="S3 buckets encrypt what is put in them",
    pillar="security",
    severity=Severity.HIGH,
    needs=["s3.bucket"],
    passes="The bucket has default encryption, with a key of S3's or of KMS.",
    refutes=[PRACTICE, AT_REST],
    proves=[AT_REST],
    supports=[PRACTICE],
    remedy=Remedy(
        console="S3 → {name} → Properties → Default encryption → Edit.",
        cli="aws s3api put-bucket-encryption --bucket {name} "
        "--server-side-encryption-configuration "
        '\'{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]}\'',
        cloudformation=(
            'Bucket:\n  Type: AWS::S3::Bucket\n  Properties:\n    BucketName: "{name}"\n'
            "    BucketEncryption:\n      ServerSideEncryptionConfiguration:\n"
            "        - ServerSideEncryptionByDefault:\n            SSEAlgorithm: aws:kms\n"
            "          BucketKeyEnabled: true"
        ),
        terraform='resource "aws_s3_bucket_server_side_encryption_configuration" "this" {\n'
        '  bucket = "{name}"\n  rule {\n    apply_server_side_encryption_by_default {\n'
        '      sse_algorithm = "aws:kms"\n    }\n  }\n}',
        cost="Free with S3's keys; 1 USD per month and the requests for a key of your own",
    ),
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html",
    references=[config_rule("s3-bucket-server-side-encryption-enabled")],
)
def s3_buckets(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("s3.bucket"), _bucket)


def _bucket(bucket: Resource) -> Result:
    found = aspect_map(bucket, "Encryption", inside="ServerSideEncryptionConfiguration")
    defaults = [
        rule.get("ApplyServerSideEncryptionByDefault") or {} for rule in many(found.get("Rules"))
    ]
    algorithms = [str(d["SSEAlgorithm"]) for d in defaults if d.get("SSEAlgorithm")]
    if algorithms:
        return passed(bucket, f"Bucket {bucket.name} encrypts by default with {algorithms[0]}.")
    return failed(bucket, f"Bucket {bucket.name} has no default encryption.")


CHECKS: tuple[Check, ...] = (ebs_volumes, ebs_snapshots, ebs_by_default, efs, s3_buckets)
