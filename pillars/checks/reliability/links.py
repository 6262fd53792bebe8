"""Links between networks: to one's own premises, between clouds, and whether ranges collide."""

import ipaddress
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._reading import seen_with
from .._values import label, many
from ..common import counted, dig, judged, listed, required

VPNS = "ec2.vpn_connection"
LINES = "directconnect.connection"
PEERINGS = "ec2.vpc_peering"
ATTACHMENTS = "ec2.transit_gateway_attachment"
VPCS = "ec2.vpc"
TUNNELS = 2
# Up to here peerings are simple; with more, and as many as networks, they are a web.
FEW_PEERINGS = 3

Network = ipaddress.IPv4Network


@check(
    id="vpn-both-tunnels-up",
    title="Both tunnels of a VPN are up",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=[VPNS],
    passes="Both tunnels of the Site-to-Site VPN are up, so that AWS may work on one of them.",
    refutes=["REL02-BP02"],
    supports=["REL02-BP02"],
    remedy=Remedy(
        console="VPC → Site-to-Site VPN connections → {name} → Tunnel details: configure the "
        "second tunnel on your device.",
        cli="aws ec2 describe-vpn-connections --region {region} --vpn-connection-ids "
        "{last} "
        "--query 'VpnConnections[].VgwTelemetry'",
        terraform=(
            'resource "aws_vpn_connection" "this" {\n'
            "  # the rest stays as it is\n"
            "  static_routes_only = false\n"
            "}"
        ),
        cost="Free: the second tunnel is part of the connection",
    ),
    url="https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html",
)
def tunnels_up(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(VPNS), _tunnels)


def _tunnels(vpn: Resource) -> Result:
    states = [str(each.get("Status")) for each in many(required(vpn, "VgwTelemetry"))]
    up = states.count("UP")
    reason = f"{counted(up, 'tunnel')} of {label(vpn)} of {TUNNELS} up."
    return passed(vpn, reason) if up >= TUNNELS else failed(vpn, reason)


