"""CloudFormation: stacks, without the values that go in and come out of them."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map

VALUES = frozenset({"Parameters", "Outputs"})


@collects("cloudformation.stack", call="cloudformation:DescribeStacks")
def stacks(reader: Reader) -> Iterator[Item]:
    for stack in reader.pages("describe_stacks", "Stacks"):
        data = {key: value for key, value in stack.items() if key not in VALUES}
        tags = tag_map(stack.get("Tags"))
        yield Item(stack["StackId"], data, name=stack["StackName"], tags=tags)
