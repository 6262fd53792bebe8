"""Scaling that has come to its end, or cannot settle, and groups of one target."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._reading import lacking
from .._usage import DAYS, KIND, Usage
from .._values import many, true
from ..common import aspect, counted, dig, judged, number, required

GROUPS = "autoscaling.group"
TARGETS = "elbv2.target_group"
METRIC = "GroupInServiceInstances"
FULL_HOURS = 24
_SLOW = ("StepScaling", "TargetTrackingScaling")
_SERVERS = ("instance", "ip")


@check(
    id="asg-has-room",
    title="Auto Scaling groups do not live at their maximum",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=[GROUPS, KIND],
    passes=f"Over two weeks the group stood at its maximum for less than {FULL_HOURS} hours. Only "
    "groups whose maximum is above their minimum and whose group metrics are on are judged; one "
    "without metrics that wants its maximum right now is unknown.",
    refutes=["REL07-BP03"],
    supports=["REL07-BP03", "REL01-BP06"],
    remedy=Remedy(
        console="EC2 → Auto Scaling groups → {name} → Edit → Maximum desired capacity: raise it, "
        "after a look at quotas and at what stands behind the group.",
        cli=(
            "aws autoscaling update-auto-scaling-group --region {region} "
            "--auto-scaling-group-name {last} --max-size MORE_THAN_NOW"
        ),
        cloudformation=(
            "Group:\n  Type: AWS::AutoScaling::AutoScalingGroup\n  Properties:\n"
            '    MinSize: "2"\n    MaxSize: "20"\n    MetricsCollection:\n'
            "      - Granularity: 1Minute"
        ),
        terraform=(
            'resource "aws_autoscaling_group" "this" {\n'
            "  # the rest stays as it is\n"
            '  name     = "{name}"\n'
            "  max_size = 20\n"
            '  metrics_granularity = "1Minute"\n'
            "}"
        ),
        cost="Only the machines that the load then asks for",
    ),
    url="https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html",
)
def asg_has_room(snapshot: Snapshot) -> Iterator[Result]:
    usage = Usage(snapshot)
    yield from judged(snapshot.of(GROUPS), lambda group: _room(group, usage))


def _room(group: Resource, usage: Usage) -> Result | None:
    least, most = int(required(group, "MinSize")), int(required(group, "MaxSize"))
    if most <= least:  # judged as a group that cannot scale
        return None
    values = usage.of(group, "AWS/AutoScaling", group.name)
    hours = dig(dict(values), METRIC, "Minimum")
    if not hours:
        return _right_now(group, most)
    full = sum(times for size, times in hours.items() if (number(size) or 0) >= most)
    reason = f"{group.name} stood at its maximum of {most} for {counted(full, 'hour')} of {DAYS} "
    reason += "days."
    return failed(group, reason) if full >= FULL_HOURS else passed(group, reason)


def _right_now(group: Resource, most: int) -> Result | None:
    if int(required(group, "DesiredCapacity")) < most:
        return None
    reason = f"{group.name} wants its maximum of {most} right now; for how long is not measured."
    return unknown(group, reason)


@check(
    id="asg-scaling-settles",
    title="Scaling waits until new machines work",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[GROUPS],
    passes="Each dynamic policy waits: by its own warm-up or cooldown, by the group's warm-up or, "
    "where there is none, by the group's cooldown; else new machines are counted before they work, "
    "and the group grows too far. Groups without dynamic policies yield nothing.",
    supports=["REL07-BP03", "SUS02-BP01"],
    remedy=Remedy(
        console="EC2 → Auto Scaling groups → {name} → Details → Advanced configurations → Edit: "
        "Default instance warmup, as long as a machine takes to serve.",
        cli="aws autoscaling update-auto-scaling-group --region {region} "
        "--auto-scaling-group-name {last} --default-instance-warmup 120",
        cloudformation=(
            "Group:\n  Type: AWS::AutoScaling::AutoScalingGroup\n  Properties:\n"
            '    MinSize: "2"\n    MaxSize: "20"\n    DefaultInstanceWarmup: 120'
        ),
        terraform=(
            'resource "aws_autoscaling_group" "this" {\n'
            "  # the rest stays as it is\n"
            '  name = "{name}"\n'
            "  default_instance_warmup = 120\n"
            "}"
        ),
        cost="Nothing; it spares machines that are started in vain",
    ),
    url="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-default-instance-warmup.html",
)
def scaling_settles(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(GROUPS), _settles)


def _settles(group: Resource) -> Result | None:
    policies = [p for p in many(aspect(group, "Policies")) if true(p.get("Enabled", True))]
    restless = [str(p.get("PolicyName")) for p in policies if not _waits(p, group)]
    dynamic = [p for p in policies if p.get("PolicyType") != "PredictiveScaling"]
    if restless:
        return failed(
            group, f"Policy {restless[0]} of {group.name} does not wait for new machines."
        )
    return passed(group, f"{group.name} waits for its new machines.") if dynamic else None


def _waits(policy: dict[str, object], group: Resource) -> bool:
    kind = policy.get("PolicyType", "SimpleScaling")
    if kind in _SLOW:
        return _first(
            policy.get("EstimatedInstanceWarmup"),
            group.data.get("DefaultInstanceWarmup"),
            group.data.get("DefaultCooldown"),
        )
    if kind == "SimpleScaling":
        return _first(policy.get("Cooldown"), group.data.get("DefaultCooldown"))
    return True


def _first(*seconds: object) -> bool:
    """Whether the first that is set is more than none, in the order in which AWS asks them."""
    return bool(next((each for each in seconds if each is not None), None))


@check(
    id="elb-targets-two",
    title="Load balancers have a second target",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=[TARGETS],
    passes="Two targets or more are registered in each target group of servers or addresses that a "
    "load balancer uses; with one, nothing is left when it fails. Groups without any are judged "
    "elsewhere. Where the workload is pre-production, it is left to a person.",
    refutes=["REL11-BP02"],
    supports=["REL10-BP01", "REL11-BP02"],
    remedy=Remedy(
        console="EC2 → Target groups → {name} → Targets → Register targets: a second one in "
        "another zone; better, an Auto Scaling group with a minimum of two.",
        cli="aws elbv2 register-targets --region {region} --target-group-arn {id} "
        "--targets Id=SECOND_INSTANCE",
        cloudformation=(
            "Targets:\n  Type: AWS::ElasticLoadBalancingV2::TargetGroup\n  Properties:\n"
            "    Targets:\n      - Id: FIRST\n      - Id: SECOND"
        ),
        terraform='resource "aws_lb_target_group_attachment" "second" {\n'
        '  target_group_arn = "{id}"\n  target_id        = aws_instance.second.id\n}',
        cost="A second machine",
    ),
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "load-balancer-target-groups.html",
)
def targets_two(snapshot: Snapshot) -> Iterator[Result]:
    used = [g for g in snapshot.of(TARGETS) if g.data.get("LoadBalancerArns")]
    yield from judged(used, lambda group: _second(group, snapshot))


def _second(group: Resource, snapshot: Snapshot) -> Result | None:
    if str(required(group, "TargetType")) not in _SERVERS:
        return None
    count = len(many(aspect(group, "Health")))
    if count == 0:
        return None
    if count > 1:
        return passed(group, f"{group.name} has {count} targets.")
    return lacking(snapshot, group, f"{group.name} has a single target.")


CHECKS: tuple[Check, ...] = (asg_has_room, scaling_settles, targets_two)
