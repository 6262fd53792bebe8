"""Capacity that follows demand: groups, services, tables."""

from collections.abc import Iterator
from typing import Any

from pillars.checking import Remedy, Result, Severity, Verdict, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._reading import seen_with
from .._scaling import acting, holds_back, mover, registered, scaled_as, suspended
from ..common import counted, dig, judged, listed, number, required

CHOICE = "foundations/sus_auto_scaling_demand"
DEMAND = ("SUS02-BP01", "COST09-BP03")
COMPUTE = (*DEMAND, "PERF02-BP05")
GROUPS = "autoscaling.group"
TARGETS = "applicationautoscaling.target"
POLICIES = "applicationautoscaling.policy"


@check(
    id="autoscaling-group-follows-demand",
    title="Groups grow and shrink with demand",
    pillar="sustainability",
    severity=Severity.MEDIUM,
    needs=[GROUPS],
    passes="The group's smallest and largest size differ, and a scaling policy, a schedule or a "
    "cluster's own scaler moves it between them; what is suspended moves nothing. Groups that are "
    "switched off yield nothing.",
    refutes=[CHOICE, *COMPUTE],
    proves=[CHOICE],
    supports=["COST04-BP04", "SUS03-BP01", "SUS05-BP01"],
    remedy=Remedy(
        console="EC2 → Auto Scaling groups → {name} → Automatic scaling → Create dynamic scaling "
        "policy: target tracking, 50 % CPU; and set the maximum above the minimum.",
        cli=(
            "# where smallest and largest size are the same\n"
            "aws autoscaling update-auto-scaling-group --region {region} "
            "--auto-scaling-group-name {last} --max-size MORE_THAN_NOW\n"
            "# where nothing moves it\n"
            "aws autoscaling put-scaling-policy --region {region} --auto-scaling-group-name "
            "{last} --policy-name cpu --policy-type TargetTrackingScaling "
            "--target-tracking-configuration "
            '\'{"PredefinedMetricSpecification":{"PredefinedMetricType":"ASGAverageCPUUtilizatio'
            'n"},"TargetValue":50}\'\n'
            "# where that is suspended\n"
            "aws autoscaling resume-processes --region {region} --auto-scaling-group-name "
            "{last} --scaling-processes AlarmNotification Launch Terminate"
        ),
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
def group_follows(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(GROUPS), _group)


def _group(group: Resource) -> Result | None:
    smallest, largest = int(required(group, "MinSize")), int(required(group, "MaxSize"))
    if largest == 0:
        return None
    if smallest == largest:
        many = counted(largest, "instance")
        return failed(group, f"Group {group.name} is fixed at {many} and cannot follow demand.")
    sizes = f"Group {group.name} may have {smallest} to {largest} instances"
    stopped = suspended(group)
    if by := mover(group, stopped):
        return passed(group, f"{sizes} and is moved by {by}.")
    if mover(group, frozenset()):
        return failed(group, f"{sizes}, but has {listed(sorted(stopped))} suspended.")
    return failed(group, f"{sizes}, and no policy moves it between them.")


@check(
    id="ecs-service-follows-demand",
    title="ECS services grow and shrink with demand",
    pillar="sustainability",
    severity=Severity.MEDIUM,
    needs=["ecs.service", TARGETS, POLICIES],
    passes="The service is registered with Application Auto Scaling, with room between minimum "
    "and maximum, and has a policy. Daemons and services at rest yield nothing.",
    refutes=[CHOICE, *COMPUTE],
    proves=[CHOICE],
    supports=["COST04-BP04", "SUS05-BP01"],
    remedy=Remedy(
        console="ECS → Clusters → service {name} → Update → Service auto scaling: use service "
        "auto scaling with a target tracking policy.",
        cli=(
            "aws application-autoscaling register-scalable-target --region {region} "
            "--service-namespace ecs --resource-id service/{parent}/{name} "
            "--scalable-dimension ecs:service:DesiredCount --min-capacity 1 --max-capacity 10\n"
            "aws application-autoscaling put-scaling-policy --region {region} "
            "--service-namespace ecs --resource-id service/{parent}/{name} "
            "--scalable-dimension ecs:service:DesiredCount --policy-name cpu --policy-type "
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
            "    MinCapacity: 1\n"
            "    MaxCapacity: 10\n"
            "Cpu:\n"
            "  Type: AWS::ApplicationAutoScaling::ScalingPolicy\n"
            "  Properties:\n"
            "    PolicyName: cpu\n"
            "    PolicyType: TargetTrackingScaling\n"
            "    ScalingTargetId: !Ref Target\n"
            "    TargetTrackingScalingPolicyConfiguration:\n"
            "      TargetValue: 50\n"
            "      PredefinedMetricSpecification:\n"
            "        PredefinedMetricType: ECSServiceAverageCPUUtilization"
        ),
        terraform=(
            'resource "aws_appautoscaling_target" "service" {\n'
            '  service_namespace  = "ecs"\n'
            '  scalable_dimension = "ecs:service:DesiredCount"\n'
            '  resource_id        = "service/{parent}/{name}"\n'
            "  min_capacity       = 1\n"
            "  max_capacity       = 10\n"
            "}\n"
            'resource "aws_appautoscaling_policy" "cpu" {\n'
            '  name               = "cpu"\n'
            '  policy_type        = "TargetTrackingScaling"\n'
            '  service_namespace  = "ecs"\n'
            '  scalable_dimension = "ecs:service:DesiredCount"\n'
            "  resource_id        = aws_appautoscaling_target.service.resource_id\n"
            "  target_tracking_scaling_policy_configuration {\n"
            "    target_value = 50\n"
            "    predefined_metric_specification {\n"
            '      predefined_metric_type = "ECSServiceAverageCPUUtilization"\n'
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="Free; the tasks follow the load",
    ),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
)
def service_follows(snapshot: Snapshot) -> Iterator[Result]:
    found = seen_with(snapshot, "ecs.service", TARGETS, POLICIES)
    yield from judged(found, lambda service: _service(snapshot, service))


def _service(snapshot: Snapshot, service: Resource) -> Result | None:
    name = scaled_as(service)
    if not name:
        return None
    for target in registered(snapshot, TARGETS, service, name):
        return _scalable(snapshot, service, target)
    many = counted(int(required(service, "desiredCount")), "task")
    return failed(service, f"Service {service.name} is fixed at {many}: nothing scales it.")


def _scalable(snapshot: Snapshot, resource: Resource, target: Resource) -> Result:
    smallest = int(required(target, "MinCapacity"))
    largest = int(required(target, "MaxCapacity"))
    if smallest >= largest:
        return failed(resource, f"{resource.name} scales between {smallest} and {largest}.")
    about = str(target.data.get("ResourceId"))
    dimension = str(target.data.get("ScalableDimension") or "")
    policies = acting(registered(snapshot, POLICIES, resource, about, dimension))
    room = f"{resource.name} may scale from {smallest} to {largest}"
    if holds_back(target, "Out", "In"):
        return failed(resource, f"{room}, which somebody suspended.")
    if policies:
        many = counted(len(policies), "policy", "policies")
        return passed(resource, f"{room} by {many}.")
    return failed(resource, f"{room}, and no policy moves it.")


@check(
    id="dynamodb-table-follows-demand",
    title="Tables follow demand",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=["dynamodb.table", TARGETS, POLICIES],
    passes="The table is billed by request, or its provisioned capacity scales by itself.",
    refutes=[CHOICE, *DEMAND],
    proves=[CHOICE],
    supports=["SUS05-BP01"],
    remedy=Remedy(
        console="DynamoDB → Tables → {name} → Additional settings → Read/write capacity → Edit: "
        "on-demand, or auto scaling.",
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
)
def table_follows(snapshot: Snapshot) -> Iterator[Result]:
    found = seen_with(snapshot, "dynamodb.table", TARGETS, POLICIES)
    yield from judged(found, lambda table: _table(snapshot, table))


def _table(snapshot: Snapshot, table: Resource) -> Result:
    if dig(table.get("BillingModeSummary"), "BillingMode") == "PAY_PER_REQUEST":
        return passed(table, f"Table {table.name} is billed by request.")
    capacity: Any = table.get("ProvisionedThroughput")
    units = number(dig(capacity, "ReadCapacityUnits"))
    if units is None:
        return unknown(table, f"The capacity of table {table.name} cannot be read.")
    results = [_table_side(snapshot, table, side) for side in ("Read", "Write")]
    return next((result for result in results if result.verdict is Verdict.FAIL), results[0])


def _table_side(snapshot: Snapshot, table: Resource, side: str) -> Result:
    dimension = f"{side}CapacityUnits"
    for target in registered(snapshot, TARGETS, table, f"table/{table.name}", dimension):
        return _scalable(snapshot, table, target)
    units = dig(table.data.get("ProvisionedThroughput"), dimension)
    return failed(table, f"Table {table.name} is fixed at {units} {side.lower()} units.")
