"""Networks and what stands at their edge."""

from dataclasses import dataclass
from typing import Any

from ..account import REGION, Account

NEW_TLS = "ELBSecurityPolicy-TLS13-1-2-2021-06"
OLD_TLS = "ELBSecurityPolicy-2016-08"


@dataclass(frozen=True, slots=True)
class Network:
    """A VPC of its own with a subnet in each of three zones."""

    vpc: str
    subnets: tuple[str, ...]
    region: str


def network(account: Account, region: str = REGION, name: str = "main") -> Network:
    ec2 = account.client("ec2", region)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=named("vpc", name))["Vpc"]
    subnets = tuple(
        subnet(account, vpc["VpcId"], place, f"10.0.{place}.0/24", region) for place in range(3)
    )
    return Network(vpc["VpcId"], subnets, region)


def subnet(account: Account, vpc: str, zone: int, cidr: str, region: str = REGION) -> str:
    """A subnet in the first, second or third zone of the region."""
    found: str = account.client("ec2", region).create_subnet(
        VpcId=vpc, CidrBlock=cidr, AvailabilityZone=f"{region}{'abc'[zone]}"
    )["Subnet"]["SubnetId"]
    return found


def without_default_network(account: Account, region: str = REGION) -> None:
    """Takes away the VPC that AWS puts into every region."""
    ec2 = account.client("ec2", region)
    for vpc in ec2.describe_vpcs(Filters=[{"Name": "isDefault", "Values": ["true"]}])["Vpcs"]:
        where = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
        for each in ec2.describe_subnets(Filters=where)["Subnets"]:
            ec2.delete_subnet(SubnetId=each["SubnetId"])
        ec2.delete_vpc(VpcId=vpc["VpcId"])


def group(
    account: Account,
    vpc: str,
    *permissions: dict[str, Any],
    name: str = "web",
    region: str = REGION,
) -> str:
    """A security group with these ingress rules; gives its ARN."""
    ec2 = account.client("ec2", region)
    made = ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
    if permissions:
        ec2.authorize_security_group_ingress(GroupId=made, IpPermissions=list(permissions))
    return account.arn("ec2", f"security-group/{made}", region)


def default_group(account: Account, place: Network) -> str:
    """The id of the security group that came with the network."""
    here = [
        {"Name": "vpc-id", "Values": [place.vpc]},
        {"Name": "group-name", "Values": ["default"]},
    ]
    ec2 = account.client("ec2", place.region)
    found: str = ec2.describe_security_groups(Filters=here)["SecurityGroups"][0]["GroupId"]
    return found


def rule(
    first: int, last: int | None = None, *, v4: str = "", v6: str = "", protocol: str = "tcp"
) -> dict[str, Any]:
    """Ports from somewhere: `rule(22, v4="0.0.0.0/0")`."""
    ports = {} if protocol == "-1" else {"FromPort": first, "ToPort": last or first}
    return {
        "IpProtocol": protocol,
        **ports,
        **({"IpRanges": [{"CidrIp": v4}]} if v4 else {}),
        **({"Ipv6Ranges": [{"CidrIpv6": v6}]} if v6 else {}),
    }


def balancer(account: Account, place: Network, name: str = "shop", **more: Any) -> str:
    """A public application load balancer in all zones of the network; gives its ARN."""
    settings = {"Subnets": list(place.subnets), "Scheme": "internet-facing", "Type": "application"}
    arn: str = account.client("elbv2", place.region).create_load_balancer(
        Name=name, **{**settings, **more}
    )["LoadBalancers"][0]["LoadBalancerArn"]
    return arn


def targets(account: Account, place: Network, name: str = "web", **more: Any) -> str:
    settings = {"Protocol": "HTTP", "Port": 80, "VpcId": place.vpc, "TargetType": "instance"}
    arn: str = account.client("elbv2", place.region).create_target_group(
        Name=name, **{**settings, **more}
    )["TargetGroups"][0]["TargetGroupArn"]
    return arn


def listener(
    account: Account, arn: str, action: dict[str, Any], *, policy: str = "", region: str = REGION
) -> str:
    """HTTPS on 443 where there is a policy, else HTTP on 80; gives its ARN."""
    secure = {
        "Protocol": "HTTPS",
        "Port": 443,
        "SslPolicy": policy,
        "Certificates": [{"CertificateArn": certificate(account, region)}],
    }
    plain = {"Protocol": "HTTP", "Port": 80}
    found: str = account.client("elbv2", region).create_listener(
        LoadBalancerArn=arn, DefaultActions=[action], **(secure if policy else plain)
    )["Listeners"][0]["ListenerArn"]
    return found


def forward(target_group: str) -> dict[str, Any]:
    return {"Type": "forward", "TargetGroupArn": target_group}


TO_HTTPS = {
    "Type": "redirect",
    "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"},
}


def certificate(account: Account, region: str = REGION) -> str:
    found: str = account.client("acm", region).request_certificate(DomainName="shop.example.com")[
        "CertificateArn"
    ]
    return found


def named(kind: str, name: str, **tags: str) -> list[dict[str, Any]]:
    pairs = [{"Key": key, "Value": value} for key, value in {"Name": name, **tags}.items()]
    return [{"ResourceType": kind, "Tags": pairs}]
