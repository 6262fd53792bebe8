"""Spot capacity for what may be interrupted."""

from collections.abc import Iterator
from typing import Any

from pillars.checking import Remedy, Result, Severity, Verdict, check
from pillars.facts import Resource, Snapshot

from ..common import counted, dig, in_account, listed, percent, running

GROUPS = "autoscaling.group"
SERVICES = "ecs.service"
NODES = "eks.nodegroup"


@check(
    id="spot-in-use",
    title="Spot capacity runs what may be interrupted",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=["ec2.instance", GROUPS, SERVICES, NODES],
    passes="Spot instances run, or a group, service or node group is set to use Spot capacity. "
    "Which workloads tolerate interruption, people know: a fleet without Spot proves nothing.",
    supports=["foundations/cost_spot", "COST07-BP04", "SUS05-BP01"],
    remedy=Remedy(
        console=(
            "EC2 → Auto Scaling groups → the group → Edit → Instance type requirements and "
            "purchase options: a share of Spot above the base capacity."
        ),
        cli=(
            "aws autoscaling update-auto-scaling-group --region {region} "
            "--auto-scaling-group-name GROUP --mixed-instances-policy file://mixed.json"
        ),
        cloudformation=(
            "Group:\n  Type: AWS::AutoScaling::AutoScalingGroup\n  Properties:\n"
            '    MinSize: "2"\n    MaxSize: "6"\n'
            "    MixedInstancesPolicy:\n      InstancesDistribution:\n"
            "        OnDemandPercentageAboveBaseCapacity: 50\n"
            "        SpotAllocationStrategy: price-capacity-optimized\n"
            "      LaunchTemplate:\n"
            '        LaunchTemplateSpecification: {LaunchTemplateId: !Ref Template, Version: "1"}'
        ),
        terraform=(
            'resource "aws_autoscaling_group" "this" {\n'
            "  # the rest stays as it is\n"
            '  name = "GROUP"\n'
            "  mixed_instances_policy {\n"
            "    instances_distribution {\n"
            "      on_demand_percentage_above_base_capacity = 50\n"
            '      spot_allocation_strategy                 = "price-capacity-optimized"\n'
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="Saves up to 90 % of the on-demand price, against interruptions",
    ),
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-spot-instances.html",
)
def spot_in_use(snapshot: Snapshot) -> Iterator[Result]:
    for account in snapshot.accounts:
        instances = running(snapshot.of("ec2.instance", account=account))
        spot = sum(i.data.get("InstanceLifecycle") == "spot" for i in instances)
        fleets = [
            fleet
            for kind in (GROUPS, SERVICES, NODES)
            for fleet in snapshot.of(kind, account=account)
        ]
        using = [fleet.name for fleet in fleets if _uses_spot(fleet)]
        if spot or using:
            yield in_account(Verdict.PASS, _share(spot, len(instances), using), account)
        elif fleets:
            reason = f"None of {counted(len(fleets), 'fleet')} uses Spot capacity."
            yield in_account(Verdict.FAIL, reason, account)


def _share(spot: int, whole: int, using: list[str]) -> str:
    if not whole:
        return f"Set to use Spot: {listed(using)}."
    share = f"Spot: {spot} of {counted(whole, 'running instance')} ({percent(spot, whole)} %)"
    return f"{share}; set to use it: {listed(using)}." if using else f"{share}."


def _uses_spot(fleet: Resource) -> bool:
    if fleet.kind == NODES:
        return fleet.data.get("capacityType") == "SPOT"
    if fleet.kind == SERVICES:
        strategy: list[Any] = fleet.data.get("capacityProviderStrategy") or []
        return any(dig(part, "capacityProvider") == "FARGATE_SPOT" for part in strategy)
    distribution = dig(fleet.data.get("MixedInstancesPolicy"), "InstancesDistribution") or {}
    return int(distribution.get("OnDemandPercentageAboveBaseCapacity", 100)) < 100
