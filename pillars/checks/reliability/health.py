"""Health checks of load balancers, and groups that replace what they find unhealthy."""

from collections import Counter
from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import many, true
from ..common import aspect, config_rule, dig, judged, required

LB_HEALTH = "foundations/rel_lb_health_checks"


@check(
    id="elb-health-checks",
    title="Load balancers check the health of their targets",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=["elbv2.target_group"],
    passes="Health checks are enabled on the target group that a load balancer uses. For groups "
    "of functions they are optional and left out.",
    refutes=["REL11-BP01", LB_HEALTH],
    proves=[LB_HEALTH],
    supports=["REL11-BP01", "REL11-BP02"],
    remedy=Remedy(
        console="EC2 → Target Groups → {name} → Health checks → Edit: a path that tells whether "
        "the application itself works.",
        cli="aws elbv2 modify-target-group --region {region} --target-group-arn {id} "
        "--health-check-enabled --health-check-path /health --health-check-interval-seconds 10",
        cloudformation=(
            "Targets:\n  Type: AWS::ElasticLoadBalancingV2::TargetGroup\n  Properties:\n"
            '    Name: "{name}"\n    HealthCheckEnabled: true\n    HealthCheckPath: /health\n'
            "    HealthCheckIntervalSeconds: 10"
        ),
        terraform='resource "aws_lb_target_group" "this" {\n  name = "{name}"\n'
        '  health_check {\n    enabled = true\n    path    = "/health"\n  }\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
)
def health_checks(snapshot: Snapshot) -> Iterator[Result]:
    return judged(_in_use(snapshot), _checked)


def _checked(group: Resource) -> Result | None:
    if group.data.get("TargetType") == "lambda":
        return None
    if not true(required(group, "HealthCheckEnabled")):
        return failed(group, f"Target group {group.name} has no health check.")
    protocol = group.data.get("HealthCheckProtocol", "an unknown protocol")
    how = f"{protocol} {group.data.get('HealthCheckPath') or ''}".strip()
    every = group.data.get("HealthCheckIntervalSeconds", "?")
    return passed(group, f"Target group {group.name} checks {how} every {every} seconds.")


@check(
    id="elb-targets-healthy",
    title="Load balancers have healthy targets",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=["elbv2.target_group"],
    passes="At least one registered target of the group in use was healthy when it was read.",
    proves=[LB_HEALTH],
    supports=["REL11-BP01", "REL11-BP02"],
    remedy=Remedy(
        console="EC2 → Target Groups → {name} → Targets: read why each is unhealthy, then look at "
        "the security group, the path and the application.",
        cli="aws elbv2 describe-target-health --region {region} --target-group-arn {id}",
        terraform="# Healthy targets are a matter of the application, not of the configuration.",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
)
def targets_healthy(snapshot: Snapshot) -> Iterator[Result]:
    return judged(_in_use(snapshot), _healthy)


def _healthy(group: Resource) -> Result | None:
    targets = many(aspect(group, "Health"))
    states = Counter(str(dig(target, "TargetHealth", "State")) for target in targets)
    if not targets or states.get("unavailable") == len(targets):
        return None
    found = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    reason = f"Target group {group.name} has {found}."
    return passed(group, reason) if states.get("healthy") else failed(group, reason)


def _in_use(snapshot: Snapshot) -> list[Resource]:
    return [g for g in snapshot.of("elbv2.target_group") if g.data.get("LoadBalancerArns")]


@check(
    id="asg-elb-health",
    title="Auto Scaling groups replace what the load balancer finds unhealthy",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=["autoscaling.group"],
    passes="The group behind a load balancer uses the balancer's health checks, not only EC2's.",
    refutes=["REL11-BP03"],
    proves=[LB_HEALTH],
    supports=["REL11-BP03", "REL07-BP02"],
    remedy=Remedy(
        console="EC2 → Auto Scaling groups → {name} → Details → Health checks → Edit: turn on "
        "Elastic Load Balancing health checks.",
        cli="aws autoscaling update-auto-scaling-group --region {region} "
        "--auto-scaling-group-name {last} --health-check-type ELB "
        "--health-check-grace-period 120",
        cloudformation=(
            "Group:\n  Type: AWS::AutoScaling::AutoScalingGroup\n  Properties:\n"
            '    MinSize: "2"\n    MaxSize: "6"\n'
            "    HealthCheckType: ELB\n    HealthCheckGracePeriod: 120"
        ),
        terraform=(
            'resource "aws_autoscaling_group" "this" {\n'
            "  # the rest stays as it is\n"
            '  health_check_type = "ELB"\n'
            "  health_check_grace_period = 120\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-add-elb-healthcheck.html",
    references=[config_rule("autoscaling-group-elb-healthcheck-required")],
)
def asg_elb_health(snapshot: Snapshot) -> Iterator[Result]:
    groups = snapshot.of("autoscaling.group")
    return judged([group for group in groups if _behind_a_balancer(group)], _replaces)


def _behind_a_balancer(group: Resource) -> bool:
    """Traffic sources name balancers of every kind; the older fields only some of them."""
    attached = {str(each.get("Type")) for each in many(group.data.get("TrafficSources"))}
    named = group.data.get("TargetGroupARNs") or group.data.get("LoadBalancerNames")
    return bool(named or attached & {"elb", "elbv2"})


def _replaces(group: Resource) -> Result:
    kinds = str(required(group, "HealthCheckType"))
    reason = f"Auto Scaling group {group.name} uses health checks of {kinds}."
    return passed(group, reason) if "ELB" in kinds.split(",") else failed(group, reason)


CHECKS: tuple[Check, ...] = (health_checks, targets_healthy, asg_elb_health)
