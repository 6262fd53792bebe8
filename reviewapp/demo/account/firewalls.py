"""Security groups: the shop's own follow the layers, the old ones are open to the world."""

from dataclasses import dataclass
from typing import Any

from .clients import Account
from .network import Network
from .tags import for_kind, platform

WORLD = "0.0.0.0/0"
OFFICE = "198.51.100.0/24"

Rule = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Firewalls:
    """Group ids by layer."""

    edge: str
    app: str
    data: str


def build_firewalls(account: Account, production: Network, hurried: Network) -> Firewalls:
    _add_old_ones(account, production)
    _add_hurried_ones(account, hurried)
    return _layers(account, production)


def group(account: Account, network: Network, name: str, about: str, rules: list[Rule]) -> str:
    """Makes a security group with these ways in; returns its id."""
    ec2 = account.client("ec2", network.region)
    identity: str = ec2.create_security_group(
        GroupName=name,
        Description=about,
        VpcId=network.vpc,
        TagSpecifications=for_kind("security-group", name, platform("network")),
    )["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=identity, IpPermissions=rules)
    return identity


def from_addresses(block: str, first: int, last: int | None = None) -> Rule:
    return {**_ports(first, last), "IpRanges": [{"CidrIp": block}]}


def from_group(identity: str, port: int) -> Rule:
    return {**_ports(port, None), "UserIdGroupPairs": [{"GroupId": identity}]}


def _ports(first: int, last: int | None) -> Rule:
    return {"IpProtocol": "tcp", "FromPort": first, "ToPort": first if last is None else last}


def _layers(account: Account, network: Network) -> Firewalls:
    web = [from_addresses(WORLD, 443), from_addresses(WORLD, 80)]
    edge = group(account, network, "shop-edge", "Load balancers", web)
    app = group(account, network, "shop-app", "Web and workers", [from_group(edge, 8080)])
    ports = (5432, 3306, 6379, 2049)
    data = group(
        account, network, "shop-data", "Databases", [from_group(app, port) for port in ports]
    )
    return Firewalls(edge, app, data)


def _add_old_ones(account: Account, network: Network) -> None:
    group(account, network, "bastion", "SSH for everybody", [from_addresses(WORLD, 22)])
    group(account, network, "erp-legacy", "ERP", [from_addresses(OFFICE, 0, 65535)])
    group(account, network, "jenkins", "Build server", [from_addresses(WORLD, 8080)])


def _add_hurried_ones(account: Account, network: Network) -> None:
    web = [from_addresses(WORLD, 80), from_addresses(WORLD, 443), from_addresses(WORLD, 22)]
    group(account, network, "us-web", "Storefront", web)
    group(account, network, "us-reporting-db", "Reporting", [from_addresses(WORLD, 5432)])
