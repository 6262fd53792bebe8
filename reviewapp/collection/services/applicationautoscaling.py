"""Application Auto Scaling: what scales by itself outside EC2 Auto Scaling, and how."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects

CLIENT = "application-autoscaling"

# Neither call lists all namespaces at once.
NAMESPACES = ("ecs", "dynamodb", "rds", "lambda", "elasticache", "ec2")


@collects(
    "applicationautoscaling.target",
    client=CLIENT,
    call="application-autoscaling:DescribeScalableTargets",
)
def targets(reader: Reader) -> Iterator[Item]:
    for target in _everywhere(reader, "describe_scalable_targets", "ScalableTargets"):
        # Targets registered before they had ARNs of their own are known by what they scale.
        about = f"scalable-target/{target['ResourceId']}:{target['ScalableDimension']}"
        arn = target.get("ScalableTargetARN") or reader.arn(CLIENT, about)
        yield Item(arn, target, name=target["ResourceId"])


@collects(
    "applicationautoscaling.policy",
    client=CLIENT,
    call="application-autoscaling:DescribeScalingPolicies",
)
def policies(reader: Reader) -> Iterator[Item]:
    for policy in _everywhere(reader, "describe_scaling_policies", "ScalingPolicies"):
        yield Item(policy["PolicyARN"], policy, name=policy["PolicyName"])


def _everywhere(reader: Reader, operation: str, key: str) -> Iterator[dict[str, Any]]:
    """A place that does not know a namespace refuses its name: nothing can scale there."""
    unknown = ("ValidationException",)
    for namespace in NAMESPACES:
        yield from reader.pages(operation, key, gone=unknown, ServiceNamespace=namespace)
