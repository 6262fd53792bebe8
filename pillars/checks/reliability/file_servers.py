"""Several zones and backups for FSx file systems."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._backup import KINDS
from .._file_servers import FILES, LUSTRE, backup_days, deployment, is_scratch, kept_elsewhere
from .._reading import lacking
from .._values import label
from ..common import config_rule, counted, judged, required
from .backups_data import BACKUPS, IDENTIFIED, WEEK
from .backups_data import PRACTICE as SCHEDULED
from .zones_compute import MULTI_AZ, PRACTICE, PRODUCTION

_BACKED_UP = Remedy(
    console="FSx → File systems → {name} → Backups → Settings → Edit: daily automatic backups, "
    "kept for 30 days.",
    cli="aws fsx update-file-system --region {region} "
    "--file-system-id {last} --windows-configuration AutomaticBackupRetentionDays=30"
    "  # or --ontap-configuration, --open-zfs-configuration, --lustre-configuration",
    cloudformation=(
        "Files:\n  Type: AWS::FSx::FileSystem\n  Properties:\n    FileSystemType: WINDOWS\n"
        "    SubnetIds: [SUBNET1, SUBNET2]\n    StorageCapacity: 300\n"
        "    WindowsConfiguration:\n      DeploymentType: MULTI_AZ_1\n"
        "      PreferredSubnetId: SUBNET1\n      ThroughputCapacity: 32\n"
        "      AutomaticBackupRetentionDays: 30"
    ),
    terraform=(
        'resource "aws_fsx_windows_file_system" "this" {\n'
        "  # the rest stays as it is\n"
        "  automatic_backup_retention_days = 30\n"
        "}"
    ),
    cost="About 0.05 USD per GB and month of what changed",
)


@check(
    id="fsx-multi-az",
    title="FSx file systems are served from two zones",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=[FILES],
    passes="The file system for Windows, ONTAP or OpenZFS has a standby file server in another "
    "zone. Lustre has none in any deployment: whether its data is elsewhere too, a person decides, "
    f"and scratch file systems are left out. {PRODUCTION}",
    refutes=[PRACTICE, MULTI_AZ],
    proves=[MULTI_AZ],
    supports=[PRACTICE, "REL11-BP02"],
    remedy=Remedy(
        console="FSx → Backups → the newest of {name} → Restore, with deployment type Multi-AZ; "
        "mount it in place of {name}: the deployment type cannot be changed.",
        cli="aws fsx create-file-system-from-backup --region {region} --backup-id BACKUP "
        "--subnet-ids SUBNET1 SUBNET2 --windows-configuration "
        "DeploymentType=MULTI_AZ_1,PreferredSubnetId=SUBNET1,ThroughputCapacity=32",
        cloudformation=(
            "Files:\n  Type: AWS::FSx::FileSystem\n  Properties:\n    FileSystemType: WINDOWS\n"
            "    BackupId: BACKUP\n    SubnetIds: [SUBNET1, SUBNET2]\n"
            "    WindowsConfiguration:\n      DeploymentType: MULTI_AZ_1\n"
            "      PreferredSubnetId: SUBNET1\n      ThroughputCapacity: 32"
        ),
        terraform='resource "aws_fsx_windows_file_system" "this" {\n'
        '  backup_id           = "BACKUP"\n  deployment_type     = "MULTI_AZ_1"\n'
        '  preferred_subnet_id = "SUBNET1"\n  subnet_ids          = ["SUBNET1", "SUBNET2"]\n'
        "  throughput_capacity = 32\n}",
        cost="Nearly doubles the cost of storage and throughput",
    ),
    url="https://docs.aws.amazon.com/fsx/latest/WindowsGuide/high-availability-multiAZ.html",
    references=[
        config_rule("fsx-windows-deployment-type-check"),
        config_rule("fsx-ontap-deployment-type-check"),
        config_rule("fsx-openzfs-deployment-type-check"),
    ],
)
def fsx_multi_az(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of(FILES), lambda files: _zones(files, snapshot))


def _zones(files: Resource, snapshot: Snapshot) -> Result | None:
    if is_scratch(files):
        return None
    what = f"File system {label(files)}"
    if deployment(files).startswith("MULTI_AZ"):
        return passed(files, f"{what} has a standby in another zone.")
    if required(files, "FileSystemType") == LUSTRE:
        reason = f"{what} is of Lustre, in one zone: whether that is enough, a person decides."
        return unknown(files, reason)
    return lacking(snapshot, files, f"{what} is served from one zone only.")


@check(
    id="fsx-backups",
    title="FSx file systems are backed up automatically",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=[FILES, *KINDS],
    passes="Daily backups of the file system are on, or AWS Backup protects it. One of Lustre "
    "without backups may be filled from a bucket, and plans may select the volumes of one of "
    "ONTAP: a person decides. Scratch file systems are left out.",
    refutes=[SCHEDULED, IDENTIFIED, BACKUPS],
    proves=[BACKUPS],
    supports=[SCHEDULED, IDENTIFIED],
    remedy=_BACKED_UP,
    url="https://docs.aws.amazon.com/fsx/latest/WindowsGuide/using-backups.html",
    references=[config_rule("fsx-resources-protected-by-backup-plan")],
)
def fsx_backups(snapshot: Snapshot) -> Iterator[Result]:
    return judged(_lasting(snapshot), lambda files: _backed_up(files, snapshot))


def _lasting(snapshot: Snapshot) -> list[Resource]:
    return [files for files in snapshot.of(FILES) if not is_scratch(files)]


def _backed_up(files: Resource, snapshot: Snapshot) -> Result:
    what = f"File system {label(files)}"
    if days := backup_days(files):
        return passed(files, f"{what} keeps daily backups of {counted(days, 'day')}.")
    if how := kept_elsewhere(files, snapshot):
        return passed(files, f"{what} keeps none itself, but {how}.")
    return failed(files, f"{what} makes no backups.")


@check(
    id="fsx-backup-retention",
    title="FSx file systems keep backups of a week or longer",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[FILES],
    passes=f"Daily backups are kept for {WEEK} days or longer. File systems without any are "
    "judged by another check; a shorter time only keeps the proof open.",
    proves=[BACKUPS],
    supports=[IDENTIFIED],
    remedy=_BACKED_UP,
    url="https://docs.aws.amazon.com/fsx/latest/WindowsGuide/using-backups.html",
)
def fsx_retention(snapshot: Snapshot) -> Iterator[Result]:
    return judged(_lasting(snapshot), _retention)


def _retention(files: Resource) -> Result | None:
    days = backup_days(files)
    if not days:
        return None
    reason = f"File system {label(files)} keeps backups of {counted(days, 'day')}."
    return passed(files, reason) if days >= WEEK else failed(files, reason)


CHECKS: tuple[Check, ...] = (fsx_multi_az, fsx_backups, fsx_retention)
