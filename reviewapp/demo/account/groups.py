"""Auto Scaling groups: the web follows demand over three zones, the workers stand still in one."""

from . import MAIN
from .clients import Account
from .machines import Images, root_disk
from .network import Network
from .tags import Tags, listed, shop

WEB, WORKERS = "shop-web", "shop-workers"


def build_groups(account: Account, network: Network, images: Images, targets: list[str]) -> None:
    _template(account, WEB, images.arm, "m6g.large", "required")
    _template(account, WORKERS, images.intel, "m5.large", "optional")
    _group(account, WEB, network.private, (3, 9), tags=shop("web"), targets=targets)
    _group(account, WORKERS, network.private[:1], (2, 2), tags=shop("orders"), targets=[])
    account.client("autoscaling").put_scaling_policy(
        AutoScalingGroupName=WEB,
        PolicyName="shop-web-cpu-50",
        PolicyType="TargetTrackingScaling",
        TargetTrackingConfiguration={
            "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
            "TargetValue": 50.0,
        },
    )
    _settle(account)


def _template(account: Account, name: str, image: str, size: str, tokens: str) -> None:
    account.client("ec2").create_launch_template(
        LaunchTemplateName=name,
        LaunchTemplateData={
            "ImageId": image,
            "InstanceType": size,
            "IamInstanceProfile": {"Name": "larkspur-app"},
            "BlockDeviceMappings": [root_disk(encrypted=tokens == "required")],
            "MetadataOptions": {"HttpTokens": tokens, "HttpEndpoint": "enabled"},
        },
    )


def _group(
    account: Account,
    name: str,
    subnets: list[str],
    sizes: tuple[int, int],
    *,
    tags: Tags,
    targets: list[str],
) -> None:
    smallest, largest = sizes
    marks = [
        {**tag, "ResourceId": name, "ResourceType": "auto-scaling-group", "PropagateAtLaunch": True}
        for tag in listed({"Name": name, **tags})
    ]
    account.client("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName=name,
        LaunchTemplate={"LaunchTemplateName": name, "Version": "$Latest"},
        MinSize=smallest,
        MaxSize=largest,
        DesiredCapacity=smallest,
        VPCZoneIdentifier=",".join(subnets),
        HealthCheckType="ELB" if targets else "EC2",
        HealthCheckGracePeriod=120,
        TargetGroupARNs=targets,
        Tags=marks,
    )


def _settle(account: Account) -> None:
    """What the launch templates say of metadata, and how busy the instances are."""
    groups = account.client("autoscaling", MAIN).describe_auto_scaling_groups()
    load = {WEB: (34.0, 69.0), WORKERS: (8.0, 31.0)}
    for group in groups["AutoScalingGroups"]:
        name = group["AutoScalingGroupName"]
        for instance in group["Instances"]:
            account.processors[instance["InstanceId"]] = load[name]
            if name == WEB:
                account.client("ec2").modify_instance_metadata_options(
                    InstanceId=instance["InstanceId"], HttpTokens="required"
                )
