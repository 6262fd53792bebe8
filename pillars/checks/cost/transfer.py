"""Traffic that need not be paid twice, and spare capacity where nobody needs it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .. import _money
from .._network import serves
from .._reading import NON_PRODUCTION, seen_with
from .._usage import GIB, NAT_BYTES, Usage, a_month, total
from .._values import label
from ..common import judged, listed, required

ENDPOINTS = "ec2.vpc_endpoint"
NATS = "ec2.nat_gateway"
ROUTES = "ec2.route_table"
ENVIRONMENT_KEYS = ("environment", "env", "stage")


@check(
    id="vpc-nat-spared-by-endpoint",
    title="Traffic to S3 and DynamoDB bypasses the NAT gateway",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=["ec2.vpc", NATS, ENDPOINTS, ROUTES],
    passes="The VPC has an endpoint for S3 or DynamoDB beside its NAT gateway, which charges for "
    "each gigabyte; gateway endpoints are free. Each route table in use that leads to the NAT "
    "gateway leads to the endpoint too. VPCs without NAT gateway yield nothing.",
    supports=["COST08-BP03", "COST08-BP02", "SUS04-BP07"],
    remedy=Remedy(
        console="VPC → Endpoints → Create endpoint: type Gateway, service S3, VPC {name}, all "
        "private route tables.",
        cli="aws ec2 create-vpc-endpoint --region {region} --vpc-id {last} "
        "--service-name com.amazonaws.{region}.s3 --route-table-ids ROUTE_TABLE",
        cloudformation=(
            "Endpoint:\n  Type: AWS::EC2::VPCEndpoint\n  Properties:\n    VpcId: !Ref Vpc\n"
            "    VpcEndpointType: Gateway\n    ServiceName: com.amazonaws.{region}.s3\n"
            "    RouteTableIds: [!Ref PrivateRoutes]"
        ),
        terraform=(
            'resource "aws_vpc_endpoint" "s3" {\n'
            '  vpc_id          = "{last}"\n'
            '  service_name    = "com.amazonaws.{region}.s3"\n'
            '  route_table_ids = ["ROUTE_TABLE"]\n'
            "}"
        ),
        cost="Free; saves 0.045 USD per GB to S3 and DynamoDB",
    ),
    url="https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
)
def nat_spared(snapshot: Snapshot) -> Iterator[Result]:
    nats: dict[Any, list[Resource]] = defaultdict(list)
    for nat in snapshot.of(NATS):
        if nat.data.get("State") != "deleted":
            nats[nat.data.get("VpcId")].append(nat)
    usage = Usage(snapshot)
    vpcs = seen_with(snapshot, "ec2.vpc", NATS, ENDPOINTS, ROUTES)
    found = [vpc for vpc in vpcs if vpc.data.get("VpcId") in nats]
    yield from judged(found, lambda vpc: _spared(snapshot, vpc, usage, nats[vpc.data.get("VpcId")]))


def _spared(snapshot: Snapshot, vpc: Resource, usage: Usage, nats: list[Resource]) -> Result:
    ways = _ways(snapshot, vpc)
    past = _tables_past(snapshot, vpc, ways, nats)
    if ways and not past:
        services = sorted({str(way.data.get("ServiceName")) for way in ways})
        return passed(vpc, f"VPC {label(vpc)} reaches {listed(services)} through an endpoint.")
    reason = f"VPC {label(vpc)} has no endpoint to spare its NAT gateway traffic to S3."
    if ways:
        tables = listed([label(table) for table in past])
        leads = f"{'leads' if len(past) == 1 else 'lead'} to its NAT gateway"
        reason = f"The endpoint of VPC {label(vpc)} leaves out {tables}, which {leads}."
        through = {gateway for table in past for gateway in _gateways(table)}
        nats = [nat for nat in nats if nat.data.get("NatGatewayId") in through]
    carried = sum(_carried(usage, nat) for nat in nats)
    return failed(vpc, reason, _money.nat_traffic(vpc, a_month(carried) / GIB))


def _ways(snapshot: Snapshot, vpc: Resource) -> list[Resource]:
    """The VPC's endpoints for S3 and DynamoDB."""
    identity = required(vpc, "VpcId")
    return [
        endpoint
        for endpoint in snapshot.of(ENDPOINTS, account=vpc.account)
        if endpoint.data.get("VpcId") == identity
        and serves(endpoint)
        and str(endpoint.data.get("ServiceName")).endswith((".s3", ".dynamodb"))
    ]


def _tables_past(
    snapshot: Snapshot, vpc: Resource, ways: list[Resource], nats: list[Resource]
) -> list[Resource]:
    """Route tables in use that lead to a NAT gateway and to no endpoint.

    Interface endpoints go by names and not by routes: beside one there is none.
    """
    if any(str(way.data.get("VpcEndpointType") or "Gateway") != "Gateway" for way in ways):
        return []
    spared = {table for way in ways for table in way.data.get("RouteTableIds") or ()}
    gateways = {nat.data.get("NatGatewayId") for nat in nats} - {None}
    return [
        table
        for table in snapshot.of(ROUTES, account=vpc.account)
        if table.data.get("Associations")
        and table.data.get("RouteTableId") not in spared
        and not gateways.isdisjoint(_gateways(table))
    ]


def _gateways(table: Resource) -> set[Any]:
    return {route.get("NatGatewayId") for route in table.data.get("Routes") or ()}


def _carried(usage: Usage, nat: Resource) -> float:
    """Bytes in two weeks, both ways; none where they were not measured."""
    values = usage.known(nat, "AWS/NATGateway", str(nat.data.get("NatGatewayId")))
    return total(values, *NAT_BYTES)


@check(
    id="rds-spare-only-in-production",
    title="Databases for trying out have no paid standby",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=["rds.instance"],
    passes="A database whose environment tag says that it is not for production runs in one zone; "
    "so does one without such a tag where the workload is pre-production. Other databases yield "
    "nothing.",
    supports=["COST05-BP05", "COST06-BP02", "SUS02-BP02"],
    remedy=Remedy(
        console="RDS → Databases → {name} → Modify → Availability: do not create a standby.",
        cli="aws rds modify-db-instance --region {region} --db-instance-identifier {name} "
        "--no-multi-az --apply-immediately",
        cloudformation=(
            "Database:\n  Type: AWS::RDS::DBInstance\n  Properties:\n"
            '    DBInstanceIdentifier: "{name}"\n    MultiAZ: false'
        ),
        terraform=(
            'resource "aws_db_instance" "this" {\n'
            "  # the rest stays as it is\n"
            '  identifier = "{name}"\n'
            "  multi_az   = false\n"
            "}"
        ),
        cost="Halves the instance's cost",
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html",
)
def spare_only_in_production(snapshot: Snapshot) -> Iterator[Result]:
    production = snapshot.workload.production
    yield from judged(snapshot.of("rds.instance"), lambda database: _spare(database, production))


def _spare(database: Resource, production: bool) -> Result | None:
    why = _for_trying_out(database, production)
    if not why:
        return None
    if required(database, "MultiAZ"):
        reason = f"{database.name} {why} and pays for a standby."
        return failed(database, reason, _money.standby(database))
    return passed(database, f"{database.name} {why} and runs in one zone.")


def _for_trying_out(database: Resource, production: bool) -> str:
    """What says that it is not for production; its own tag goes before the workload's profile."""
    tags = (value for key, value in database.tags.items() if key.lower() in ENVIRONMENT_KEYS)
    stage = next(tags, "")
    if stage:
        return f"is tagged {stage}" if stage.lower() in NON_PRODUCTION else ""
    return "" if production else "belongs to a pre-production workload"
