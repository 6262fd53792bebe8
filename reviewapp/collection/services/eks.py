"""EKS: clusters and the groups of nodes that EKS runs for them."""

from collections.abc import Iterator
from functools import partial

from ..aspects import Aspects
from ..reader import Reader
from ..registry import Item, collects

GONE = ("ResourceNotFoundException",)


@collects("eks.cluster", call="eks:ListClusters", actions=("eks:DescribeCluster",))
def clusters(reader: Reader) -> Iterator[Item]:
    for cluster in reader.spread(lambda name: _cluster(reader, name), _names(reader)):
        if cluster is not None:
            name = cluster.data["name"]
            yield _item(cluster, name, reader.arn("eks", f"cluster/{name}"), "arn")


@collects(
    "eks.nodegroup",
    call="eks:ListNodegroups",
    actions=("eks:ListClusters", "eks:DescribeNodegroup"),
)
def nodegroups(reader: Reader) -> Iterator[Item]:
    for cluster in _names(reader):
        names = reader.pages("list_nodegroups", "nodegroups", gone=GONE, clusterName=cluster)
        groups = reader.spread(partial(_group, reader, cluster), names)
        for group in groups:
            if group is not None:
                name = group.data["nodegroupName"]
                built = reader.arn("eks", f"nodegroup/{cluster}/{name}")
                yield _item(group, name, built, "nodegroupArn")


def _names(reader: Reader) -> list[str]:
    names: list[str] = reader.once(
        "eks clusters", lambda: list(reader.pages("list_clusters", "clusters"))
    )
    return names


def _cluster(reader: Reader, name: str) -> Aspects | None:
    more = reader.aspects({"name": name})
    found = more.describe("describe_cluster", "cluster", gone=GONE, name=name)
    return None if found is None else more


def _group(reader: Reader, cluster: str, name: str) -> Aspects | None:
    more = reader.aspects({"nodegroupName": name, "clusterName": cluster})
    found = more.describe(
        "describe_nodegroup", "nodegroup", gone=GONE, clusterName=cluster, nodegroupName=name
    )
    return None if found is None else more


def _item(more: Aspects, name: str, built: str, key: str) -> Item:
    """Real ARN where the description gave it, else the one built from names."""
    return Item(
        more.data.get(key, built),
        more.data,
        name=name,
        tags=more.data.get("tags") or {},
        unread=more.unread,
    )
