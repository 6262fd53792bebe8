"""Resource Groups Tagging: every resource that has or had tags, of whatever service."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects
from ..tags import name_of, tag_map


@collects("tagging.resource", client="resourcegroupstaggingapi", call="tag:GetResources")
def resources(reader: Reader) -> Iterator[Item]:
    source = reader.pages("get_resources", "ResourceTagMappingList", ResourcesPerPage=100)
    for resource in source:
        arn = resource["ResourceARN"]
        tags = tag_map(resource.get("Tags"))
        yield Item(arn, resource, name=name_of(tags, arn.split(":", 5)[-1]), tags=tags)
