"""FSx: file systems, and the backups that people took or copied."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..tags import name_of, tag_map

# Names of administrators, of directories and of their servers stay where they are.
KEPT = (
    *("FileSystemId", "FileSystemType", "Lifecycle", "CreationTime", "StorageCapacity"),
    *("StorageType", "VpcId", "SubnetIds", "NetworkInterfaceIds", "KmsKeyId"),
)
CONFIGURATIONS = (
    *("WindowsConfiguration", "LustreConfiguration", "OntapConfiguration"),
    "OpenZFSConfiguration",
)
KEPT_OF_CONFIGURATION = (
    *("DeploymentType", "AutomaticBackupRetentionDays", "DailyAutomaticBackupStartTime"),
    *("ThroughputCapacity", "DataRepositoryConfiguration"),
)
KEPT_OF_BACKUP = (
    *("BackupId", "Lifecycle", "Type", "CreationTime", "KmsKeyId"),
    *("SourceBackupId", "SourceBackupRegion", "ResourceType"),
)
# Those that come and go by a schedule are told by the retention of their file system.
TAKEN = [{"Name": "backup-type", "Values": ["USER_INITIATED"]}]


@collects("fsx.file_system", call="fsx:DescribeFileSystems")
def file_systems(reader: Reader) -> Iterator[Item]:
    """Each with `Configuration`: what is kept of the one that its type has."""
    for found in reader.pages("describe_file_systems", "FileSystems"):
        identity = found["FileSystemId"]
        tags = tag_map(found.get("Tags"))
        arn = found.get("ResourceARN") or reader.arn("fsx", f"file-system/{identity}")
        data = {**_kept(found, KEPT), "Configuration": _configuration(found)}
        yield Item(arn, data, name=name_of(tags, identity), tags=tags)


def _configuration(found: dict[str, Any]) -> dict[str, Any] | None:
    own = next((found[name] for name in CONFIGURATIONS if found.get(name)), None)
    return None if own is None else _kept(own, KEPT_OF_CONFIGURATION)


def _kept(found: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: found[name] for name in names if name in found}


@collects("fsx.backup", call="fsx:DescribeBackups")
def backups(reader: Reader) -> Iterator[Item]:
    """Backups that nobody's schedule deletes, each with the `FileSystemId` that it was made of."""
    for found in reader.pages("describe_backups", "Backups", Filters=TAKEN):
        identity = found["BackupId"]
        tags = tag_map(found.get("Tags"))
        arn = found.get("ResourceARN") or reader.arn("fsx", f"backup/{identity}")
        yield Item(arn, _backup(found), name=name_of(tags, identity), tags=tags)


def _backup(found: dict[str, Any]) -> dict[str, Any]:
    """A volume's backup names its file system with the volume."""
    made_of = (found.get("FileSystem") or {}, found.get("Volume") or {})
    ids = (each["FileSystemId"] for each in made_of if each.get("FileSystemId"))
    return {**_kept(found, KEPT_OF_BACKUP), "FileSystemId": next(ids, None)}
