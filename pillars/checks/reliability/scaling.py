"""Capacity that follows demand: groups, services, tables, and servers outside any group."""

from collections.abc import Iterator

from pillars.checking import (
    Check,
    Remedy,
    Result,
    Severity,
    Verdict,
    check,
    in_place,
    passed,
    unknown,
)
from pillars.facts import Resource, Snapshot

from .._reading import lacking, lacking_in_place, production_excuse
from .._scaling import acting, holds_back, mover, registered, scaled_as, suspended
from .._servers import group_members, is_managed, is_tool
from ..common import config_rule, counted, dig, judged, listed, required, running

SCALING = "foundations/rel_auto_scaling"
PRACTICE = "REL07-BP03"
TARGET = "applicationautoscaling.target"
POLICY = "applicationautoscaling.policy"
_STEADY = "The workload's traffic is steady, where this may be meant: a person decides."
_WHERE = "Where the workload is pre-production or its traffic steady, the rest is left to a person."


@check(
    id="asg-scales",
    title="Auto Scaling groups follow demand",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=["autoscaling.group"],
    passes="The group's maximum is above its minimum, and a scaling policy, a schedule, an ECS "
    "capacity provider or the Kubernetes cluster autoscaler moves it in between. Groups of maximum "
    f"size 0 are left out. {_WHERE}",
    refutes=[PRACTICE, SCALING],
    proves=[SCALING],
    supports=[PRACTICE, "REL07-BP01", "REL07-BP02"],
    remedy=Remedy(
        console="EC2 → Auto Scaling groups → {name} → Automatic scaling → Create dynamic scaling "
        "policy → Target tracking on CPU or requests per target; raise the maximum.",
        cli="aws autoscaling put-scaling-policy --region {region} "
        "--auto-scaling-group-name {last} --policy-name cpu "
        "--policy-type TargetTrackingScaling --target-tracking-configuration "
        '\'{"PredefinedMetricSpecification":{"PredefinedMetricType":"ASGAverageCPUUtilization"},'
        '"TargetValue":50}\'',
        cloudformation=(
            "Cpu:\n  Type: AWS::AutoScaling::ScalingPolicy\n  Properties:\n"
            "    AutoScalingGroupName: !Ref Group\n    PolicyType: TargetTrackingScaling\n"
            "    TargetTrackingConfiguration:\n      TargetValue: 50\n"
            "      PredefinedMetricSpecification:\n"
            "        PredefinedMetricType: ASGAverageCPUUtilization"
        ),
        terraform=(
            'resource "aws_autoscaling_policy" "cpu" {\n'
            '  name                   = "cpu"\n'
            '  autoscaling_group_name = "{last}"\n'
            '  policy_type            = "TargetTrackingScaling"\n'
            "  target_tracking_configuration {\n"
            "    target_value = 50\n"
            "    predefined_metric_specification {\n"
            '      predefined_metric_type = "ASGAverageCPUUtilization"\n'
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="Free; the instances follow the load",
    ),
    url="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html",
)
def asg_scales(snapshot: Snapshot) -> Iterator[Result]:
    groups = [g for g in snapshot.of("autoscaling.group") if g.data.get("MaxSize") != 0]
    return judged(groups, lambda group: _group(group, snapshot))


def _group(group: Resource, snapshot: Snapshot) -> Result:
    least, most = int(required(group, "MinSize")), int(required(group, "MaxSize"))
    what = f"Auto Scaling group {group.name}"
    if most <= least:
        return _fixed(snapshot, group, f"{what} is fixed at {counted(most, 'instance')}.")
    stopped = suspended(group)
    if by := mover(group, stopped):
        return passed(group, f"{what} scales from {least} to {most} by {by}.")
    if mover(group, frozenset()):
        reason = f"{what} has {listed(sorted(stopped))} suspended, so that nothing moves it."
        return _fixed(snapshot, group, reason)
    return _fixed(snapshot, group, f"Nothing moves {what} between {least} and {most}.")


@check(
    id="ecs-services-scale",
    title="ECS services follow demand",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=["ecs.service", TARGET, POLICY],
    passes="The active service, unless a daemon or at rest, is registered with Application Auto "
    "Scaling with a maximum above its minimum, and has a policy. With a target and no policy a "
    f"schedule may move it, which is not read. {_WHERE}",
    refutes=[PRACTICE, SCALING],
    proves=[SCALING],
    supports=[PRACTICE, "REL07-BP01", "REL07-BP02"],
    remedy=Remedy(
        console="ECS → Clusters → Services → {name} → Update → Service auto scaling.",
        cli=(
            "aws application-autoscaling register-scalable-target --region {region} "
            "--service-namespace ecs --scalable-dimension ecs:service:DesiredCount "
            "--resource-id service/{parent}/{name} --min-capacity 2 --max-capacity 10\n"
            "aws application-autoscaling put-scaling-policy --region {region} "
            "--service-namespace ecs --scalable-dimension ecs:service:DesiredCount "
            "--resource-id service/{parent}/{name} --policy-name cpu --policy-type "
            "TargetTrackingScaling --target-tracking-scaling-policy-configuration "
            '\'{"PredefinedMetricSpecification":{"PredefinedMetricType":"ECSServiceAverageCPUUti'
            'lization"},"TargetValue":50}\''
        ),
        cloudformation=(
            "Target:\n"
            "  Type: AWS::ApplicationAutoScaling::ScalableTarget\n"
            "  Properties:\n"
            "    ServiceNamespace: ecs\n"
            "    ScalableDimension: ecs:service:DesiredCount\n"
            '    ResourceId: "service/{parent}/{name}"\n'
            "    MinCapacity: 2\n"
            "    MaxCapacity: 10"
        ),
        terraform=(
            'resource "aws_appautoscaling_target" "service" {\n'
            '  service_namespace  = "ecs"\n'
            '  scalable_dimension = "ecs:service:DesiredCount"\n'
            '  resource_id        = "service/{parent}/{name}"\n'
            "  min_capacity       = 2\n"
            "  max_capacity       = 10\n"
            "}"
        ),
        cost="Free; the tasks follow the load",
    ),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
)
def ecs_scales(snapshot: Snapshot) -> Iterator[Result]:
    places = set(snapshot.places("ecs.service", TARGET, POLICY))
    services = [s for s in snapshot.of("ecs.service") if (s.account, s.region) in places]
    return judged(services, lambda service: _service(service, snapshot))


def _service(service: Resource, snapshot: Snapshot) -> Result | None:
    name = scaled_as(service)
    return _moved(service, name, f"ECS service {service.name}", snapshot) if name else None


@check(
    id="dynamodb-scales",
    title="DynamoDB tables follow demand",
    pillar="reliability",
    severity=Severity.LOW,
    needs=["dynamodb.table", TARGET, POLICY],
    passes="The table is on demand, or its provisioned capacity is scaled by a policy.",
    proves=[SCALING],
    supports=[PRACTICE, "REL07-BP01"],
    remedy=Remedy(
        console="DynamoDB → {name} → Additional settings → Read/write capacity → Edit: On-demand.",
        cli="aws dynamodb update-table --region {region} --table-name {name} "
        "--billing-mode PAY_PER_REQUEST",
        cloudformation=(
            'Table:\n  Type: AWS::DynamoDB::Table\n  Properties:\n    TableName: "{name}"\n'
            "    BillingMode: PAY_PER_REQUEST"
        ),
        terraform='resource "aws_dynamodb_table" "this" {\n  name         = "{name}"\n'
        '  billing_mode = "PAY_PER_REQUEST"\n}',
        cost="By the request: dearer per request than capacity in full use, free at rest",
    ),
    url="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html",
    references=[config_rule("dynamodb-autoscaling-enabled")],
)
def dynamodb_scales(snapshot: Snapshot) -> Iterator[Result]:
    places = set(snapshot.places("dynamodb.table", TARGET, POLICY))
    tables = [t for t in snapshot.of("dynamodb.table") if (t.account, t.region) in places]
    return judged(tables, lambda table: _table(table, snapshot))


def _table(table: Resource, snapshot: Snapshot) -> Result:
    if dig(table.data, "BillingModeSummary", "BillingMode") == "PAY_PER_REQUEST":
        return passed(table, f"Table {table.name} is on demand.")
    name = table.data.get("TableName", table.name)
    sides = [
        _moved(table, f"table/{name}", f"Table {table.name}, {side}", snapshot, side)
        for side in ("ReadCapacityUnits", "WriteCapacityUnits")
    ]
    return next((side for side in sides if side.verdict is not Verdict.PASS), sides[0])


def _moved(
    resource: Resource, name: str, what: str, snapshot: Snapshot, dimension: str = ""
) -> Result:
    """How Application Auto Scaling moves what it knows by `name`, or one of its dimensions."""
    targets = registered(snapshot, TARGET, resource, name, dimension)
    policies = acting(registered(snapshot, POLICY, resource, name, dimension))
    if not targets:
        return _fixed(snapshot, resource, f"{what} has a fixed capacity.")
    low, high = targets[0].data.get("MinCapacity"), targets[0].data.get("MaxCapacity")
    if low == high:
        return _fixed(snapshot, resource, f"{what} is registered to scale, and fixed at {high}.")
    if holds_back(targets[0], "Out"):
        return _fixed(snapshot, resource, f"{what} is registered to scale; growing is suspended.")
    if policies:
        return passed(resource, f"{what} scales from {low} to {high} by {policies[0].name}.")
    reason = f"{what} may scale from {low} to {high}, by no policy; schedules are not read."
    return unknown(resource, reason)


@check(
    id="ec2-in-groups",
    title="Servers run in Auto Scaling groups",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=["ec2.instance", "autoscaling.group", "ecs.service"],
    passes="The running instances of a region belong to Auto Scaling groups or fleets. It fails "
    "where none does and there is no ECS service either: then nothing can grow. Bastions, NAT, VPN "
    f"and build machines, by name or role, are left out. {_WHERE}",
    refutes=[PRACTICE, SCALING],
    proves=[SCALING],
    supports=["REL07-BP01"],
    remedy=Remedy(
        console="EC2 → Launch templates → Create from an instance; EC2 → Auto Scaling groups → "
        "Create with that template, two zones, and a target tracking policy.",
        cli=(
            "aws autoscaling create-auto-scaling-group --region {region} "
            "--auto-scaling-group-name web --launch-template LaunchTemplateName=TEMPLATE "
            "--min-size 2 --max-size 6 --vpc-zone-identifier SUBNET_A,SUBNET_B"
        ),
        cloudformation=(
            "Group:\n  Type: AWS::AutoScaling::AutoScalingGroup\n  Properties:\n"
            '    AutoScalingGroupName: web\n    MinSize: "2"\n    MaxSize: "6"\n'
            "    VPCZoneIdentifier: [!Ref SubnetA, !Ref SubnetB]\n    LaunchTemplate:\n"
            "      LaunchTemplateId: !Ref Template\n"
            "      Version: !GetAtt Template.LatestVersionNumber"
        ),
        terraform='resource "aws_autoscaling_group" "web" {\n  min_size = 2\n  max_size = 6\n'
        "  vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]\n"
        "  launch_template { id = aws_launch_template.web.id }\n}",
        cost="Free; each further instance costs its hours",
    ),
    url="https://docs.aws.amazon.com/autoscaling/ec2/userguide/what-is-amazon-ec2-auto-scaling.html",
)
def ec2_in_groups(snapshot: Snapshot) -> Iterator[Result]:
    for account, region in snapshot.places("ec2.instance", "autoscaling.group", "ecs.service"):
        yield from _servers_in_groups(snapshot, account, region)


def _servers_in_groups(snapshot: Snapshot, account: str, region: str) -> Iterator[Result]:
    found = running(snapshot.of("ec2.instance", account=account, region=region))
    servers = [server for server in found if not is_tool(server)]
    members = group_members(snapshot, account, region)
    outside = [server for server in servers if not is_managed(server, members)]
    what = f"{len(outside)} of {counted(len(servers), 'running instance')} in {region}"
    if servers and not outside:
        reason = (
            f"{counted(len(servers), 'running instance')} in {region}: all in groups or fleets."
        )
        yield in_place(Verdict.PASS, reason, account=account, region=region)
    elif len(outside) < len(servers):
        reason = f"{what} belong to no group or fleet; whether they need not, a person decides."
        yield in_place(Verdict.UNKNOWN, reason, account=account, region=region)
    elif servers and not snapshot.of("ecs.service", account=account, region=region):
        reason = f"None of {counted(len(servers), 'running instance')} in {region} can grow in "
        reason += "number: no group or fleet."
        yield _none_grows(snapshot, servers, reason, account, region)


def _none_grows(
    snapshot: Snapshot, servers: list[Resource], reason: str, account: str, region: str
) -> Result:
    excuses = [production_excuse(snapshot, server) for server in servers]
    if all(excuses):
        text = f"{reason} {excuses[0]}"
        return in_place(Verdict.UNKNOWN, text, account=account, region=region)
    if snapshot.workload.traffic_pattern == "steady" and snapshot.workload.production:
        text = f"{reason} {_STEADY}"
        return in_place(Verdict.UNKNOWN, text, account=account, region=region)
    return lacking_in_place(snapshot, reason, account=account, region=region)


def _fixed(snapshot: Snapshot, resource: Resource, reason: str) -> Result:
    steady = snapshot.workload.traffic_pattern == "steady"
    if steady and not production_excuse(snapshot, resource):
        return unknown(resource, f"{reason} {_STEADY}")
    return lacking(snapshot, resource, reason)


CHECKS: tuple[Check, ...] = (asg_scales, ecs_scales, dynamodb_scales, ec2_in_groups)
