"""DynamoDB Accelerator: clusters."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged


@collects("dax.cluster", call="dax:DescribeClusters", actions=(TAG_ACTION,))
def clusters(reader: Reader) -> Iterator[Item]:
    found = reader.pages("describe_clusters", "Clusters")
    items = (Item(each["ClusterArn"], each, name=each["ClusterName"]) for each in found)
    return Tagged(reader, "dax").onto(items)
