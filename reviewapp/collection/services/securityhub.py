"""Security Hub: whether the region is subscribed, and to which standards."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects

# What AWS answers in a region where Security Hub was never turned on.
NOT_SUBSCRIBED = ("InvalidAccessException", "ResourceNotFoundException")


@collects("securityhub.hub", call="securityhub:DescribeHub", absent=NOT_SUBSCRIBED)
def hub(reader: Reader) -> Iterator[Item]:
    found = reader.call("describe_hub")
    yield Item(found["HubArn"], found, name="Security Hub")


@collects("securityhub.standard", call="securityhub:GetEnabledStandards", absent=NOT_SUBSCRIBED)
def standards(reader: Reader) -> Iterator[Item]:
    for standard in reader.pages("get_enabled_standards", "StandardsSubscriptions"):
        name = standard["StandardsArn"].partition("/")[2]
        yield Item(standard["StandardsSubscriptionArn"], standard, name=name)