@check(
    id="line-has-second",
    title="Lines to one's own premises have a second way",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=[LINES, VPNS],
    passes="Beside the Direct Connect line there is another one at another location, or a VPN. A "
    "line that is down fails.",
    refutes=["REL02-BP02"],
    supports=["REL02-BP02"],
    remedy=Remedy(
        console="Direct Connect → Create connection with the resiliency toolkit: a second "
        "location.",
        cli="aws directconnect create-connection --region {region} --location LOCATION "
        "--bandwidth 1Gbps --connection-name second",
        cloudformation=(
            "Second:\n  Type: AWS::DirectConnect::Connection\n  Properties:\n"
            "    ConnectionName: second\n    Bandwidth: 1Gbps\n    Location: LOCATION"
        ),
        terraform='resource "aws_dx_connection" "second" {\n  name      = "second"\n'
        '  bandwidth = "1Gbps"\n  location  = "LOCATION"\n}',
        cost="Doubles the line's cost: 0.30 USD per hour for 1 Gbps, and the partner's price",
    ),
    url="https://docs.aws.amazon.com/directconnect/latest/UserGuide/resiliency_toolkit.html",
)
def line_has_second(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(seen_with(snapshot, LINES, VPNS), lambda line: _second(snapshot, line))


def _second(snapshot: Snapshot, line: Resource) -> Result | None:
    state = required(line, "connectionState")
    if state in ("deleting", "deleted", "rejected", "ordering", "requested", "pending"):
        return None
    if state == "down":
        return failed(line, f"Line {line.name} is down.")
    if snapshot.of(VPNS, account=line.account):
        return passed(line, f"Line {line.name} has a VPN beside it.")
    others = [
        other
        for other in snapshot.of(LINES)
        if other.data.get("connectionState") == "available"
        and other.data.get("location") != required(line, "location")
    ]
    if others:
        return passed(line, f"Line {line.name} has {others[0].name} at another location.")
    return failed(line, f"Line {line.name} is the only way to {line.data.get('location')}.")


@check(
    id="vpcs-meet-in-hub",
    title="Networks meet in a hub",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=[PEERINGS, ATTACHMENTS],
    passes="Networks are attached to a transit gateway. A web of peerings (as many as networks, "
    f"and more than {FEW_PEERINGS}) fails; a few peerings yield nothing.",
    refutes=["REL02-BP04"],
    supports=["REL02-BP04"],
    remedy=Remedy(
        console="VPC → Transit gateways → Create, attach each VPC, then delete peering {name}.",
        cli="aws ec2 create-transit-gateway-vpc-attachment --region {region} "
        "--transit-gateway-id GATEWAY --vpc-id VPC --subnet-ids SUBNETS",
        cloudformation=(
            "Attachment:\n  Type: AWS::EC2::TransitGatewayVpcAttachment\n  Properties:\n"
            "    TransitGatewayId: GATEWAY\n    VpcId: VPC\n    SubnetIds: [SUBNET]"
        ),
        terraform='resource "aws_ec2_transit_gateway_vpc_attachment" "this" {\n'
        '  transit_gateway_id = "GATEWAY"\n  vpc_id             = "VPC"\n'
        '  subnet_ids         = ["SUBNET"]\n}',
        cost="About 36 USD per attachment and month, and 0.02 USD per GB",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/"
    "rel_planning_network_topology_prefer_hub_and_spoke.html",
)
def meet_in_hub(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(ATTACHMENTS), _attached)
    pairs = [_ends(each) for each in snapshot.of(PEERINGS)]
    networks = {vpc for pair in pairs for vpc in pair}
    if len(set(pairs)) > FEW_PEERINGS and len(set(pairs)) >= len(networks):
        reason = f"{len(set(pairs))} peerings join {len(networks)} networks with each other."
        yield failed(snapshot.of(PEERINGS)[0], reason)


def _attached(attachment: Resource) -> Result | None:
    if attachment.data.get("ResourceType") != "vpc" or attachment.data.get("State") != "available":
        return None
    gateway = required(attachment, "TransitGatewayId")
    return passed(attachment, f"{required(attachment, 'ResourceId')} is attached to {gateway}.")


def _ends(peering: Resource) -> frozenset[str]:
    sides = ("RequesterVpcInfo", "AccepterVpcInfo")
    return frozenset(str(dig(peering.data, side, "VpcId")) for side in sides)


@check(
    id="vpc-ranges-distinct",
    title="Networks do not share address ranges",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=[VPCS, PEERINGS, ATTACHMENTS],
    passes="The network's ranges overlap with those of no other network of the workload. An "
    "overlap fails where both are joined to others; elsewhere people know whether they ever will "
    "be. Default networks, which all look alike, are left out.",
    refutes=["REL02-BP05"],
    supports=["REL02-BP05"],
    remedy=Remedy(
        console="VPC → IP address manager: plan distinct ranges, build {name} anew in one of them.",
        cli="aws ec2 describe-vpcs --region {region} --query 'Vpcs[].[VpcId,CidrBlock]'",
        cloudformation=(
            "Vpc:\n  Type: AWS::EC2::VPC\n  Properties:\n    Ipv4IpamPoolId: POOL\n"
            "    Ipv4NetmaskLength: 20"
        ),
        terraform='resource "aws_vpc" "this" {\n  ipv4_ipam_pool_id   = "POOL"\n'
        "  ipv4_netmask_length = 20\n}",
        cost="Free with IPAM's free tier; moving what runs there is the work",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/"
    "rel_planning_network_topology_non_overlap_ip.html",
)
def ranges_distinct(snapshot: Snapshot) -> Iterator[Result]:
    own = [vpc for vpc in snapshot.of(VPCS) if not vpc.data.get("IsDefault")]
    if len(own) < 2:
        return
    overlapping = _overlaps(own)
    joined = _joined(snapshot)
    yield from judged(own, lambda vpc: _distinct(vpc, overlapping[vpc.id], joined))


def _distinct(vpc: Resource, others: list[Resource], joined: set[str]) -> Result:
    required(vpc, "CidrBlock")
    if not others:
        return passed(vpc, f"No other network shares a range of {label(vpc)}.")
    names = listed([label(other) for other in others])
    reason = f"{label(vpc)} shares addresses with {names}."
    ids = [str(each.data.get("VpcId")) for each in (vpc, *others)]
    if ids[0] in joined and not joined.isdisjoint(ids[1:]):
        return failed(vpc, reason)
    return unknown(vpc, f"{reason} Whether they will ever be joined, people know.")


def _overlaps(vpcs: list[Resource]) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = defaultdict(list)
    ranges = {vpc.id: _ranges(vpc) for vpc in vpcs}
    for one, other in combinations(vpcs, 2):
        if any(a.overlaps(b) for a in ranges[one.id] for b in ranges[other.id]):
            found[one.id].append(other)
            found[other.id].append(one)
    return found


def _ranges(vpc: Resource) -> list[Network]:
    blocks = [vpc.data.get("CidrBlock")]
    blocks += [each.get("CidrBlock") for each in many(vpc.data.get("CidrBlockAssociationSet"))]
    return [ipaddress.IPv4Network(block) for block in set(blocks) if block]


def _joined(snapshot: Snapshot) -> set[str]:
    """Ids of the networks that a peering or a transit gateway joins to others."""
    peered = {vpc for peering in snapshot.of(PEERINGS) for vpc in _ends(peering)}
    return peered | {str(each.data.get("ResourceId")) for each in snapshot.of(ATTACHMENTS)}


CHECKS: tuple[Check, ...] = (tunnels_up, line_has_second, meet_in_hub, ranges_distinct)
