"""Several zones for what computes: groups, services, nodes and functions."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, passed, unknown
from pillars.facts import Resource, Snapshot

from .._reading import lacking, seen_with
from .._values import many, tail
from .._zones import spread, stem, zones_of_subnets
from ..common import config_rule, dig, judged, required

MULTI_AZ = "foundations/rel_multi_az"
PRACTICE = "REL10-BP01"
PRODUCTION = "In a pre-production workload, or tagged so, one zone is left to a person to judge."


@check(
    id="asg-multi-az",
    title="Auto Scaling groups span several zones",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=["autoscaling.group"],
    passes="The group, or the groups that share its name but for a number or zone at the end, may "
    "start instances in two zones or more, and wants more than one: a lone instance stands in one "
    f"zone at a time. Groups of maximum size 0 are left out. {PRODUCTION}",
    refutes=[PRACTICE, MULTI_AZ],
    proves=[MULTI_AZ],
    supports=[PRACTICE, "REL11-BP02", "REL11-BP05"],
    remedy=Remedy(
        console="EC2 → Auto Scaling groups → {name} → Network → Edit: add subnets of other zones; "
        "keep two instances or more.",
        cli=(
            "aws autoscaling update-auto-scaling-group --region {region} "
            "--auto-scaling-group-name {last} --vpc-zone-identifier SUBNET_A,SUBNET_B"
        ),
        cloudformation=(
            "Group:\n  Type: AWS::AutoScaling::AutoScalingGroup\n  Properties:\n"
            '    MinSize: "2"\n    MaxSize: "6"\n'
            "    VPCZoneIdentifier: [!Ref SubnetA, !Ref SubnetB]"
        ),
        terraform=(
            'resource "aws_autoscaling_group" "this" {\n'
            "  # the rest stays as it is\n"
            "  vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]\n"
            "}"
        ),
        cost="Free but for 0.01 USD per GB between zones, each way",
    ),
    url="https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html",
    references=[config_rule("autoscaling-multiple-az")],
)
def asg_multi_az(snapshot: Snapshot) -> Iterator[Result]:
    groups = [g for g in snapshot.of("autoscaling.group") if g.data.get("MaxSize") != 0]
    return judged(groups, lambda group: _group(group, groups, snapshot))


def _group(group: Resource, groups: list[Resource], snapshot: Snapshot) -> Result:
    own = many(group.get("AvailabilityZones"))
    if not own:
        return unknown(group, f"The zones of Auto Scaling group {group.name} were not read.")
    alike = [other for other in groups if _set_of(other) == _set_of(group)]
    if sum(other.data.get("DesiredCapacity", 2) for other in alike) == 1:
        reason = f"Auto Scaling group {group.name} keeps one instance, in one zone at a time."
        return lacking(snapshot, group, reason)
    if len(set(own)) > 1:
        return passed(group, f"Auto Scaling group {group.name} spans {spread(own)}.")
    together = {zone for other in alike for zone in many(other.data.get("AvailabilityZones"))}
    if len(together) > 1:
        reason = f"Auto Scaling group {group.name} and its like span {spread(together)}."
        return passed(group, reason)
    return lacking(snapshot, group, f"Auto Scaling group {group.name} has {spread(own)}.")


def _set_of(group: Resource) -> tuple[str, str, str]:
    name = group.tags.get("eks:nodegroup-name") or group.name
    return group.account, group.region, stem(name)


@check(
    id="ecs-services-multi-az",
    title="ECS services span several zones",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=["ecs.service", "ec2.subnet"],
    passes="The service may place its tasks in subnets of two zones or more, and wants more than "
    "one: a lone task stands in one zone at a time. Services without subnets of their own run on "
    "instances, which are judged by their Auto Scaling group. "
    f"{PRODUCTION}",
    refutes=[PRACTICE, MULTI_AZ],
    proves=[MULTI_AZ],
    supports=[PRACTICE],
    remedy=Remedy(
        console="ECS → Clusters → Services → {name} → Update → Networking: add subnets of other "
        "zones; keep two tasks or more.",
        cli=(
            "aws ecs update-service --region {region} --cluster {parent} --service {name} "
            "--network-configuration "
            "'awsvpcConfiguration={subnets=[SUBNET_A,SUBNET_B],securityGroups=[GROUP]}'"
        ),
        cloudformation=(
            'Service:\n  Type: AWS::ECS::Service\n  Properties:\n    ServiceName: "{name}"\n'
            "    DesiredCount: 2\n    NetworkConfiguration:\n      AwsvpcConfiguration:\n"
            "        Subnets: [!Ref SubnetA, !Ref SubnetB]"
        ),
        terraform='resource "aws_ecs_service" "this" {\n  name          = "{name}"\n'
        "  desired_count = 2\n  network_configuration {\n"
        "    subnets = [aws_subnet.a.id, aws_subnet.b.id]\n  }\n}",
        cost="Free but for 0.01 USD per GB between zones, each way",
    ),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html",
)
def ecs_multi_az(snapshot: Snapshot) -> Iterator[Result]:
    services = seen_with(snapshot, "ecs.service", "ec2.subnet")
    return judged(services, lambda service: _service(service, snapshot))


def _service(service: Resource, snapshot: Snapshot) -> Result | None:
    subnets = many(dig(service.data, "networkConfiguration", "awsvpcConfiguration", "subnets"))
    if not subnets or service.data.get("status", "ACTIVE") != "ACTIVE":
        return None
    tasks = service.data.get("desiredCount", "an unknown number of")
    if tasks == 0 and service.data.get("schedulingStrategy") != "DAEMON":
        return None  # at rest, it stands nowhere
    zones = zones_of_subnets(snapshot, service, subnets)
    wanted = "one task" if tasks == 1 else f"{tasks} tasks"
    reason = f"ECS service {service.name} wants {wanted} in {spread(zones)}."
    lone = tasks == 1 and service.data.get("schedulingStrategy") != "DAEMON"
    if len(zones) > 1 and not lone:
        return passed(service, reason)
    return lacking(snapshot, service, reason)


@check(
    id="ecs-services-two-tasks",
    title="ECS services run two tasks or more",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=["ecs.service"],
    passes=f"The active service, unless a daemon or at rest, wants two tasks. {PRODUCTION}",
    supports=["REL11-BP02", MULTI_AZ],
    remedy=Remedy(
        console="ECS → Clusters → Services → {name} → Update → Desired tasks: 2.",
        cli=(
            "aws ecs update-service --region {region} --cluster {parent} --service {name} "
            "--desired-count 2"
        ),
        cloudformation=(
            'Service:\n  Type: AWS::ECS::Service\n  Properties:\n    ServiceName: "{name}"\n'
            "    DesiredCount: 2"
        ),
        terraform='resource "aws_ecs_service" "this" {\n  name          = "{name}"\n'
        "  desired_count = 2\n}",
        cost="One more task: doubles the service's cost where there is one",
    ),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html",
)
def ecs_two_tasks(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("ecs.service"), lambda service: _two_tasks(service, snapshot))


def _two_tasks(service: Resource, snapshot: Snapshot) -> Result | None:
    data = service.data
    if data.get("schedulingStrategy") == "DAEMON" or data.get("status", "ACTIVE") != "ACTIVE":
        return None
    wanted = int(required(service, "desiredCount"))
    if wanted == 0:
        return None
    if wanted == 1:
        return lacking(snapshot, service, f"ECS service {service.name} wants a single task.")
    return passed(service, f"ECS service {service.name} wants {wanted} tasks.")


@check(
    id="eks-nodegroups-multi-az",
    title="Kubernetes nodes span several zones",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=["eks.nodegroup", "ec2.subnet"],
    passes="The node group, or those of the same cluster that share its name but for a number or "
    f"zone at the end, has subnets in two zones or more. {PRODUCTION}",
    refutes=[PRACTICE, MULTI_AZ],
    proves=[MULTI_AZ],
    supports=[PRACTICE],
    remedy=Remedy(
        console="EKS → the cluster → Compute → Add node group with subnets of several zones; then "
        "drain and delete {name}.",
        cli="aws eks create-nodegroup --region {region} --cluster-name CLUSTER "
        "--nodegroup-name {name}-multi-az --node-role ARN --subnets subnet-a subnet-b",
        cloudformation=(
            "Nodes:\n  Type: AWS::EKS::Nodegroup\n  Properties:\n    ClusterName: CLUSTER\n"
            '    NodegroupName: "{name}-multi-az"\n    NodeRole: ROLE_ARN\n'
            "    Subnets: [!Ref SubnetA, !Ref SubnetB]"
        ),
        terraform=(
            'resource "aws_eks_node_group" "this" {\n'
            "  # the rest stays as it is\n"
            "  subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]\n"
            "}"
        ),
        cost="Free but for 0.01 USD per GB between zones, each way",
    ),
    url="https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html",
)
def eks_multi_az(snapshot: Snapshot) -> Iterator[Result]:
    groups = list(seen_with(snapshot, "eks.nodegroup", "ec2.subnet"))
    return judged(groups, lambda group: _nodes(group, groups, snapshot))


def _nodes(group: Resource, groups: list[Resource], snapshot: Snapshot) -> Result:
    required(group, "subnets")
    alike = [other for other in groups if _nodes_like(other) == _nodes_like(group)]
    subnets = [subnet for other in alike for subnet in many(other.data.get("subnets"))]
    zones = zones_of_subnets(snapshot, group, subnets)
    reason = f"Node group {group.name} has {spread(zones)}."
    return passed(group, reason) if len(zones) > 1 else lacking(snapshot, group, reason)


def _nodes_like(group: Resource) -> tuple[str, str, str, str]:
    cluster = str(group.data.get("clusterName", ""))
    name = str(group.data.get("nodegroupName") or group.name)
    return group.account, group.region, cluster, stem(name)


@check(
    id="lambda-vpc-multi-az",
    title="Functions in a VPC span several zones",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=["lambda.function", "ec2.subnet"],
    passes="The function that is connected to a VPC has subnets in two zones or more. "
    f"{PRODUCTION}",
    refutes=[PRACTICE, MULTI_AZ],
    proves=[MULTI_AZ],
    supports=[PRACTICE],
    remedy=Remedy(
        console="Lambda → {name} → Configuration → VPC → Edit: add subnets of other zones.",
        cli="aws lambda update-function-configuration --region {region} --function-name {name} "
        "--vpc-config SubnetIds=subnet-a,subnet-b,SecurityGroupIds=GROUP",
        cloudformation=(
            "Function:\n  Type: AWS::Lambda::Function\n  Properties:\n"
            '    FunctionName: "{name}"\n    VpcConfig:\n'
            "      SubnetIds: [!Ref SubnetA, !Ref SubnetB]\n"
            "      SecurityGroupIds: [!Ref Group]"
        ),
        terraform=(
            'resource "aws_lambda_function" "this" {\n'
            "  # the rest stays as it is\n"
            '  function_name = "{name}"\n'
            "  vpc_config {\n"
            "    subnet_ids         = [aws_subnet.a.id, aws_subnet.b.id]\n"
            "    security_group_ids = [aws_security_group.this.id]\n"
            "  }\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
    references=[config_rule("lambda-vpc-multi-az-check")],
)
def lambda_multi_az(snapshot: Snapshot) -> Iterator[Result]:
    functions = seen_with(snapshot, "lambda.function", "ec2.subnet")
    inside = [f for f in functions if dig(f.data, "VpcConfig", "SubnetIds")]
    return judged(inside, lambda function: _function(function, snapshot))


def _function(function: Resource, snapshot: Snapshot) -> Result:
    zones = zones_of_subnets(snapshot, function, function.data["VpcConfig"]["SubnetIds"])
    reason = f"Function {function.name} has {spread(zones)}."
    return passed(function, reason) if len(zones) > 1 else lacking(snapshot, function, reason)


@check(
    id="regional-services",
    title="Services that span zones by themselves are used",
    pillar="reliability",
    severity=Severity.LOW,
    needs=["lambda.function", "dynamodb.table"],
    passes="A function outside a VPC or a DynamoDB table: AWS runs these over several zones.",
    supports=[MULTI_AZ, PRACTICE, "REL11-BP02"],
    remedy=Remedy(
        console="Nothing needs to change.",
        cli="aws lambda list-functions --region {region}",
        terraform="# Nothing needs to change.",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/use-fault-isolation-to-protect-your-workload.html",
)
def regional_services(snapshot: Snapshot) -> Iterator[Result]:
    for function in snapshot.of("lambda.function"):
        if not dig(function.data, "VpcConfig", "SubnetIds"):
            yield passed(function, f"AWS runs function {function.name} over several zones.")
    for table in snapshot.of("dynamodb.table"):
        yield passed(table, f"DynamoDB keeps table {table.name or tail(table.id)} in three zones.")


CHECKS: tuple[Check, ...] = (
    asg_multi_az,
    ecs_multi_az,
    ecs_two_tasks,
    eks_multi_az,
    lambda_multi_az,
    regional_services,
)
