"""FSx file systems: which of them keep data, and how their backups are known."""

from collections.abc import Iterator, Mapping
from typing import Any

from pillars.facts import Resource, Snapshot, Unread

from ._backup import PROTECTED, protected_by
from .common import dig, number, required

FILES = "fsx.file_system"
BACKUPS = "fsx.backup"
LUSTRE = "LUSTRE"
# Backups of these are made of their volumes, which no list of file systems names.
BY_VOLUME = "ONTAP"


def deployment(files: Resource) -> str:
    """`MULTI_AZ_1`, `SINGLE_AZ_2`, `PERSISTENT_2`; raises Unread."""
    found = _settings(files).get("DeploymentType")
    if not found:
        raise Unread("the answer holds no DeploymentType")
    return str(found)


def is_scratch(files: Resource) -> bool:
    """Whether it was made for data that may be lost: AWS keeps one copy and makes no backups."""
    return str(dig(files.data.get("Configuration"), "DeploymentType")).startswith("SCRATCH")


def backup_days(files: Resource) -> int:
    """For how many days its daily backups are kept, 0 for none; raises Unread."""
    days = number(_settings(files).get("AutomaticBackupRetentionDays"))
    if days is None and required(files, "FileSystemType") != LUSTRE:
        raise Unread("the answer holds no AutomaticBackupRetentionDays")
    return int(days or 0)


def kept_elsewhere(files: Resource, snapshot: Snapshot) -> str:
    """How AWS Backup keeps one without daily backups, an empty text where nothing does.

    Raises Unread where that is not known: a bucket may hold what Lustre does, and plans may
    select the volumes of ONTAP.
    """
    if how := protected_by(files, snapshot):
        return how
    kind = required(files, "FileSystemType")
    if kind == LUSTRE:
        raise Unread("whether a bucket holds the same")
    if kind == BY_VOLUME and _volumes_may_be_kept(files, snapshot):
        raise Unread("which of its volumes AWS Backup keeps")
    return ""


def copied_backups(files: Resource, snapshot: Snapshot) -> Iterator[Resource]:
    """Its backups, or those of its volumes, that were copied to another region and arrived."""
    for copy in snapshot.of(BACKUPS, account=files.account):
        data = copy.data
        same = data.get("FileSystemId") == required(files, "FileSystemId")
        away = data.get("SourceBackupRegion") == files.region != copy.region
        if same and away and data.get("Lifecycle") == "AVAILABLE":
            yield copy


def _volumes_may_be_kept(files: Resource, snapshot: Snapshot) -> bool:
    if snapshot.of("backup.plan", account=files.account, region=files.region):
        return True
    inside = f":volume/{required(files, 'FileSystemId')}/"
    kept = snapshot.of(PROTECTED, account=files.account)
    return any(inside in str(found.data.get("ResourceArn", found.id)) for found in kept)


def _settings(files: Resource) -> Mapping[str, Any]:
    found: Mapping[str, Any] = required(files, "Configuration")
    return found
