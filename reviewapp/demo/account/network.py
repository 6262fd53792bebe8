"""The networks: a production VPC as it should be, a staging one, and one made in a hurry."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_network
from itertools import islice

from . import ACCOUNT, MAIN, SECOND
from .clients import Account
from .tags import Tags, for_kind, platform, tags

ZONES = ("a", "b", "c")


@dataclass(frozen=True, slots=True)
class Network:
    """A VPC with one subnet per zone and layer."""

    region: str
    vpc: str
    public: list[str]
    private: list[str]
    data: list[str]
    tables: list[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """A network to be."""

    region: str
    name: str
    block: str
    zones: int
    tags: Tags


def build_networks(account: Account) -> tuple[Network, Network]:
    """Production in the main region and the hurried copy in the second; beside them staging."""
    production = _network(
        account, Plan(MAIN, "larkspur-prod", "10.20.0.0/16", 3, platform("network"))
    )
    rehearsal = tags("network", owner="team-platform", environment="staging")
    _network(account, Plan(MAIN, "larkspur-staging", "10.40.0.0/16", 2, rehearsal))
    hurried = _network(account, Plan(SECOND, "larkspur-us", "10.60.0.0/16", 2, {}))
    _log_flows(account, production)
    _add_gateway_endpoint(account, production)
    _leave_addresses_idle(account)
    return production, hurried


def _network(account: Account, plan: Plan) -> Network:
    made = account.client("ec2", plan.region).create_vpc(
        CidrBlock=plan.block, TagSpecifications=for_kind("vpc", plan.name, plan.tags)
    )
    vpc = made["Vpc"]["VpcId"]
    blocks = ip_network(plan.block).subnets(new_prefix=20)
    layers = {
        layer: _subnets(account, plan, vpc, layer, islice(blocks, plan.zones))
        for layer in ("public", "private", "data")
    }
    return Network(plan.region, vpc, **layers, tables=_routes(account, plan, vpc, layers))


def _subnets(
    account: Account, plan: Plan, vpc: str, layer: str, blocks: Iterable[object]
) -> list[str]:
    ec2 = account.client("ec2", plan.region)
    found = []
    for zone, block in zip(ZONES, blocks, strict=False):
        subnet = ec2.create_subnet(
            VpcId=vpc,
            CidrBlock=str(block),
            AvailabilityZone=f"{plan.region}{zone}",
            TagSpecifications=for_kind("subnet", f"{plan.name}-{layer}-{zone}", plan.tags),
        )
        found.append(subnet["Subnet"]["SubnetId"])
    return found


def _routes(account: Account, plan: Plan, vpc: str, layers: dict[str, list[str]]) -> list[str]:
    """One table to the internet, one through a single NAT gateway."""
    ec2 = account.client("ec2", plan.region)
    gateway = ec2.create_internet_gateway(
        TagSpecifications=for_kind("internet-gateway", f"{plan.name}-igw", plan.tags)
    )["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    outside = _table(account, plan, vpc, "public", layers["public"])
    ec2.create_route(RouteTableId=outside, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    nat = _nat_gateway(account, plan, layers["public"][0])
    behind = _table(account, plan, vpc, "private", layers["private"] + layers["data"])
    ec2.create_route(RouteTableId=behind, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    return [outside, behind]


def _table(account: Account, plan: Plan, vpc: str, layer: str, subnets: list[str]) -> str:
    ec2 = account.client("ec2", plan.region)
    table: str = ec2.create_route_table(
        VpcId=vpc, TagSpecifications=for_kind("route-table", f"{plan.name}-{layer}", plan.tags)
    )["RouteTable"]["RouteTableId"]
    for subnet in subnets:
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    return table


def _nat_gateway(account: Account, plan: Plan, subnet: str) -> str:
    ec2, name = account.client("ec2", plan.region), f"{plan.name}-nat"
    address = ec2.allocate_address(
        Domain="vpc", TagSpecifications=for_kind("elastic-ip", name, plan.tags)
    )
    gateway: str = ec2.create_nat_gateway(
        SubnetId=subnet,
        AllocationId=address["AllocationId"],
        TagSpecifications=for_kind("natgateway", name, plan.tags),
    )["NatGateway"]["NatGatewayId"]
    return gateway


def _log_flows(account: Account, network: Network) -> None:
    account.client("logs", network.region).create_log_group(logGroupName="/larkspur/vpc-flow")
    account.client("ec2", network.region).create_flow_logs(
        ResourceIds=[network.vpc],
        ResourceType="VPC",
        TrafficType="ALL",
        LogDestinationType="cloud-watch-logs",
        LogGroupName="/larkspur/vpc-flow",
        DeliverLogsPermissionArn=f"arn:aws:iam::{ACCOUNT}:role/larkspur-flow-logs",
        TagSpecifications=for_kind("vpc-flow-log", "larkspur-prod-flow", platform("network")),
    )


def _add_gateway_endpoint(account: Account, network: Network) -> None:
    account.client("ec2", network.region).create_vpc_endpoint(
        VpcEndpointType="Gateway",
        VpcId=network.vpc,
        ServiceName=f"com.amazonaws.{network.region}.s3",
        RouteTableIds=network.tables[1:],
        TagSpecifications=for_kind("vpc-endpoint", "larkspur-prod-s3", platform("network")),
    )


def _leave_addresses_idle(account: Account) -> None:
    for region, name in ((MAIN, "old-vpn"), (SECOND, "load-test"), (SECOND, "load-test-2")):
        account.client("ec2", region).allocate_address(
            Domain="vpc", TagSpecifications=for_kind("elastic-ip", name)
        )
