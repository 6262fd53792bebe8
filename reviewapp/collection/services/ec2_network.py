"""EC2's network: clouds, subnets, the ways in and out, and who may pass."""

from collections.abc import Iterator

from ..reader import Reader
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


@collects("ec2.security_group", call="ec2:DescribeSecurityGroups")
def security_groups(reader: Reader) -> Iterator[Item]:
    source = reader.pages("describe_security_groups", "SecurityGroups", PaginationConfig=PAGE)
    for group in source:
        yield item(reader, group, "security-group", group["GroupId"], group["GroupName"])


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
