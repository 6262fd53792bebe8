"""MemoryDB: clusters. What they keep is always encrypted at rest."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged


@collects("memorydb.cluster", call="memorydb:DescribeClusters", actions=(TAG_ACTION,))
def clusters(reader: Reader) -> Iterator[Item]:
    found = reader.pages("describe_clusters", "Clusters")
    items = (Item(each["ARN"], each, name=each["Name"]) for each in found)
    return Tagged(reader, "memorydb").onto(items)
