"""What computes: instances, groups of them, functions and services."""

import io
import zipfile
from typing import Any

from ..account import REGION, Account
from ..layer import Answer
from .network import Network, default_group, named
from .people import role

IMAGE = "ami-12c6146b"


def instance(
    account: Account,
    place: Network,
    *,
    zone: int = 0,
    name: str = "web",
    kind: str = "m7g.large",
    tags: dict[str, str] | None = None,
    **more: Any,
) -> str:
    """A running instance; gives its id."""
    found: str = account.client("ec2", place.region).run_instances(
        ImageId=IMAGE,
        MinCount=1,
        MaxCount=1,
        InstanceType=kind,
        SubnetId=place.subnets[zone],
        TagSpecifications=named("instance", name, **(tags or {})),
        **more,
    )["Instances"][0]["InstanceId"]
    return found


def instance_arn(account: Account, instance_id: str, region: str = REGION) -> str:
    return account.arn("ec2", f"instance/{instance_id}", region)


def function(account: Account, name: str = "orders", region: str = REGION, **more: Any) -> str:
    """A function of arm64; gives its ARN."""
    settings: dict[str, Any] = {"Runtime": "python3.13", "Architectures": ["arm64"]}
    found: str = account.client("lambda", region).create_function(
        FunctionName=name,
        Role=role(account, f"function-{name}-{region}", "lambda"),
        Handler="index.handler",
        Code={"ZipFile": _code()},
        **{**settings, **more},
    )["FunctionArn"]
    return found


def function_environment(**variables: str) -> dict[str, dict[str, str]]:
    return {"Variables": variables}


def log_format(account: Account, name: str, kind: str) -> None:
    """How a function writes its log; moto does not keep it."""

    def tell(said: Answer) -> None:
        for each in said["Functions"]:
            if each["FunctionName"] == name:
                each["LoggingConfig"] = {"LogFormat": kind, "LogGroup": f"/aws/lambda/{name}"}

    account.change("lambda", "ListFunctions", tell)


def fleet(
    account: Account,
    place: Network,
    name: str = "web",
    *,
    zones: tuple[int, ...] = (0, 1),
    sizes: tuple[int, int, int] = (2, 2, 6),
    kind: str = "m7g.large",
    **more: Any,
) -> str:
    """An Auto Scaling group of (least, wanted, most) instances; gives its ARN."""
    ec2 = account.client("ec2", place.region)
    ec2.create_launch_template(
        LaunchTemplateName=name, LaunchTemplateData={"ImageId": IMAGE, "InstanceType": kind}
    )
    least, wanted, most = sizes
    autoscaling = account.client("autoscaling", place.region)
    launched = {"LaunchTemplate": {"LaunchTemplateName": name, "Version": "$Latest"}}
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName=name,
        MinSize=least,
        DesiredCapacity=wanted,
        MaxSize=most,
        **{
            **({} if "MixedInstancesPolicy" in more else launched),
            "VPCZoneIdentifier": ",".join(place.subnets[zone] for zone in zones),
            **more,
        },
    )
    found: str = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])[
        "AutoScalingGroups"
    ][0]["AutoScalingGroupARN"]
    return found


def follow_demand(account: Account, name: str = "web", region: str = REGION) -> None:
    """Gives a group a policy that moves it."""
    account.client("autoscaling", region).put_scaling_policy(
        AutoScalingGroupName=name,
        PolicyName="cpu",
        PolicyType="TargetTrackingScaling",
        TargetTrackingConfiguration={
            "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
            "TargetValue": 50.0,
        },
    )


def service(
    account: Account,
    place: Network,
    name: str = "api",
    *,
    zones: tuple[int, ...] = (0, 1),
    tasks: int = 2,
    variables: dict[str, str] | None = None,
    processor: str = "X86_64",
    **more: Any,
) -> str:
    """A Fargate service in a cluster called `main`; gives its ARN."""
    ecs = account.client("ecs", place.region)
    ecs.create_cluster(clusterName="main")
    pairs = [{"name": key, "value": value} for key, value in (variables or {}).items()]
    container = {"name": name, "image": f"{name}:1", "memory": 512, "environment": pairs}
    task = ecs.register_task_definition(
        family=name,
        networkMode="awsvpc",
        containerDefinitions=[container],
        runtimePlatform={"cpuArchitecture": processor},
    )["taskDefinition"]["taskDefinitionArn"]
    inside = {
        "subnets": [place.subnets[zone] for zone in zones],
        "securityGroups": [default_group(account, place)],
    }
    found: str = ecs.create_service(
        cluster="main",
        serviceName=name,
        taskDefinition=task,
        desiredCount=tasks,
        **{
            "networkConfiguration": {"awsvpcConfiguration": inside},
            "launchType": "FARGATE",
            **more,
        },
    )["service"]["serviceArn"]
    return found


def service_follows(
    account: Account, name: str = "api", *, sizes: tuple[int, int] = (2, 10), policy: bool = True
) -> None:
    """Registers a service with Application Auto Scaling, with a policy unless told otherwise."""
    scaling = account.client("application-autoscaling")
    about = {
        "ServiceNamespace": "ecs",
        "ResourceId": f"service/main/{name}",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    scaling.register_scalable_target(**about, MinCapacity=sizes[0], MaxCapacity=sizes[1])
    if policy:
        metric = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
        scaling.put_scaling_policy(
            PolicyName="cpu",
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": 50.0,
                "PredefinedMetricSpecification": metric,
            },
            **about,
        )


def _code() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", "def handler(event, context):\n    return None\n")
    return packed.getvalue()
