"""RDS: database instances, clusters and the snapshots people made."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..aspects import Aspects
from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map
from .rds_tls import ParameterGroups

SNAPSHOTS = (
    ("describe_db_snapshots", "DBSnapshots", "DBSnapshot"),
    ("describe_db_cluster_snapshots", "DBClusterSnapshots", "DBClusterSnapshot"),
)
_ATTRIBUTES = {
    "DBSnapshot": "describe_db_snapshot_attributes",
    "DBClusterSnapshot": "describe_db_cluster_snapshot_attributes",
}


@collects(
    "rds.instance",
    call="rds:DescribeDBInstances",
    actions=(
        "rds:DescribeDBClusters",
        "rds:DescribeDBParameters",
        "rds:DescribeDBClusterParameters",
    ),
)
def instances(reader: Reader) -> Iterator[Item]:
    groups = ParameterGroups(reader)
    for instance in reader.pages("describe_db_instances", "DBInstances"):
        more = reader.aspects(instance)
        groups.tell(more)
        yield Item(
            instance["DBInstanceArn"],
            more.data,
            name=instance["DBInstanceIdentifier"],
            tags=tag_map(instance.get("TagList")),
            unread=more.unread,
        )


@collects("rds.cluster", call="rds:DescribeDBClusters")
def clusters(reader: Reader) -> Iterator[Item]:
    for cluster in reader.pages("describe_db_clusters", "DBClusters"):
        yield Item(
            cluster["DBClusterArn"],
            cluster,
            name=cluster["DBClusterIdentifier"],
            tags=tag_map(cluster.get("TagList")),
        )


@collects("rds.reserved_instance", call="rds:DescribeReservedDBInstances")
def reserved_instances(reader: Reader) -> Iterator[Item]:
    """Reservations that count today: those in state `active`."""
    for each in reader.pages("describe_reserved_db_instances", "ReservedDBInstances"):
        if each.get("State") == "active":
            identity = each["ReservedDBInstanceId"]
            arn = each.get("ReservedDBInstanceArn") or reader.arn("rds", f"ri:{identity}")
            yield Item(arn, each, name=identity)


@collects(
    "rds.snapshot",
    call="rds:DescribeDBSnapshots",
    actions=(
        "rds:DescribeDBClusterSnapshots",
        "rds:DescribeDBSnapshotAttributes",
        "rds:DescribeDBClusterSnapshotAttributes",
    ),
)
def snapshots(reader: Reader) -> Iterator[Item]:
    """Those of instances and those of clusters, which AWS lists apart."""
    for call, key, noun in SNAPSHOTS:
        found = reader.pages(call, key, SnapshotType="manual")
        yield from reader.spread(partial(_snapshot, reader, noun), found)


def _snapshot(reader: Reader, noun: str, snapshot: dict[str, Any]) -> Item:
    more = reader.aspects(snapshot)
    _read_sharing(more, noun)
    return Item(
        snapshot[f"{noun}Arn"],
        more.data,
        name=snapshot[f"{noun}Identifier"],
        tags=tag_map(snapshot.get("TagList")),
        unread=more.unread,
    )


def _read_sharing(more: Aspects, noun: str) -> None:
    """With whom a snapshot is shared, `all` for everybody; none that is encrypted can be that."""
    if more.data.get("Encrypted") or more.data.get("StorageEncrypted"):
        return
    asked = {f"{noun}Identifier": more.data[f"{noun}Identifier"]}
    more.read("Sharing", _ATTRIBUTES[noun], pick=f"{noun}AttributesResult", **asked)
    more.change("Sharing", partial(_groups, noun))


def _groups(noun: str, answer: dict[str, Any]) -> list[str]:
    """`all`, or nothing: other accounts are named for restoring, and are not kept."""
    given = [
        value
        for each in answer.get(f"{noun}Attributes", ())
        if each.get("AttributeName") == "restore"
        for value in each.get("AttributeValues", ())
    ]
    return [value for value in given if value == "all"]
