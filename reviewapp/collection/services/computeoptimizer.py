"""Compute Optimizer: whether the account takes part, and what is too large or too small."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map

CLIENT = "compute-optimizer"
# An account that does not take part has no recommendations: the enrollment says so.
NOT_ENROLLED = ("OptInRequiredException",)


@collects(
    "computeoptimizer.enrollment", client=CLIENT, call="compute-optimizer:GetEnrollmentStatus"
)
def enrollment(reader: Reader) -> Iterator[Item]:
    status = reader.call("get_enrollment_status")
    yield Item(reader.arn("compute-optimizer", "enrollment"), status, name=reader.account)


@collects(
    "computeoptimizer.ec2_recommendation",
    client=CLIENT,
    call="compute-optimizer:GetEC2InstanceRecommendations",
    actions=("ec2:DescribeInstances",),
    absent=NOT_ENROLLED,
)
def instance_recommendations(reader: Reader) -> Iterator[Item]:
    return _recommendations(
        reader, "get_ec2_instance_recommendations", "instanceRecommendations", "instanceArn"
    )


@collects(
    "computeoptimizer.volume_recommendation",
    client=CLIENT,
    call="compute-optimizer:GetEBSVolumeRecommendations",
    actions=("ec2:DescribeVolumes",),
    absent=NOT_ENROLLED,
)
def volume_recommendations(reader: Reader) -> Iterator[Item]:
    return _recommendations(
        reader, "get_ebs_volume_recommendations", "volumeRecommendations", "volumeArn"
    )


@collects(
    "computeoptimizer.lambda_recommendation",
    client=CLIENT,
    call="compute-optimizer:GetLambdaFunctionRecommendations",
    actions=("lambda:ListFunctions", "lambda:ListProvisionedConcurrencyConfigs"),
    absent=NOT_ENROLLED,
)
def function_recommendations(reader: Reader) -> Iterator[Item]:
    return _recommendations(
        reader,
        "get_lambda_function_recommendations",
        "lambdaFunctionRecommendations",
        "functionArn",
    )


@collects(
    "computeoptimizer.asg_recommendation",
    client=CLIENT,
    call="compute-optimizer:GetAutoScalingGroupRecommendations",
    actions=("autoscaling:DescribeAutoScalingGroups", "ec2:DescribeInstances"),
    absent=NOT_ENROLLED,
)
def group_recommendations(reader: Reader) -> Iterator[Item]:
    for found in reader.pages(
        "get_auto_scaling_group_recommendations", "autoScalingGroupRecommendations"
    ):
        yield Item(found["autoScalingGroupArn"], found, name=found["autoScalingGroupName"])


@collects(
    "computeoptimizer.ecs_recommendation",
    client=CLIENT,
    call="compute-optimizer:GetECSServiceRecommendations",
    actions=("ecs:ListServices", "ecs:ListClusters"),
    absent=NOT_ENROLLED,
)
def service_recommendations(reader: Reader) -> Iterator[Item]:
    for found in reader.pages("get_ecs_service_recommendations", "ecsServiceRecommendations"):
        arn = found["serviceArn"]
        name = arn.rsplit("/", 1)[-1]
        yield Item(arn, found, name=name, tags=tag_map(found.get("tags")))


@collects(
    "computeoptimizer.rds_recommendation",
    client=CLIENT,
    call="compute-optimizer:GetRDSDatabaseRecommendations",
    actions=("rds:DescribeDBInstances", "rds:DescribeDBClusters"),
    absent=NOT_ENROLLED,
)
def database_recommendations(reader: Reader) -> Iterator[Item]:
    for found in reader.pages("get_rds_database_recommendations", "rdsDBRecommendations"):
        arn = found["resourceArn"]
        name = arn.rsplit(":", 1)[-1]
        yield Item(arn, found, name=name, tags=tag_map(found.get("tags")))


@collects(
    "computeoptimizer.idle_recommendation",
    client=CLIENT,
    call="compute-optimizer:GetIdleRecommendations",
    absent=NOT_ENROLLED,
)
def idle_recommendations(reader: Reader) -> Iterator[Item]:
    for found in reader.pages("get_idle_recommendations", "idleRecommendations"):
        tags = tag_map(found.get("tags"))
        yield Item(found["resourceArn"], found, name=found["resourceId"], tags=tags)


def _recommendations(reader: Reader, operation: str, key: str, arn_key: str) -> Iterator[Item]:
    for found in reader.pages(operation, key):
        name = found.get("instanceName") or _name_in(found[arn_key])
        yield Item(found[arn_key], found, name=name, tags=tag_map(found.get("tags")))


def _name_in(arn: str) -> str:
    """`volume/vol-1` and `function:resize:$LATEST` are called `vol-1` and `resize`."""
    return arn.split(":", 5)[5].replace("/", ":").split(":")[1]
