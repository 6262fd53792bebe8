"""Several zones for load balancers, NAT gateways and endpoints; room in the subnets."""

import ipaddress
from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._network import serves
from .._reading import lacking, seen_with
from .._values import label, many, true
from .._zones import spread, zones_of_subnets
from ..common import judged, percent, required
from .zones_compute import MULTI_AZ, PRACTICE, PRODUCTION

_NAT = ("ec2.nat_gateway", "ec2.subnet", "ec2.route_table")
# AWS keeps five addresses of every subnet for itself.
_RESERVED = 5
_ENOUGH_PERCENT = 10


@check(
    id="elb-multi-az",
    title="Load balancers span several zones",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=["elbv2.load_balancer"],
    passes=f"The load balancer has subnets in two zones or more. {PRODUCTION}",
    refutes=[PRACTICE, MULTI_AZ],
    proves=[MULTI_AZ],
    supports=[PRACTICE, "REL02-BP01", "REL11-BP02"],
    remedy=Remedy(
        console="EC2 → Load Balancers → {name} → Network mapping → Edit subnets: add one of "
        "another zone.",
        cli="aws elbv2 set-subnets --region {region} --load-balancer-arn {id} "
        "--subnets subnet-a subnet-b",
        cloudformation=(
            "Balancer:\n  Type: AWS::ElasticLoadBalancingV2::LoadBalancer\n  Properties:\n"
            '    Name: "{name}"\n    Subnets: [!Ref SubnetA, !Ref SubnetB]'
        ),
        terraform='resource "aws_lb" "this" {\n  name    = "{name}"\n'
        "  subnets = [aws_subnet.a.id, aws_subnet.b.id]\n}",
        cost="Free but for 0.01 USD per GB between zones, each way, on network load balancers",
    ),
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-subnets.html",
)
def elb_multi_az(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("elbv2.load_balancer"), lambda b: _balancer(b, snapshot))


def _balancer(balancer: Resource, snapshot: Snapshot) -> Result:
    zones = {str(each.get("ZoneName")) for each in many(required(balancer, "AvailabilityZones"))}
    if not zones:
        return unknown(balancer, f"The zones of load balancer {balancer.name} were not read.")
    reason = f"Load balancer {balancer.name} has {spread(zones)}."
    return passed(balancer, reason) if len(zones) > 1 else lacking(snapshot, balancer, reason)


@check(
    id="nat-multi-az",
    title="Each zone has its own way out",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=_NAT,
    passes="The NAT gateways to which the VPC's subnets are routed stand in two zones or more, or "
    f"are regional, or those subnets are in one zone only. {PRODUCTION}",
    refutes=[MULTI_AZ],
    proves=[MULTI_AZ],
    supports=[PRACTICE, "REL02-BP01"],
    remedy=Remedy(
        console="VPC → NAT gateways → Create: one in a public subnet of each zone; then point each "
        "zone's private route table to its own.",
        cli="aws ec2 create-nat-gateway --region {region} --subnet-id PUBLIC_SUBNET_OF_THE_ZONE "
        "--allocation-id ALLOCATION",
        cloudformation=(
            "Nat:\n  Type: AWS::EC2::NatGateway\n  Properties:\n"
            "    SubnetId: !Ref PublicSubnetB\n    AllocationId: !GetAtt Address.AllocationId"
        ),
        terraform='resource "aws_nat_gateway" "each" {\n'
        "  for_each      = aws_subnet.public\n  subnet_id     = each.value.id\n"
        "  allocation_id = aws_eip.nat[each.key].id\n}",
        cost="About 33 USD per gateway and month; saves 0.02 USD per GB between zones",
    ),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
)
def nat_multi_az(snapshot: Snapshot) -> Iterator[Result]:
    gateways = [g for g in seen_with(snapshot, *_NAT) if g.data.get("State") == "available"]
    first = {(g.account, g.region, g.data.get("VpcId")): g for g in reversed(gateways)}
    return judged(first.values(), lambda gateway: _ways_out(gateway, gateways, snapshot))


def _ways_out(gateway: Resource, gateways: list[Resource], snapshot: Snapshot) -> Result:
    """One result for each VPC, on the first of its gateways."""
    vpc = required(gateway, "VpcId")
    here = [g for g in gateways if g.data.get("VpcId") == vpc and g.region == gateway.region]
    if any(g.data.get("AvailabilityMode") == "regional" for g in here):
        return passed(gateway, f"The NAT gateway of {vpc} is regional.")
    routed = _routed(gateway, here, snapshot)
    used = [g for g in here if g.data.get("NatGatewayId") in routed.values()] or here
    zones = zones_of_subnets(snapshot, gateway, [str(g.data.get("SubnetId")) for g in used])
    served = zones_of_subnets(snapshot, gateway, routed) or _zones_of_vpc(gateway, snapshot)
    whose = "the subnets routed there" if routed else "its subnets"
    reason = f"NAT gateways of {vpc} stand in {spread(zones)}; {whose} in {len(served)}."
    if len(used) < len(here):
        reason = f"Subnets of {vpc} in {len(served)} zones go out by {spread(zones)} alone."
    if len(zones) > 1 or len(served) < 2:
        return passed(gateway, reason)
    return lacking(snapshot, gateway, reason)


