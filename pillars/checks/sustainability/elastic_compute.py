"""Compute as a whole: whether anything can follow demand, and what stands alone."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, Verdict, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._servers import is_tool
from .._values import label
from ..common import counted, in_account, judged, read_everywhere, running
from .scaling import CHOICE, COMPUTE, GROUPS

SERVICES = "ecs.service"
FUNCTIONS = "lambda.function"
# Tags of instances that something starts and stops as needed.
MANAGED = (
    "aws:autoscaling:groupName",
    "aws:ec2:fleet-id",
    "aws:ec2spot:fleet-request-id",
    "aws:elasticmapreduce:",
    "karpenter.sh/",
)
JOIN = Remedy(
    console="EC2 → Launch templates → create one from {name}; then Auto Scaling groups → Create, "
    "with a target tracking policy.",
    cli=(
        "aws autoscaling create-auto-scaling-group --region {region} "
        "--auto-scaling-group-name web --launch-template LaunchTemplateName=TEMPLATE "
        "--min-size 1 --max-size 4 --vpc-zone-identifier SUBNET_A,SUBNET_B"
    ),
    cloudformation=(
        "Group:\n  Type: AWS::AutoScaling::AutoScalingGroup\n  Properties:\n"
        '    AutoScalingGroupName: web\n    MinSize: "1"\n    MaxSize: "4"\n'
        "    VPCZoneIdentifier: [!Ref SubnetA, !Ref SubnetB]\n    LaunchTemplate:\n"
        "      LaunchTemplateId: !Ref Template\n"
        "      Version: !GetAtt Template.LatestVersionNumber"
    ),
    terraform='resource "aws_autoscaling_group" "web" {\n  min_size = 1\n  max_size = 4\n}',
    cost="Free; the instances follow the load",
)
URL = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/what-is-amazon-ec2-auto-scaling.html"


@check(
    id="compute-can-scale",
    title="Some compute can follow demand",
    pillar="sustainability",
    severity=Severity.MEDIUM,
    needs=["ec2.instance", GROUPS, SERVICES, FUNCTIONS],
    passes="Where instances run, the account has an Auto Scaling group, a container service or a "
    "function. Fails where all instances stand alone and nothing else computes. Bastions, NAT, VPN "
    "and build machines, by name or role, are left out.",
    refutes=[CHOICE, *COMPUTE],
    silent=[CHOICE],
    remedy=JOIN,
    url=URL,
)
def compute_can_scale(snapshot: Snapshot) -> Iterator[Result]:
    for account in read_everywhere(snapshot, GROUPS, SERVICES, FUNCTIONS):
        found = running(snapshot.of("ec2.instance", account=account))
        instances = [i for i in found if not _manager(i) and not is_tool(i)]
        elastic = [
            r for kind in (GROUPS, SERVICES, FUNCTIONS) for r in snapshot.of(kind, account=account)
        ]
        if instances:
            own = " on its own" if len(instances) == 1 else " on their own"
            many = counted(len(instances), "instance") + own
            yield _can_scale(account, many, len(elastic))


def _can_scale(account: str, instances: str, elastic: int) -> Result:
    if elastic:
        reason = f"Beside {instances} the account has {counted(elastic, 'part')} that can scale."
        return in_account(Verdict.PASS, reason, account)
    reason = f"Nothing can follow demand: {instances}, no Auto Scaling group, service or function."
    return in_account(Verdict.FAIL, reason, account)


@check(
    id="ec2-instance-in-group",
    title="Instances belong to Auto Scaling groups",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=["ec2.instance"],
    passes="The running instance was started by an Auto Scaling group, a fleet or a cluster's own "
    "scaler. Some machines are meant to stand alone: one that does only keeps the choice from "
    "being proved.",
    proves=[CHOICE],
    supports=["PERF02-BP05"],
    remedy=JOIN,
    url=URL,
)
def instance_in_group(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(running(snapshot.of("ec2.instance")), _in_group)


def _in_group(instance: Resource) -> Result:
    if manager := _manager(instance):
        return passed(instance, f"Instance {label(instance)} belongs to {manager}.")
    return failed(instance, f"Instance {label(instance)} belongs to no Auto Scaling group.")


def _manager(instance: Resource) -> str:
    """The tag by which an instance shows what starts and stops it; empty if it stands alone."""
    tags = instance.tags.items()
    return next((f"{key}={value}" for key, value in tags if key.startswith(MANAGED)), "")
