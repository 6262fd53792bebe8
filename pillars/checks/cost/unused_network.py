"""Network parts that nothing uses: addresses, load balancers, NAT gateways."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .. import _money
from .._reading import seen_with
from .._values import label
from ..common import aspect, config_rule, counted, judged, required
from .unused_storage import ASSETS, DECOMMISSION, UNUSED

BALANCERS = "elbv2.load_balancer"
CLASSIC = "elbv2.classic_balancer"
GROUPS = "elbv2.target_group"
LISTENERS = "elbv2.listener"
NATS = "ec2.nat_gateway"
ROUTES = "ec2.route_table"
# A listener that answers by itself needs no target.
ANSWERS = ("redirect", "fixed-response")


@check(
    id="ec2-address-associated",
    title="No Elastic IP address lies idle",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=["ec2.address"],
    passes="The address is associated with an instance or a network interface.",
    refutes=[UNUSED, DECOMMISSION, ASSETS],
    proves=[UNUSED],
    remedy=Remedy(
        console="EC2 → Elastic IPs → {name} → Release Elastic IP address.",
        cli="aws ec2 release-address --region {region} --allocation-id {last}",
        terraform="# Remove the aws_eip resource of {name} and apply.",
        cost="Saves about 3.65 USD per address and month",
    ),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
    references=[config_rule("eip-attached")],
)
def address_associated(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("ec2.address"), _associated)


def _associated(address: Resource) -> Result:
    ip = address.get("PublicIp", address.name)
    for key in ("AssociationId", "InstanceId", "NetworkInterfaceId"):
        if found := address.get(key):
            return passed(address, f"Address {ip} is in use ({found}).")
    saving = _money.hourly(address, "address", "The address")
    return failed(address, f"Address {ip} is associated with nothing.", saving)


@check(
    id="elb-has-targets",
    title="No load balancer stands without targets",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=[BALANCERS, GROUPS, LISTENERS],
    passes="Targets are registered behind the load balancer, or its listeners answer by "
    "themselves with a redirect or a fixed response.",
    refutes=[UNUSED, DECOMMISSION, ASSETS],
    proves=[UNUSED],
    remedy=Remedy(
        console="EC2 → Load balancers → {name} → Actions → Delete load balancer.",
        cli="aws elbv2 delete-load-balancer --region {region} --load-balancer-arn {id}",
        terraform='# Remove the aws_lb resource with name = "{name}" and apply.',
        cost="Saves about 16 USD per balancer and month",
    ),
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "load-balancer-delete.html",
)
def balancer_has_targets(snapshot: Snapshot) -> Iterator[Result]:
    found = seen_with(snapshot, BALANCERS, GROUPS, LISTENERS)
    yield from judged(found, lambda balancer: _has_targets(snapshot, balancer))


def _has_targets(snapshot: Snapshot, balancer: Resource) -> Result:
    groups = [
        group
        for group in snapshot.of(GROUPS, account=balancer.account)
        if balancer.id in group.get("LoadBalancerArns", ())
    ]
    targets = sum(len(aspect(group, "Health") or ()) for group in groups)
    if targets:
        return passed(balancer, f"{balancer.name} has {counted(targets, 'registered target')}.")
    if _answers(snapshot, balancer):
        return passed(balancer, f"{balancer.name} answers by itself.")
    reason = f"No target is registered behind load balancer {balancer.name}."
    return failed(balancer, reason, _money.balancer(balancer))


def _answers(snapshot: Snapshot, balancer: Resource) -> bool:
    return any(
        action.get("Type") in ANSWERS
        for listener in snapshot.of(LISTENERS, account=balancer.account)
        if listener.data.get("LoadBalancerArn") == balancer.id
        for action in listener.data.get("DefaultActions") or ()
    )


@check(
    id="elb-classic-has-instances",
    title="No classic load balancer stands without instances",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=[CLASSIC],
    passes="Instances are registered behind the classic load balancer.",
    refutes=[UNUSED, DECOMMISSION, ASSETS],
    proves=[UNUSED],
    remedy=Remedy(
        console="EC2 → Load balancers → {name} → Actions → Delete load balancer.",
        cli="aws elb delete-load-balancer --region {region} --load-balancer-name {name}",
        terraform='# Remove the aws_elb resource with name = "{name}" and apply.',
        cost="Saves about 18 USD per balancer and month",
    ),
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-getting-started.html",
)
def classic_has_instances(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(CLASSIC), _has_instances)


def _has_instances(balancer: Resource) -> Result:
    instances = required(balancer, "Instances")
    if instances:
        return passed(balancer, f"{balancer.name} has {counted(len(instances), 'instance')}.")
    reason = f"No instance is registered behind classic load balancer {balancer.name}."
    return failed(balancer, reason, _money.classic_balancer(balancer))


@check(
    id="nat-gateway-routed",
    title="No NAT gateway stands without a route",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=[NATS, ROUTES],
    passes="A route table sends traffic to the NAT gateway. What a routed gateway really carries "
    "does not show here.",
    refutes=[UNUSED, DECOMMISSION, ASSETS],
    proves=[UNUSED],
    supports=["COST08-BP02"],
    remedy=Remedy(
        console="VPC → NAT gateways → {name} → Actions → Delete NAT gateway; then release its "
        "address.",
        cli="aws ec2 delete-nat-gateway --region {region} --nat-gateway-id {last}",
        terraform="# Remove the aws_nat_gateway resource of {name} and apply.",
        cost="Saves about 33 USD per gateway and month",
    ),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
)
def nat_routed(snapshot: Snapshot) -> Iterator[Result]:
    used = {
        str(route.get("NatGatewayId"))
        for table in snapshot.of(ROUTES)
        for route in table.data.get("Routes") or ()
    }
    yield from judged(seen_with(snapshot, NATS, ROUTES), lambda nat: _routed(nat, used))


def _routed(nat: Resource, used: set[str]) -> Result | None:
    state = str(required(nat, "State"))
    if state != "available":
        return unknown(nat, f"NAT gateway {label(nat)} is {state}.") if state == "pending" else None
    if required(nat, "NatGatewayId") in used:
        return passed(nat, f"NAT gateway {label(nat)} is routed to.")
    reason = f"No route table sends traffic to NAT gateway {label(nat)}."
    return failed(nat, reason, _money.hourly(nat, "nat", "The gateway"))
