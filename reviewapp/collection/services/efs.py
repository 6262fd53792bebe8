"""EFS: file systems with their backups, their policies, and how files move to cheaper storage."""

import json
from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..tags import name_of, tag_map


@collects(
    "efs.file_system",
    call="elasticfilesystem:DescribeFileSystems",
    actions=(
        "elasticfilesystem:DescribeBackupPolicy",
        "elasticfilesystem:DescribeFileSystemPolicy",
        "elasticfilesystem:DescribeLifecycleConfiguration",
    ),
)
def file_systems(reader: Reader) -> Iterator[Item]:
    found = reader.pages("describe_file_systems", "FileSystems")
    yield from reader.spread(lambda file_system: _file_system(reader, file_system), found)


def _file_system(reader: Reader, file_system: dict[str, Any]) -> Item:
    identity = file_system["FileSystemId"]
    more = reader.aspects(file_system)
    more.read(
        "BackupPolicy",
        "describe_backup_policy",
        pick="BackupPolicy",
        absent=("PolicyNotFound",),
        FileSystemId=identity,
    )
    more.read(
        "Lifecycle",
        "describe_lifecycle_configuration",
        pick="LifecyclePolicies",
        FileSystemId=identity,
    )
    more.read(
        "Policy",
        "describe_file_system_policy",
        pick="Policy",
        absent=("PolicyNotFound",),
        FileSystemId=identity,
    )
    more.change("Policy", json.loads)
    tags = tag_map(file_system.get("Tags"))
    arn = file_system.get("FileSystemArn") or reader.arn(
        "elasticfilesystem", f"file-system/{identity}"
    )
    return Item(arn, more.data, name=name_of(tags, identity), tags=tags, unread=more.unread)
