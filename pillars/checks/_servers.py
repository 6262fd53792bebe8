"""EC2 instances as an architect sees them: replaceable members, lone servers, tools."""

import re

from pillars.facts import Resource, Snapshot

from ._reading import NON_PRODUCTION
from ._zones import tag_of
from .common import running

GROUP_TAG = "aws:autoscaling:groupname"

# Tags of other services that start instances and replace them.
_MANAGED_TAGS = (
    GROUP_TAG,
    "aws:ec2:fleet-id",
    "aws:ec2spot:fleet-request-id",
    "aws:elasticmapreduce:job-flow-id",
    "karpenter.sh/nodepool",
    "karpenter.sh/provisioner-name",
)
# Machines that people and pipelines use; users of the workload do not wait for them.
TOOLS = NON_PRODUCTION | frozenset(
    """
    admin bastion build builder buildkite ci cd devbox jenkins jump jumpbox jumphost management
    mgmt nat packer runner vpn workstation
    """.split()  # noqa: SIM905
)


def group_members(snapshot: Snapshot, account: str, region: str) -> set[str]:
    """Ids of the instances that belong to Auto Scaling groups."""
    return {
        str(member.get("InstanceId"))
        for group in snapshot.of("autoscaling.group", account=account, region=region)
        for member in group.data.get("Instances") or ()
    }


def is_managed(instance: Resource, members: set[str]) -> bool:
    """Whether something starts this instance anew when it is lost."""
    return instance.data.get("InstanceId") in members or bool(tag_of(instance.tags, *_MANAGED_TAGS))


def is_tool(instance: Resource) -> bool:
    """Whether its name or role says: a bastion, NAT, build machine, or not for production."""
    words = f"{instance.tags.get('Name', '')} {tag_of(instance.tags, 'role', 'tier', 'component')}"
    return not TOOLS.isdisjoint(re.findall(r"[a-z]+", words.lower()))


def lone_servers(snapshot: Snapshot) -> list[Resource]:
    """Running instances that nothing starts anew, without the tools."""
    return [
        instance
        for instance in running(snapshot.of("ec2.instance"))
        if not is_tool(instance)
        and not is_managed(instance, group_members(snapshot, instance.account, instance.region))
    ]
