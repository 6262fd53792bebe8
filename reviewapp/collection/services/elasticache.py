"""ElastiCache: clusters, the groups that replicate them, and caches without servers."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged


@collects("elasticache.cluster", call="elasticache:DescribeCacheClusters", actions=(TAG_ACTION,))
def clusters(reader: Reader) -> Iterator[Item]:
    tagged = Tagged(reader, "elasticache")
    for cluster in reader.pages("describe_cache_clusters", "CacheClusters", ShowCacheNodeInfo=True):
        name = cluster["CacheClusterId"]
        arn = cluster.get("ARN") or reader.arn("elasticache", f"cluster:{name}")
        yield Item(arn, cluster, name=name, tags=tagged.of(arn), unread=tagged.unread)


@collects(
    "elasticache.replication_group",
    call="elasticache:DescribeReplicationGroups",
    actions=(TAG_ACTION,),
)
def replication_groups(reader: Reader) -> Iterator[Item]:
    tagged = Tagged(reader, "elasticache")
    for group in reader.pages("describe_replication_groups", "ReplicationGroups"):
        name = group["ReplicationGroupId"]
        arn = group.get("ARN") or reader.arn("elasticache", f"replicationgroup:{name}")
        yield Item(arn, group, name=name, tags=tagged.of(arn), unread=tagged.unread)


@collects(
    "elasticache.serverless_cache",
    call="elasticache:DescribeServerlessCaches",
    actions=(TAG_ACTION,),
)
def serverless_caches(reader: Reader) -> Iterator[Item]:
    """Neither list of clusters and groups has them."""
    found = reader.pages("describe_serverless_caches", "ServerlessCaches")
    yield from Tagged(reader, "elasticache").onto(_serverless(reader, each) for each in found)


def _serverless(reader: Reader, cache: dict[str, Any]) -> Item:
    name = cache["ServerlessCacheName"]
    arn = cache.get("ARN") or reader.arn("elasticache", f"serverlesscache:{name}")
    return Item(arn, cache, name=name)
