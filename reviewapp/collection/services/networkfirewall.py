"""Network Firewall: firewalls and where they stand."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map


@collects(
    "networkfirewall.firewall",
    client="network-firewall",
    call="network-firewall:ListFirewalls",
    actions=("network-firewall:DescribeFirewall",),
)
def firewalls(reader: Reader) -> Iterator[Item]:
    found = reader.pages("list_firewalls", "Firewalls")
    for item in reader.spread(lambda each: _described(reader, each), found):
        if item is not None:
            yield item


def _described(reader: Reader, firewall: dict[str, Any]) -> Item | None:
    more = reader.aspects(firewall)
    arn, gone = firewall["FirewallArn"], ("ResourceNotFoundException",)
    if more.describe("describe_firewall", "Firewall", gone=gone, FirewallArn=arn) is None:
        return None
    tags = tag_map(more.data.get("Tags"))
    return Item(arn, more.data, name=firewall["FirewallName"], tags=tags, unread=more.unread)
