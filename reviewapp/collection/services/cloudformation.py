"""CloudFormation: stacks, without the values that go in and come out of them; what the stacks
that a workload's scope names are made of.
"""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map

VALUES = frozenset({"Parameters", "Outputs"})
NESTED = "AWS::CloudFormation::Stack"
# CloudFormation's way of saying that there is no such stack.
GONE = ("ValidationError",)
CALL = "cloudformation:ListStackResources"

Member = dict[str, str]


@collects("cloudformation.stack", call="cloudformation:DescribeStacks")
def stacks(reader: Reader) -> Iterator[Item]:
    for stack in reader.pages("describe_stacks", "Stacks"):
        data = {key: value for key, value in stack.items() if key not in VALUES}
        tags = tag_map(stack.get("Tags"))
        yield Item(stack["StackId"], data, name=stack["StackName"], tags=tags)


@collects("cloudformation.stack_members", call=CALL)
def stack_members(reader: Reader) -> Iterator[Item]:
    """One item for each stack that the scope names, with no members where it is not here."""
    for name in reader.scope.stacks:
        members = members_of_stack(reader, name) if reader.may_hold(name) else []
        data = {"Asked": name, "Members": members}
        yield Item(reader.arn("cloudformation", f"members/{name}"), data, name=name)


def members_of_stack(reader: Reader, stack: str) -> list[Member]:
    """What a stack and the stacks inside it made, by `Type` and physical `Id`."""
    found: list[Member] = []
    waiting, known = [stack], {stack}
    while waiting:
        for each in _resources(reader, waiting.pop()):
            found.append({"Type": each["ResourceType"], "Id": each["PhysicalResourceId"]})
            if each["ResourceType"] == NESTED and each["PhysicalResourceId"] not in known:
                known.add(each["PhysicalResourceId"])
                waiting.append(each["PhysicalResourceId"])
    return found


def _resources(reader: Reader, stack: str) -> list[dict[str, Any]]:
    pages = reader.pages(
        "list_stack_resources",
        "StackResourceSummaries",
        client="cloudformation",
        gone=GONE,
        StackName=stack,
    )
    return [each for each in pages if each.get("PhysicalResourceId") and not _deleted(each)]


def _deleted(resource: dict[str, Any]) -> bool:
    return bool(resource.get("ResourceStatus") == "DELETE_COMPLETE")
