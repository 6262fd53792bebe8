"""VPC flow logs: who spoke with whom, for every network in use."""

from collections.abc import Iterable, Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._reading import seen_with
from .._values import label, true
from ..common import config_rule, judged, listed, required

_KINDS = ("ec2.vpc", "ec2.flow_log", "ec2.subnet", "ec2.network_interface")


@check(
    id="vpc-flow-logs",
    title="VPC flow logs record the traffic",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=_KINDS,
    passes="An active flow log of all traffic covers the VPC, or each of its subnets. A default "
    "VPC in which there is no network interface is left out: nothing passes through it.",
    refutes=["foundations/sec_vpc_flow_logs"],
    proves=["foundations/sec_vpc_flow_logs"],
    supports=["SEC04-BP01", "SEC10-BP03"],
    remedy=Remedy(
        console="VPC → Your VPCs → {name} → Flow logs → Create flow log: filter All, into a "
        "central S3 bucket or a log group.",
        cli="aws ec2 create-flow-logs --region {region} --resource-type VPC "
        "--resource-ids {last} --traffic-type ALL --log-destination-type s3 "
        "--log-destination arn:aws:s3:::BUCKET",
        cloudformation=(
            "Log:\n  Type: AWS::EC2::FlowLog\n  Properties:\n    ResourceType: VPC\n"
            "    ResourceId: !Ref Vpc\n    TrafficType: ALL\n    LogDestinationType: s3\n"
            "    LogDestination: !GetAtt Logs.Arn"
        ),
        terraform=(
            'resource "aws_flow_log" "vpc" {\n'
            '  vpc_id               = "{last}"\n'
            '  traffic_type         = "ALL"\n'
            '  log_destination_type = "s3"\n'
            "  log_destination      = aws_s3_bucket.flow_logs.arn\n"
            "}"
        ),
        cost="About 0.25 USD per GB of logs delivered to S3, and their storage",
    ),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
    references=[config_rule("vpc-flow-logs-enabled")],
)
def vpc_flow_logs(snapshot: Snapshot) -> Iterator[Result]:
    vpcs = [v for v in seen_with(snapshot, *_KINDS) if not _idle_default(v, snapshot)]
    return judged(vpcs, lambda vpc: _logged(vpc, snapshot))


def _idle_default(vpc: Resource, snapshot: Snapshot) -> bool:
    return true(vpc.data.get("IsDefault")) and not _within(vpc, "ec2.network_interface", snapshot)


def _logged(vpc: Resource, snapshot: Snapshot) -> Result:
    logs = snapshot.of("ec2.flow_log", account=vpc.account, region=vpc.region)
    active = _complete(log for log in logs if _works(log))
    whole = active.get(required(vpc, "VpcId"))
    if whole:
        return passed(vpc, f"Flow log {whole.name} records all traffic of VPC {label(vpc)}.")
    subnets = [subnet.data.get("SubnetId") for subnet in _within(vpc, "ec2.subnet", snapshot)]
    bare = [str(subnet) for subnet in subnets if subnet not in active]
    if subnets and not bare:
        return passed(vpc, f"Each subnet of VPC {label(vpc)} has a flow log.")
    if len(bare) < len(subnets):
        return failed(vpc, f"VPC {label(vpc)} has subnets without a flow log: {listed(bare)}.")
    return failed(vpc, f"VPC {label(vpc)} has no active flow log of all its traffic.")


def _complete(logs: Iterable[Resource]) -> dict[str, Resource]:
    """A log of all traffic by what it covers; what is let in and what is refused may have two."""
    found: dict[str, Resource] = {}
    kinds: dict[str, set[str]] = {}
    for log in logs:
        about = str(log.data.get("ResourceId"))
        kinds.setdefault(about, set()).add(str(required(log, "TrafficType")))
        if "ALL" in kinds[about] or {"ACCEPT", "REJECT"} <= kinds[about]:
            found.setdefault(about, log)
    return found


def _works(log: Resource) -> bool:
    """AWS still calls a log active whose delivery fails; that one records nothing."""
    data = log.data
    return (
        data.get("FlowLogStatus", "ACTIVE") == "ACTIVE"
        and data.get("DeliverLogsStatus") != "FAILED"
    )


def _within(vpc: Resource, kind: str, snapshot: Snapshot) -> list[Resource]:
    found = snapshot.of(kind, account=vpc.account, region=vpc.region)
    return [each for each in found if each.data.get("VpcId") == vpc.data.get("VpcId")]


CHECKS: tuple[Check, ...] = (vpc_flow_logs,)
