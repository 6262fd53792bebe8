"""Elastic Load Balancing's first generation: classic load balancers and their instances."""

from collections.abc import Iterator
from typing import Any

from ..batches import batches
from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map

TAGS_PER_CALL = 20


@collects(
    "elbv2.classic_balancer",
    client="elb",
    call="elasticloadbalancing:DescribeLoadBalancers",
    actions=("elasticloadbalancing:DescribeTags",),
)
def classic_balancers(reader: Reader) -> Iterator[Item]:
    found = list(reader.pages("describe_load_balancers", "LoadBalancerDescriptions"))
    for some in batches(found, TAGS_PER_CALL):
        names = [balancer["LoadBalancerName"] for balancer in some]
        listing = reader.listing("describe_tags", "TagDescriptions", LoadBalancerNames=names)
        tags = {each["LoadBalancerName"]: tag_map(each.get("Tags")) for each in listing.items}
        unread = {"Tags": listing.reason} if listing.reason else {}
        yield from (_balancer(reader, each, tags, unread) for each in some)


def _balancer(
    reader: Reader,
    balancer: dict[str, Any],
    tags: dict[str, dict[str, str]],
    unread: dict[str, str],
) -> Item:
    name = balancer["LoadBalancerName"]
    arn = reader.arn("elasticloadbalancing", f"loadbalancer/{name}")
    return Item(arn, balancer, name=name, tags=tags.get(name, {}), unread=unread)
