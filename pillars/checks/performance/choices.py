"""Choices that fit: stores for kinds of data, balancing by load, ways for places, accelerators."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, Verdict, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import aspect_map, label, many
from ..common import counted, in_account, judged, listed, number, read_everywhere, required, running
from ..hardware import family

RECORDS = "route53.record_set"
GROUPS = "elbv2.target_group"
VPNS = "ec2.vpn_connection"
LINES = "directconnect.connection"
INSTANCES = "ec2.instance"
CPU = "cloudwatch.instance_cpu"
STORES = {
    "rds.instance": "relational",
    "dynamodb.table": "key-value",
    "elasticache.replication_group": "in-memory",
    "elasticache.serverless_cache": "in-memory",
    "s3.bucket": "objects",
    "efs.file_system": "files",
    "fsx.file_system": "files",
}
KINDS_ENOUGH = 3
# Graphics, training, inference and programmable chips: what is rented for its accelerator.
ACCELERATED = ("p", "g", "gr", "inf", "trn", "dl", "f", "vt")
IDLE_PERCENT = 3.0
BY_LOAD = ("least_outstanding_requests", "weighted_random")


@check(
    id="stores-by-kind-of-data",
    title="Data sits in stores of several kinds",
    pillar="performance",
    severity=Severity.LOW,
    needs=[*STORES],
    passes=f"The account uses at least {KINDS_ENOUGH} kinds of store (relational, key-value, "
    "in-memory, objects, files), a trace of choices by the kind of data. A workload with one kind "
    "of data needs one, so fewer yield nothing.",
    supports=["PERF03-BP01"],
    remedy=Remedy(
        console="List what each store holds and how it is read, and move what fits badly first.",
        cli="aws resourcegroupstaggingapi get-resources --region {region} "
        "--resource-type-filters rds dynamodb elasticache s3 elasticfilesystem",
        cloudformation=(
            "Sessions:\n  Type: AWS::DynamoDB::Table\n  Properties:\n"
            "    BillingMode: PAY_PER_REQUEST\n    AttributeDefinitions:\n"
            "      - AttributeName: id\n        AttributeType: S\n    KeySchema:\n"
            "      - AttributeName: id\n        KeyType: HASH"
        ),
        terraform=(
            'resource "aws_dynamodb_table" "sessions" {\n'
            "  # the rest stays as it is\n"
            '  billing_mode = "PAY_PER_REQUEST"\n'
            "}"
        ),
        cost="Differs by store and use",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/performance-efficiency-pillar/"
    "perf_data_use_purpose_built_data_store.html",
)
def stores_by_kind(snapshot: Snapshot) -> Iterator[Result]:
    for account in read_everywhere(snapshot, *STORES):
        found = [
            name
            for kind, name in STORES.items()
            if any(each.data for each in snapshot.of(kind, account=account))
        ]
        used = list(dict.fromkeys(found))
        if len(used) >= KINDS_ENOUGH:
            reason = f"Data sits in stores of {len(used)} kinds: {listed(used, 5)}."
            yield in_account(Verdict.PASS, reason, account)


@check(
    id="targets-balanced-by-load",
    title="Requests go to the target that is least busy",
    pillar="performance",
    severity=Severity.LOW,
    needs=[GROUPS],
    passes="The target group of the application load balancer spreads by outstanding requests or "
    "with weights that follow anomalies. Turns by number are the default and suit requests that "
    "cost the same, so a failure proves nothing.",
    supports=["PERF04-BP04"],
    remedy=Remedy(
        console="EC2 → Target groups → {name} → Attributes → Edit: least outstanding requests.",
        cli="aws elbv2 modify-target-group-attributes --region {region} --target-group-arn {id} "
        "--attributes Key=load_balancing.algorithm.type,Value=least_outstanding_requests",
        cloudformation=(
            "Targets:\n  Type: AWS::ElasticLoadBalancingV2::TargetGroup\n  Properties:\n"
            '    Name: "{name}"\n    TargetGroupAttributes:\n'
            "      - Key: load_balancing.algorithm.type\n"
            "        Value: least_outstanding_requests"
        ),
        terraform='resource "aws_lb_target_group" "this" {\n  name = "{name}"\n'
        '  load_balancing_algorithm_type = "least_outstanding_requests"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "edit-target-group-attributes.html",
)
def balanced_by_load(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(GROUPS), _balanced)


def _balanced(group: Resource) -> Result | None:
    way = aspect_map(group, "Attributes").get("load_balancing.algorithm.type")
    if not way or not many(group.data.get("LoadBalancerArns")):
        return None
    reason = f"Target group {group.name} spreads requests by {str(way).replace('_', ' ')}."
    return passed(group, reason) if way in BY_LOAD else failed(group, reason)


@check(
    id="route53-by-place",
    title="Users are sent to the place that is near them",
    pillar="performance",
    severity=Severity.LOW,
    needs=[RECORDS],
    passes="A record routes by latency, by geography or by distance. A workload in one region has "
    "nothing to choose from, so absence yields nothing.",
    supports=["PERF04-BP06"],
    remedy=Remedy(
        console="Route 53 → Hosted zones → Create record → Routing policy: Latency, one record for "
        "each region.",
        cli="aws route53 change-resource-record-sets --hosted-zone-id ZONE "
        "--change-batch file://latency.json",
        cloudformation=(
            "Record:\n  Type: AWS::Route53::RecordSet\n  Properties:\n"
            '    HostedZoneId: ZONE\n    Name: "{name}"\n    Type: A\n'
            '    Region: "{region}"\n    SetIdentifier: "{region}"\n    AliasTarget:\n'
            "      DNSName: BALANCER_HOST\n      HostedZoneId: BALANCER_ZONE\n"
            "      EvaluateTargetHealth: true"
        ),
        terraform=(
            'resource "aws_route53_record" "here" {\n'
            "  # the rest stays as it is\n"
            "  zone_id        = aws_route53_zone.this.zone_id\n"
            '  name           = "app"\n'
            '  type           = "A"\n'
            '  set_identifier = "here"\n'
            "  latency_routing_policy {\n"
            '    region = "REGION"\n'
            "  }\n"
            "}"
        ),
        cost="0.60 USD per million look-ups in place of 0.40",
    ),
    url="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html",
)
def by_place(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(RECORDS), _by_place)


def _by_place(record: Resource) -> Result | None:
    ways = {
        "Region": "latency",
        "GeoLocation": "geography",
        "GeoProximityLocation": "distance",
    }
    found = [way for key, way in ways.items() if record.data.get(key)]
    return passed(record, f"{record.name} is routed by {found[0]}.") if found else None


@check(
    id="premises-line-fits",
    title="Lines to one's own premises have a bandwidth of their own",
    pillar="performance",
    severity=Severity.LOW,
    needs=[LINES, VPNS],
    passes="A Direct Connect line is available, or a VPN goes over AWS's own network from the "
    "nearest edge. Whether it suffices, a look at its peak tells; plain VPNs yield nothing.",
    supports=["PERF04-BP03"],
    remedy=Remedy(
        console="VPC → Site-to-Site VPN → Create with acceleration (on a transit gateway), or "
        "Direct Connect → Create connection.",
        cli="aws ec2 create-vpn-connection --region {region} --type ipsec.1 "
        "--customer-gateway-id CUSTOMER --transit-gateway-id GATEWAY "
        "--options EnableAcceleration=true",
        cloudformation=(
            "Line:\n  Type: AWS::EC2::VPNConnection\n  Properties:\n    Type: ipsec.1\n"
            "    CustomerGatewayId: CUSTOMER\n    TransitGatewayId: GATEWAY\n"
            "    EnableAcceleration: true"
        ),
        terraform=(
            'resource "aws_vpn_connection" "this" {\n'
            "  # the rest stays as it is\n"
            '  type                = "ipsec.1"\n'
            "  enable_acceleration = true\n"
            "}"
        ),
        cost="About 36 USD per VPN and month, acceleration by the hour and GB beside",
    ),
    url="https://docs.aws.amazon.com/vpn/latest/s2svpn/accelerated-vpn.html",
)
def line_fits(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(LINES), _line)
    yield from judged(snapshot.of(VPNS), _vpn)


def _line(line: Resource) -> Result | None:
    if line.data.get("connectionState") != "available":
        return None
    return passed(line, f"Line {line.name} has {required(line, 'bandwidth')}.")


def _vpn(vpn: Resource) -> Result | None:
    if vpn.data.get("EnableAcceleration") is not True:
        return None
    return passed(vpn, f"{label(vpn)} goes over AWS's own network from the nearest edge.")


@check(
    id="accelerators-busy",
    title="Accelerated machines have work",
    pillar="performance",
    severity=Severity.MEDIUM,
    needs=[INSTANCES, CPU],
    passes="The running instance with a graphics, training or inference chip was busy at some hour "
    f"of the last two weeks. One whose processor never exceeded {IDLE_PERCENT:g} % fed no "
    "accelerator either. How busy the chip was, only its own metrics tell.",
    refutes=["PERF02-BP06", "SUS05-BP04"],
    supports=["SUS05-BP04"],
    remedy=Remedy(
        console="EC2 → Instances → {name} → Instance state → Stop; start it with the job.",
        cli="aws ec2 stop-instances --region {region} --instance-ids {last}",
        terraform=(
            'resource "aws_ec2_instance_state" "this" {\n'
            '  instance_id = "{last}"\n'
            '  state       = "stopped"\n'
            "}"
        ),
        cost="Saves the machine's hours while it is stopped",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/performance-efficiency-pillar/"
    "perf_compute_hardware_compute_optimization_with_accelerators.html",
)
def accelerators_busy(snapshot: Snapshot) -> Iterator[Result]:
    highest = {str(c.data.get("InstanceId")): c for c in snapshot.of(CPU)}
    found = [i for i in running(snapshot.of(INSTANCES)) if is_accelerated(i)]
    yield from judged(found, lambda instance: _busy(instance, highest))


def is_accelerated(instance: Resource) -> bool:
    letters = family(str(instance.data.get("InstanceType"))).rstrip("abcdefghijklmnopqrstuvwxyz")
    return letters.rstrip("0123456789") in ACCELERATED


def _busy(instance: Resource, highest: dict[str, Resource]) -> Result | None:
    found = highest.get(str(required(instance, "InstanceId")))
    top = number(found.data.get("Maximum")) if found else None
    hours = number(found.data.get("Hours")) if found else None
    if top is None or not hours or hours < 24 * 7:
        return None
    kind = instance.data.get("InstanceType")
    if top < IDLE_PERCENT:
        reason = f"{label(instance)} ({kind}) did nothing in {counted(round(hours), 'hour')}."
        return failed(instance, reason)
    return passed(instance, f"{label(instance)} ({kind}) worked: {top:.0f} % at the highest.")
