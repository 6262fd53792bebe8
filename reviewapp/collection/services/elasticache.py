"""ElastiCache: clusters and the groups that replicate them."""

from collections.abc import Iterator

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
