"""Redshift: provisioned clusters, and whether they ask for TLS."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..aspects import Aspects, Listing
from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map

DROPPED = frozenset({"MasterUsername", "ClusterPublicKey", "ClusterNodes", "Tags"})


@collects(
    "redshift.cluster",
    call="redshift:DescribeClusters",
    actions=("redshift:DescribeClusterParameters",),
)
def clusters(reader: Reader) -> Iterator[Item]:
    """Each with `RequireSSL` out of its parameter group: "true", "false", or None."""
    groups: dict[str, Listing] = {}
    for cluster in reader.pages("describe_clusters", "Clusters"):
        name = cluster["ClusterIdentifier"]
        more = reader.aspects({k: v for k, v in cluster.items() if k not in DROPPED})
        _tell_tls(reader, more, cluster, groups)
        arn = reader.arn("redshift", f"cluster:{name}")
        tags = tag_map(cluster.get("Tags"))
        yield Item(arn, more.data, name=name, tags=tags, unread=more.unread)


def _tell_tls(
    reader: Reader, more: Aspects, cluster: dict[str, Any], groups: dict[str, Listing]
) -> None:
    """Reads a parameter group once for all of its clusters."""
    for group in cluster.get("ClusterParameterGroups", ())[:1]:
        name = group["ParameterGroupName"]
        if name not in groups:
            groups[name] = reader.listing(
                "describe_cluster_parameters", "Parameters", ParameterGroupName=name
            )
        more.join("RequireSSL", groups[name], partial(_value, "require_ssl"))


def _value(name: str, parameters: list[dict[str, Any]]) -> str | None:
    found = (p.get("ParameterValue") for p in parameters if p.get("ParameterName") == name)
    return next(found, None)
