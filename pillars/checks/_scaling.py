"""What moves an Auto Scaling group or a scalable target, and what keeps it from moving."""

from collections.abc import Set as AbstractSet
from typing import Any

from pillars.facts import Resource, Snapshot

from ._values import many, tail, true
from .common import aspect, counted, dig, required

# The processes of a group without which nothing, no policy and no schedule moves it.
GROWING, BY_ALARM, BY_CLOCK = "Launch", "AlarmNotification", "ScheduledActions"
# Tags of what scales a group from outside: Kubernetes, ECS capacity providers.
SCALED_BY = (
    "k8s.io/cluster-autoscaler/",
    "karpenter.sh/",
    "eks:nodegroup-name",
    "AmazonECSManaged",
)


def suspended(group: Resource) -> set[str]:
    """The names of the group's processes that somebody suspended."""
    return {str(dig(p, "ProcessName")) for p in many(group.data.get("SuspendedProcesses"))}


def mover(group: Resource, stopped: AbstractSet[str]) -> str:
    """What moves the group while these of its processes are suspended; raises Unread."""
    if GROWING in stopped:
        return ""
    if any(key.startswith(SCALED_BY) for key in group.tags):
        return "its cluster"
    policies = [p for p in many(aspect(group, "Policies")) if _acts(p)]
    if policies and BY_ALARM not in stopped:
        return counted(len(policies), "policy", "policies")
    schedules = many(aspect(group, "ScheduledActions"))
    if schedules and BY_CLOCK not in stopped:
        return counted(len(schedules), "schedule")
    return ""


def scaled_as(service: Resource) -> str:
    """The name by which an ECS service is registered to scale; empty for one that nothing scales:
    a daemon, and one that is off or gone. Raises Unread.
    """
    data = service.data
    if data.get("schedulingStrategy") == "DAEMON" or data.get("status", "ACTIVE") != "ACTIVE":
        return ""
    if int(required(service, "desiredCount")) == 0:
        return ""
    return f"service/{tail(str(required(service, 'clusterArn')))}/{service.name}"


def registered(
    snapshot: Snapshot, kind: str, resource: Resource, name: str, dimension: str = ""
) -> list[Resource]:
    """The scalable targets, or the policies, of a resource (and of one of its dimensions)."""
    return [
        found
        for found in snapshot.of(kind, account=resource.account, region=resource.region)
        if found.data.get("ResourceId") == name
        and dimension in str(found.data.get("ScalableDimension") or "")
    ]


def acting(policies: list[Resource]) -> list[Resource]:
    """Of the policies of Application Auto Scaling those that do more than forecast."""
    return [policy for policy in policies if not _forecasts(policy.data)]


def holds_back(target: Resource, *directions: str) -> bool:
    """Whether somebody suspended that the target grows (`Out`) or shrinks (`In`)."""
    state = target.data.get("SuspendedState")
    return any(true(dig(state, f"DynamicScaling{way}Suspended")) for way in directions)


def _acts(policy: Any) -> bool:
    """A policy that is off moves nothing, nor does one that only draws its forecast."""
    return true(dig(policy, "Enabled") is not False) and not _forecasts(policy)


def _forecasts(policy: Any) -> bool:
    predictive = dig(policy, "PolicyType") == "PredictiveScaling"
    modes = (
        dig(policy, "PredictiveScalingConfiguration", "Mode"),
        dig(policy, "PredictiveScalingPolicyConfiguration", "Mode"),
    )
    # AWS's default is to forecast and to move nothing.
    return predictive and "ForecastAndScale" not in modes