def _routed(gateway: Resource, here: list[Resource], snapshot: Snapshot) -> dict[str, str]:
    """The gateway that each subnet of the VPC goes out by, of subnets that a route leads there."""
    place = {"account": gateway.account, "region": gateway.region}
    vpc = gateway.data.get("VpcId")
    own = {str(g.data.get("NatGatewayId")) for g in here}
    tables = [t for t in snapshot.of("ec2.route_table", **place) if t.data.get("VpcId") == vpc]
    subnets = [
        str(subnet.data["SubnetId"])
        for subnet in snapshot.of("ec2.subnet", **place)
        if subnet.data.get("VpcId") == vpc and subnet.data.get("SubnetId")
    ]
    found = ((subnet, _way_out(_table_of(subnet, tables), own)) for subnet in subnets)
    return {subnet: out for subnet, out in found if out}


def _table_of(subnet: str, tables: list[Resource]) -> Resource | None:
    """The route table of a subnet: its own, or the main one of its VPC."""
    main = None
    for table in tables:
        for each in many(table.data.get("Associations")):
            if each.get("SubnetId") == subnet:
                return table
            if true(each.get("Main")):
                main = table
    return main


def _way_out(table: Resource | None, gateways: set[str]) -> str:
    routes = many(table.data.get("Routes")) if table else ()
    return next((r["NatGatewayId"] for r in routes if r.get("NatGatewayId") in gateways), "")


@check(
    id="vpc-endpoints-multi-az",
    title="Interface endpoints span several zones",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=["ec2.vpc_endpoint", "ec2.subnet"],
    passes="The interface endpoint has subnets in two zones or more, or the VPC has subnets in one "
    f"zone only. {PRODUCTION}",
    refutes=[MULTI_AZ],
    proves=[MULTI_AZ],
    supports=[PRACTICE],
    remedy=Remedy(
        console="VPC → Endpoints → {name} → Actions → Manage subnets: add one of another zone.",
        cli="aws ec2 modify-vpc-endpoint --region {region} "
        "--vpc-endpoint-id {last} --add-subnet-ids SUBNET_OF_ANOTHER_ZONE",
        cloudformation=(
            "Endpoint:\n  Type: AWS::EC2::VPCEndpoint\n  Properties:\n    VpcId: !Ref Vpc\n"
            "    VpcEndpointType: Interface\n    ServiceName: SERVICE\n"
            "    SubnetIds: [!Ref SubnetA, !Ref SubnetB]"
        ),
        terraform=(
            'resource "aws_vpc_endpoint" "this" {\n'
            "  # the rest stays as it is\n"
            "  subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]\n"
            "}"
        ),
        cost="About 7.30 USD per endpoint, zone and month",
    ),
    url="https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
)
def endpoints_multi_az(snapshot: Snapshot) -> Iterator[Result]:
    found = seen_with(snapshot, "ec2.vpc_endpoint", "ec2.subnet")
    inside = [e for e in found if e.data.get("VpcEndpointType") == "Interface" and serves(e)]
    return judged(inside, lambda endpoint: _endpoint(endpoint, snapshot))


def _endpoint(endpoint: Resource, snapshot: Snapshot) -> Result:
    zones = zones_of_subnets(snapshot, endpoint, many(required(endpoint, "SubnetIds")))
    service = endpoint.get("ServiceName", "an unknown service")
    reason = f"Endpoint {label(endpoint)} of {service} has {spread(zones)}."
    if len(zones) > 1 or len(_zones_of_vpc(endpoint, snapshot)) < 2:
        return passed(endpoint, reason)
    return lacking(snapshot, endpoint, reason)


def _zones_of_vpc(user: Resource, snapshot: Snapshot) -> set[str]:
    vpc = required(user, "VpcId")
    subnets = snapshot.of("ec2.subnet", account=user.account, region=user.region)
    return {str(s.data.get("AvailabilityZone")) for s in subnets if s.data.get("VpcId") == vpc}


@check(
    id="subnets-have-room",
    title="Subnets have addresses left",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=["ec2.subnet"],
    passes=f"{_ENOUGH_PERCENT} % or more of the subnet's IPv4 addresses are free. Default "
    "subnets in which nothing is are left out.",
    refutes=["REL02-BP03"],
    supports=["REL02-BP03"],
    remedy=Remedy(
        console="VPC → Your VPCs → Actions → Edit CIDRs → Add; create larger subnets from it and "
        "move what grows there.",
        cli="aws ec2 associate-vpc-cidr-block --region {region} --vpc-id VPC "
        "--cidr-block 100.64.0.0/16",
        cloudformation=(
            "More:\n  Type: AWS::EC2::VPCCidrBlock\n  Properties:\n    VpcId: !Ref Vpc\n"
            "    CidrBlock: 100.64.0.0/16"
        ),
        terraform='resource "aws_vpc_ipv4_cidr_block_association" "more" {\n'
        '  vpc_id     = aws_vpc.this.id\n  cidr_block = "100.64.0.0/16"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
)
def subnets_have_room(snapshot: Snapshot) -> Iterator[Result]:
    return judged([s for s in snapshot.of("ec2.subnet") if s.data.get("CidrBlock")], _room)


def _room(subnet: Resource) -> Result | None:
    free = int(required(subnet, "AvailableIpAddressCount"))
    network = ipaddress.ip_network(str(subnet.data["CidrBlock"]), strict=False)
    size = max(network.num_addresses - _RESERVED, 1)
    if true(subnet.data.get("DefaultForAz")) and free >= size:
        return None
    share = percent(free, size)
    reason = f"Subnet {label(subnet)} has {free} of {size} addresses free ({share} %)."
    return passed(subnet, reason) if share >= _ENOUGH_PERCENT else failed(subnet, reason)


CHECKS: tuple[Check, ...] = (
    elb_multi_az,
    nat_multi_az,
    endpoints_multi_az,
    subnets_have_room,
)
