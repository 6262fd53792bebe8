"""Load balancers: one with an open HTTP door, one as it should be, one that nobody needs."""

from dataclasses import dataclass
from typing import Any

from . import MAIN, SECOND
from .clients import Account
from .firewalls import Firewalls
from .network import Network
from .tags import Tags, listed, shop

OLD_TLS = "ELBSecurityPolicy-2016-08"
NEW_TLS = "ELBSecurityPolicy-TLS13-1-2-2021-06"
HEADERS = "routing.http.drop_invalid_header_fields.enabled"
# As AWS makes a load balancer; moto names neither.
AS_MADE = {HEADERS: "false", "routing.http.desync_mitigation_mode": "defensive"}


@dataclass(frozen=True, slots=True)
class Balancing:
    """ARNs that others need."""

    shop: str
    shop_name: str
    web_targets: str
    api_targets: str


def build_balancing(
    account: Account, network: Network, walls: Firewalls, certificate: str
) -> Balancing:
    shop_alb = _balancer(account, network, "shop", walls.edge, shop("web"))
    api_alb = _balancer(account, network, "api", walls.edge, shop("api"))
    web = _targets(account, network, "shop-web", "/health")
    api = _targets(account, network, "shop-api", "/healthz")
    _listen(account, MAIN, shop_alb, 80, _to(web))
    _listen(account, MAIN, shop_alb, 443, _to(web), policy=OLD_TLS, certificate=certificate)
    _listen(account, MAIN, api_alb, 80, _redirect())
    _listen(account, MAIN, api_alb, 443, _to(api), policy=NEW_TLS, certificate=certificate)
    _keep_access_logs(account, api_alb)
    name = account.client("elbv2").describe_load_balancers(LoadBalancerArns=[shop_alb])
    return Balancing(shop_alb, name["LoadBalancers"][0]["DNSName"], web, api)


def build_hurried_balancing(account: Account, network: Network, machines: list[str]) -> None:
    group = account.client("ec2", SECOND).describe_security_groups(
        Filters=[{"Name": "group-name", "Values": ["us-web"]}]
    )["SecurityGroups"][0]["GroupId"]
    storefront = _balancer(account, network, "us-storefront", group, {})
    targets = _targets(account, network, "us-web", "/")
    _listen(account, SECOND, storefront, 80, _to(targets))
    account.client("elbv2", SECOND).register_targets(
        TargetGroupArn=targets, Targets=[{"Id": machine} for machine in machines[:2]]
    )
    unused = _balancer(account, network, "us-campaign-2025", group, {})
    _listen(account, SECOND, unused, 80, _to(_targets(account, network, "us-campaign", "/")))


def _balancer(account: Account, network: Network, name: str, group: str, values: Tags) -> str:
    arn: str = account.client("elbv2", network.region).create_load_balancer(
        Name=name,
        Subnets=network.public,
        SecurityGroups=[group],
        Scheme="internet-facing",
        Type="application",
        Tags=listed({"Name": name, **values}),
    )["LoadBalancers"][0]["LoadBalancerArn"]
    _set(account, network.region, arn, AS_MADE)
    return arn


def _set(account: Account, region: str, balancer: str, attributes: Tags) -> None:
    account.client("elbv2", region).modify_load_balancer_attributes(
        LoadBalancerArn=balancer,
        Attributes=[{"Key": key, "Value": value} for key, value in attributes.items()],
    )


def _targets(account: Account, network: Network, name: str, path: str) -> str:
    arn: str = account.client("elbv2", network.region).create_target_group(
        Name=name,
        Protocol="HTTP",
        Port=8080,
        VpcId=network.vpc,
        HealthCheckProtocol="HTTP",
        HealthCheckPath=path,
        HealthCheckIntervalSeconds=15,
        TargetType="instance",
    )["TargetGroups"][0]["TargetGroupArn"]
    return arn


def _listen(
    account: Account,
    region: str,
    balancer: str,
    port: int,
    action: dict[str, Any],
    *,
    policy: str = "",
    certificate: str = "",
) -> None:
    secure: dict[str, Any] = (
        {"SslPolicy": policy, "Certificates": [{"CertificateArn": certificate}]} if policy else {}
    )
    account.client("elbv2", region).create_listener(
        LoadBalancerArn=balancer,
        Protocol="HTTPS" if policy else "HTTP",
        Port=port,
        DefaultActions=[action],
        **secure,
    )


def _to(targets: str) -> dict[str, Any]:
    return {"Type": "forward", "TargetGroupArn": targets}


def _redirect() -> dict[str, Any]:
    to = {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}
    return {"Type": "redirect", "RedirectConfig": to}


def _keep_access_logs(account: Account, balancer: str) -> None:
    logs = {"access_logs.s3.enabled": "true", "access_logs.s3.bucket": "larkspur-logs"}
    _set(account, MAIN, balancer, logs | {HEADERS: "true"})
