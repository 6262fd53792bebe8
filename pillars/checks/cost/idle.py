"""What runs, is paid by the hour, and was hardly used in two weeks: machines, balancers, NAT."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .. import _money
from .._usage import (
    DAYS,
    ENOUGH_HOURS,
    KIND,
    NAT_BYTES,
    Usage,
    lived,
    measured,
    total,
)
from .._values import label
from ..common import counted, judged, number, required, running
from .unused_storage import ASSETS, DECOMMISSION, UNUSED

CPU = "cloudwatch.instance_cpu"
BALANCERS = "elbv2.load_balancer"
NATS = "ec2.nat_gateway"
IDLE_AVERAGE = 5
IDLE_HIGHEST = 20
IDLE_MEGABYTES_A_DAY = 5
MEGABYTE = 1_000_000
FEW_REQUESTS = 100
SILENT_MEGABYTES = 1
_TRAFFIC = {
    "application": ("AWS/ApplicationELB", "RequestCount", "request"),
    "network": ("AWS/NetworkELB", "NewFlowCount", "connection"),
}


@check(
    id="ec2-instance-in-use",
    title="Running instances do something",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=["ec2.instance", CPU, KIND],
    passes=f"Over two weeks the instance's processors passed {IDLE_AVERAGE} % on average or "
    f"{IDLE_HIGHEST} % at most, or it sent and received {IDLE_MEGABYTES_A_DAY} MB a day. Younger "
    "instances yield nothing.",
    refutes=[UNUSED, DECOMMISSION, ASSETS, "SUS03-BP02"],
    supports=["COST06-BP02"],
    remedy=Remedy(
        console="EC2 → Instances → {name}: ask its owner, create an image where it may be needed "
        "again, then Stop and later Terminate instance.",
        cli="aws ec2 stop-instances --region {region} --instance-ids {last}",
        terraform="# Remove the aws_instance resource of {name} and apply.",
        cost="Saves the instance's hours, 70 USD a month of an m5.large; its disks stay paid",
    ),
    url="https://docs.aws.amazon.com/awssupport/latest/user/cost-optimization-checks.html",
)
def instance_in_use(snapshot: Snapshot) -> Iterator[Result]:
    usage = Usage(snapshot)
    busy = {(c.account, str(c.data.get("InstanceId"))): c for c in snapshot.of(CPU)}
    old = [i for i in running(snapshot.of("ec2.instance")) if lived(snapshot, _launched(i))]
    yield from judged(
        old, lambda i: _in_use(i, usage, busy.get((i.account, str(i.data.get("InstanceId")))))
    )


def _launched(instance: Resource) -> object:
    return instance.data.get("LaunchTime")


def _in_use(instance: Resource, usage: Usage, cpu: Resource | None) -> Result:
    average = number(cpu.data.get("Average")) if cpu else None
    highest = number(cpu.data.get("Maximum")) if cpu else None
    hours = int(number(cpu.data.get("Hours")) or 0) if cpu else 0
    if average is None or highest is None or hours < ENOUGH_HOURS:
        return unknown(instance, f"The load of {label(instance)} was not measured for long enough.")
    load = f"{label(instance)} used {average:.1f} % of its processors on average, {highest:.1f} % "
    load += "at most"
    if average >= IDLE_AVERAGE or highest >= IDLE_HIGHEST:
        return passed(instance, f"{load}.")
    values = usage.of(instance, "AWS/EC2", str(required(instance, "InstanceId")))
    if measured(values, "NetworkIn", "Sum") is None:
        return unknown(instance, f"{load}; its traffic was not measured.")
    daily = total(values, "NetworkIn", "NetworkOut") / DAYS / MEGABYTE
    reason = f"{load}, and sent and received {daily:.1f} MB a day."
    if daily >= IDLE_MEGABYTES_A_DAY:
        return passed(instance, reason)
    return failed(instance, reason, _money.machine(instance, words="its disks are not counted"))


@check(
    id="elb-carries-traffic",
    title="Load balancers carry traffic",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=[BALANCERS, KIND],
    passes=f"The load balancer had {FEW_REQUESTS} requests or connections in two weeks. Younger "
    "ones and gateway load balancers yield nothing.",
    refutes=[UNUSED, DECOMMISSION, ASSETS],
    supports=["SUS03-BP02"],
    remedy=Remedy(
        console="EC2 → Load balancers → {name} → Monitoring; where nobody needs it, Actions → "
        "Delete load balancer. Several sites fit behind one by rules on host and path.",
        cli="aws elbv2 delete-load-balancer --region {region} --load-balancer-arn {id}",
        terraform='# Remove the aws_lb resource with name = "{name}" and apply.',
        cost="Saves about 16 USD a month, and what its traffic costs",
    ),
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "load-balancer-cloudwatch-metrics.html",
)
def balancer_carries(snapshot: Snapshot) -> Iterator[Result]:
    usage = Usage(snapshot)
    old = [b for b in snapshot.of(BALANCERS) if lived(snapshot, b.data.get("CreatedTime"))]
    yield from judged(old, lambda balancer: _carries(balancer, usage))


def _carries(balancer: Resource, usage: Usage) -> Result | None:
    kind = str(required(balancer, "Type"))
    if kind not in _TRAFFIC:
        return None
    namespace, metric, noun = _TRAFFIC[kind]
    values = usage.of(balancer, namespace, balancer.id.partition("loadbalancer/")[2])
    # Requests are counted only where there are some, connections always.
    if kind == "network" and measured(values, metric, "Sum") is None:
        return unknown(balancer, f"The connections of {balancer.name} were not measured.")
    count = round(total(values, metric))
    reason = f"{balancer.name} had {counted(count, noun)} in {DAYS} days."
    if count < FEW_REQUESTS:
        return failed(balancer, reason, _money.balancer(balancer))
    return passed(balancer, reason)


@check(
    id="nat-gateway-carries-traffic",
    title="NAT gateways carry traffic",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=[NATS, KIND],
    passes=f"The NAT gateway carried {SILENT_MEGABYTES} MB in two weeks. Younger ones yield "
    "nothing.",
    refutes=[UNUSED, DECOMMISSION, ASSETS],
    supports=["COST08-BP02"],
    remedy=Remedy(
        console="VPC → NAT gateways → {name} → Monitoring; where nobody needs it, remove its "
        "routes, Delete NAT gateway, and release its address.",
        cli="aws ec2 delete-nat-gateway --region {region} --nat-gateway-id {last}",
        terraform="# Remove the aws_nat_gateway resource of {name} and apply.",
        cost="Saves about 33 USD a month, and 3.65 USD with its address",
    ),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway-cloudwatch.html",
)
def nat_carries(snapshot: Snapshot) -> Iterator[Result]:
    usage = Usage(snapshot)
    old = [
        nat
        for nat in snapshot.of(NATS)
        if nat.data.get("State") == "available" and lived(snapshot, nat.data.get("CreateTime"))
    ]
    yield from judged(old, lambda nat: _nat(nat, usage))


def _nat(nat: Resource, usage: Usage) -> Result:
    values = usage.of(nat, "AWS/NATGateway", str(required(nat, "NatGatewayId")))
    if all(measured(values, metric, "Sum") is None for metric in NAT_BYTES):
        return unknown(nat, f"The traffic of NAT gateway {label(nat)} was not measured.")
    carried = total(values, *NAT_BYTES) / MEGABYTE
    reason = f"NAT gateway {label(nat)} carried {carried:,.1f} MB in {DAYS} days."
    if carried < SILENT_MEGABYTES:
        return failed(nat, reason, _money.hourly(nat, "nat", "The gateway"))
    return passed(nat, reason)
