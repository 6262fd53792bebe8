"""EC2's network: clouds, subnets, the ways in and out, and who may pass."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ..reader import Listing, Reader
from ..registry import Item, collects
from .ec2 import PAGE, item


@collects("ec2.vpc", call="ec2:DescribeVpcs")
def vpcs(reader: Reader) -> Iterator[Item]:
    for vpc in reader.pages("describe_vpcs", "Vpcs"):
        yield item(reader, vpc, "vpc", vpc["VpcId"])


@collects("ec2.subnet", call="ec2:DescribeSubnets")
def subnets(reader: Reader) -> Iterator[Item]:
    for subnet in reader.pages("describe_subnets", "Subnets"):
        yield item(reader, subnet, "subnet", subnet["SubnetId"])


@collects("ec2.route_table", call="ec2:DescribeRouteTables")
def route_tables(reader: Reader) -> Iterator[Item]:
    for table in reader.pages("describe_route_tables", "RouteTables"):
        yield item(reader, table, "route-table", table["RouteTableId"])


@collects(
    "ec2.security_group",
    call="ec2:DescribeSecurityGroups",
    actions=("ec2:GetManagedPrefixListEntries",),
)
def security_groups(reader: Reader) -> Iterator[Item]:
    """Groups with the ranges behind the prefix lists of their rules, by the id of the list."""
    source = reader.pages("describe_security_groups", "SecurityGroups", PaginationConfig=PAGE)
    for group in source:
        ranges, unread = _ranges(reader, group)
        data = group | ({"PrefixLists": ranges} if ranges else {})
        made = item(reader, data, "security-group", group["GroupId"], group["GroupName"])
        yield replace(made, unread=unread)


def _ranges(
    reader: Reader, group: dict[str, Any]
) -> tuple[dict[str, list[str]], Mapping[str, str]]:
    """Each list is read once for all groups. Where one is not, that is unread of the group."""
    ranges: dict[str, list[str]] = {}
    for identity in sorted(_prefix_lists(group)):
        found = reader.once(f"prefix list {identity}", partial(_entries, reader, identity))
        if found.reason:
            return {}, {"PrefixLists": found.reason}
        ranges[identity] = [str(each["Cidr"]) for each in found.items]
    return ranges, {}


def _prefix_lists(group: dict[str, Any]) -> set[str]:
    rules = group.get("IpPermissions", ())
    return {each["PrefixListId"] for rule in rules for each in rule.get("PrefixListIds", ())}


def _entries(reader: Reader, identity: str) -> Listing:
    return reader.listing("get_managed_prefix_list_entries", "Entries", PrefixListId=identity)


@collects("ec2.network_interface", call="ec2:DescribeNetworkInterfaces")
def network_interfaces(reader: Reader) -> Iterator[Item]:
    source = reader.pages("describe_network_interfaces", "NetworkInterfaces", PaginationConfig=PAGE)
    for interface in source:
        yield item(reader, interface, "network-interface", interface["NetworkInterfaceId"])


@collects("ec2.address", call="ec2:DescribeAddresses")
def addresses(reader: Reader) -> Iterator[Item]:
    for address in reader.pages("describe_addresses", "Addresses"):
        yield item(reader, address, "elastic-ip", address["AllocationId"], address["PublicIp"])


@collects("ec2.nat_gateway", call="ec2:DescribeNatGateways")
def nat_gateways(reader: Reader) -> Iterator[Item]:
    living = {"Name": "state", "Values": ["pending", "available", "failed"]}
    for gateway in reader.pages("describe_nat_gateways", "NatGateways", Filters=[living]):
        yield item(reader, gateway, "natgateway", gateway["NatGatewayId"])


@collects("ec2.vpc_endpoint", call="ec2:DescribeVpcEndpoints")
def vpc_endpoints(reader: Reader) -> Iterator[Item]:
    for endpoint in reader.pages("describe_vpc_endpoints", "VpcEndpoints"):
        yield item(
            reader,
            endpoint,
            "vpc-endpoint",
            endpoint["VpcEndpointId"],
            endpoint.get("ServiceName", ""),
        )


@collects("ec2.flow_log", call="ec2:DescribeFlowLogs")
def flow_logs(reader: Reader) -> Iterator[Item]:
    for log in reader.pages("describe_flow_logs", "FlowLogs"):
        yield item(reader, log, "vpc-flow-log", log["FlowLogId"])
