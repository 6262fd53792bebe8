"""RDS: database instances, clusters and the snapshots people made."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map
from .rds_tls import ParameterGroups

SNAPSHOTS = (
    ("describe_db_snapshots", "DBSnapshots", "DBSnapshot"),
    ("describe_db_cluster_snapshots", "DBClusterSnapshots", "DBClusterSnapshot"),
)


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
    "rds.snapshot", call="rds:DescribeDBSnapshots", actions=("rds:DescribeDBClusterSnapshots",)
)
def snapshots(reader: Reader) -> Iterator[Item]:
    """Those of instances and those of clusters, which AWS lists apart."""
    for call, key, noun in SNAPSHOTS:
        for snapshot in reader.pages(call, key, SnapshotType="manual"):
            yield Item(
                snapshot[f"{noun}Arn"],
                snapshot,
                name=snapshot[f"{noun}Identifier"],
                tags=tag_map(snapshot.get("TagList")),
            )
