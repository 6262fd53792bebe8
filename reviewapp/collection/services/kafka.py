"""Managed Streaming for Kafka: clusters, provisioned and serverless."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects


@collects("kafka.cluster", call="kafka:ListClustersV2")
def clusters(reader: Reader) -> Iterator[Item]:
    for cluster in reader.pages("list_clusters_v2", "ClusterInfoList"):
        arn, name = cluster["ClusterArn"], cluster["ClusterName"]
        yield Item(arn, cluster, name=name, tags=cluster.get("Tags") or {})
