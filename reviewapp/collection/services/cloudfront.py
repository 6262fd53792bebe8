"""CloudFront: distributions with their whole configuration."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import GLOBAL, Item, collects


@collects(
    "cloudfront.distribution",
    scope=GLOBAL,
    call="cloudfront:ListDistributions",
    actions=("cloudfront:GetDistributionConfig",),
)
def distributions(reader: Reader) -> Iterator[Item]:
    found = reader.pages("list_distributions", "DistributionList.Items")
    yield from reader.spread(lambda each: _distribution(reader, each), found)


def _distribution(reader: Reader, distribution: dict[str, Any]) -> Item:
    more = reader.aspects(_without_header_values(distribution))
    identity = distribution["Id"]
    more.read("Config", "get_distribution_config", pick="DistributionConfig", Id=identity)
    more.change("Config", _without_header_values)
    name = next(iter(distribution.get("Aliases", {}).get("Items") or ()), "")
    return Item(
        distribution["ARN"],
        more.data,
        name=name or distribution["DomainName"],
        unread=more.unread,
    )


def _without_header_values(config: dict[str, Any]) -> dict[str, Any]:
    """Origins often know CloudFront by a shared secret in a header: its name stays, it does not."""
    origins = config.get("Origins") or {}
    items = [_origin(origin) for origin in origins.get("Items") or ()]
    return {**config, "Origins": {**origins, "Items": items}}


def _origin(origin: dict[str, Any]) -> dict[str, Any]:
    headers = origin.get("CustomHeaders") or {}
    names = [{"HeaderName": each["HeaderName"]} for each in headers.get("Items") or ()]
    return {**origin, "CustomHeaders": {**headers, "Items": names}}
