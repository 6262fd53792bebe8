"""Resource Access Manager: what the account shares, and with whom."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map


@collects("ram.resource_share", call="ram:GetResourceShares", actions=("ram:ListPrincipals",))
def resource_shares(reader: Reader) -> Iterator[Item]:
    """The account's own active shares with their `Principals`."""
    found = list(
        reader.pages(
            "get_resource_shares",
            "resourceShares",
            resourceOwner="SELF",
            resourceShareStatus="ACTIVE",
        )
    )
    if found:
        principals = reader.listing("list_principals", "principals", resourceOwner="SELF")
    for share in found:
        more = reader.aspects(share)
        arn = share["resourceShareArn"]
        more.join("Principals", principals, partial(_principals, arn))
        tags = tag_map(share.get("tags"))
        yield Item(arn, more.data, name=share["name"], tags=tags, unread=more.unread)


def _principals(arn: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"id": each["id"], "external": bool(each.get("external"))}
        for each in found
        if each.get("resourceShareArn") == arn
    ]
