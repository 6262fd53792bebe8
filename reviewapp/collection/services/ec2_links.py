"""EC2's links between networks: peerings, transit gateways, and tunnels to other premises."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from .ec2 import item

# The rest of a VPN connection's description holds the keys of its tunnels.
KEPT_OF_VPN = (
    "VpnConnectionId",
    "State",
    "Type",
    "Category",
    "CustomerGatewayId",
    "VpnGatewayId",
    "TransitGatewayId",
    "VgwTelemetry",
    "Tags",
)
NOT_ACTIVE = ("deleting", "deleted")


@collects("ec2.vpc_peering", call="ec2:DescribeVpcPeeringConnections")
def vpc_peerings(reader: Reader) -> Iterator[Item]:
    for peering in reader.pages("describe_vpc_peering_connections", "VpcPeeringConnections"):
        if (peering.get("Status") or {}).get("Code") == "active":
            identity = peering["VpcPeeringConnectionId"]
            yield item(reader, peering, "vpc-peering-connection", identity)


@collects("ec2.transit_gateway_attachment", call="ec2:DescribeTransitGatewayAttachments")
def transit_gateway_attachments(reader: Reader) -> Iterator[Item]:
    found = reader.pages("describe_transit_gateway_attachments", "TransitGatewayAttachments")
    for attachment in found:
        if attachment.get("State") not in NOT_ACTIVE:
            identity = attachment["TransitGatewayAttachmentId"]
            yield item(reader, attachment, "transit-gateway-attachment", identity)


@collects("ec2.vpn_connection", call="ec2:DescribeVpnConnections")
def vpn_connections(reader: Reader) -> Iterator[Item]:
    for connection in reader.pages("describe_vpn_connections", "VpnConnections"):
        if connection.get("State") not in NOT_ACTIVE:
            kept = _kept(connection)
            yield item(reader, kept, "vpn-connection", connection["VpnConnectionId"])


def _kept(connection: dict[str, Any]) -> dict[str, Any]:
    kept = {key: connection[key] for key in KEPT_OF_VPN if key in connection}
    options = connection.get("Options") or {}
    return {**kept, "EnableAcceleration": bool(options.get("EnableAcceleration"))}
