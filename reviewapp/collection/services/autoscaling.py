"""EC2 Auto Scaling: groups with the policies and schedules that move them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..tags import name_of, tag_map


@collects(
    "autoscaling.group",
    call="autoscaling:DescribeAutoScalingGroups",
    actions=("autoscaling:DescribePolicies", "autoscaling:DescribeScheduledActions"),
)
def groups(reader: Reader) -> Iterator[Item]:
    found = list(reader.pages("describe_auto_scaling_groups", "AutoScalingGroups"))
    if not found:
        return
    policies = reader.listing("describe_policies", "ScalingPolicies")
    schedules = reader.listing("describe_scheduled_actions", "ScheduledUpdateGroupActions")
    for group in found:
        name = group["AutoScalingGroupName"]
        more = reader.aspects(group)
        more.join("Policies", policies, partial(_of_group, name))
        more.join("ScheduledActions", schedules, partial(_of_group, name))
        tags = tag_map(group.get("Tags"))
        arn = group["AutoScalingGroupARN"]
        yield Item(arn, more.data, name=name_of(tags, name), tags=tags, unread=more.unread)


def _of_group(name: str, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [item for item in items if item["AutoScalingGroupName"] == name]
