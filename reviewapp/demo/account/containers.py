"""ECS and ECR: the API on Fargate over three zones, an old service on a single task."""

from typing import Any

from . import ACCOUNT, MAIN
from .clients import Account
from .network import Network
from .tags import Tags, lower, shop, tags

ROLE = f"arn:aws:iam::{ACCOUNT}:role/larkspur-tasks"
IMAGES = f"{ACCOUNT}.dkr.ecr.{MAIN}.amazonaws.com"
KEEP_TWENTY = (
    '{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": '
    '"imageCountMoreThan", "countNumber": 20}, "action": {"type": "expire"}}]}'
)


def build_containers(account: Account, network: Network, group: str, targets: str) -> None:
    _images(account.client("ecr"))
    ecs = account.client("ecs")
    ecs.create_cluster(
        clusterName="shop",
        tags=lower(shop("api")),
        settings=[{"name": "containerInsights", "value": "enabled"}],
    )
    _definition(ecs, "api", "ARM64", {"LOG_LEVEL": "info"}, shop("api"))
    _definition(ecs, "recommendations", "X86_64", {"DB_PASSWORD": "not-a-real-one"}, {})
    balanced = {"targetGroupArn": targets, "containerName": "api", "containerPort": 8080}
    _service(ecs, "api", network.private, group, count=3, tags=shop("api"), balancers=[balanced])
    zone = network.private[:1]
    _service(ecs, "recommendations", zone, group, count=1, tags=tags("search"), balancers=[])
    _scale(account)


def _images(ecr: Any) -> None:
    for name, scanned, fixed in (
        ("api", True, "IMMUTABLE"),
        ("recommendations", False, "MUTABLE"),
        ("erp-bridge", False, "MUTABLE"),
    ):
        ecr.create_repository(
            repositoryName=name,
            imageScanningConfiguration={"scanOnPush": scanned},
            imageTagMutability=fixed,
        )
    ecr.put_lifecycle_policy(repositoryName="api", lifecyclePolicyText=KEEP_TWENTY)


def _definition(
    ecs: Any, name: str, architecture: str, variables: dict[str, str], values: Tags
) -> None:
    ecs.register_task_definition(
        family=name,
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="512",
        memory="1024",
        executionRoleArn=ROLE,
        taskRoleArn=ROLE,
        runtimePlatform={"cpuArchitecture": architecture, "operatingSystemFamily": "LINUX"},
        containerDefinitions=[
            {
                "name": name,
                "image": f"{IMAGES}/{name}:3.14.2",
                "essential": True,
                "portMappings": [{"containerPort": 8080, "protocol": "tcp"}],
                "environment": [{"name": key, "value": text} for key, text in variables.items()],
                "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {"awslogs-group": f"/larkspur/{name}", "awslogs-region": MAIN},
                },
            }
        ],
        tags=lower(values),
    )


def _service(
    ecs: Any,
    name: str,
    subnets: list[str],
    group: str,
    *,
    count: int,
    tags: Tags,
    balancers: list[dict[str, Any]],
) -> None:
    place = {"subnets": subnets, "securityGroups": [group], "assignPublicIp": "DISABLED"}
    ecs.create_service(
        cluster="shop",
        serviceName=name,
        taskDefinition=name,
        desiredCount=count,
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": place},
        loadBalancers=balancers,
        tags=lower(tags),
    )


def _scale(account: Account) -> None:
    place = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/shop/api",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    scaling = account.client("application-autoscaling")
    scaling.register_scalable_target(**place, MinCapacity=3, MaxCapacity=12)
    metric = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
    scaling.put_scaling_policy(
        **place,
        PolicyName="api-cpu-55",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 55.0,
            "PredefinedMetricSpecification": metric,
        },
    )
