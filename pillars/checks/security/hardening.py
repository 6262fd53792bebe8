"""What servers, containers and load balancers leave open that nobody asked for."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot, Unread

from .._values import aspect_map, label, many
from ..common import config_rule, dig, judged, listed, required

HOST_MODES = ("pidMode", "ipcMode")
DESYNC = "routing.http.desync_mitigation_mode"
HEADERS = "routing.http.drop_invalid_header_fields.enabled"


@check(
    id="ec2-instances-private",
    title="Servers have no public address",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["ec2.instance"],
    passes="The instance has no public IPv4 address. Instances that route for others (NAT, VPN) "
    "are left out; whether one that is public has to be, a person knows.",
    supports=["SEC05-BP01", "SEC05-BP02"],
    remedy=Remedy(
        console="EC2 → {name}: put a load balancer in a public subnet before it, launch it anew in "
        "a private one, and reach it through Systems Manager → Session Manager.",
        cli="# an elastic address\n"
        "aws ec2 describe-addresses --region {region} --filters Name=instance-id,Values={last}\n"
        "aws ec2 disassociate-address --region {region} --association-id ASSOCIATION\n"
        "# one that its subnet gave\n"
        "aws ec2 modify-network-interface-attribute --region {region} "
        "--network-interface-id INTERFACE --no-associate-public-ip-address",
        cloudformation="Server:\n  Type: AWS::EC2::Instance\n  Properties:\n"
        "    NetworkInterfaces:  # {last}, {name}\n"
        '      - DeviceIndex: "0"\n        AssociatePublicIpAddress: false\n'
        "        SubnetId: !Ref PrivateSubnet",
        terraform='resource "aws_instance" "this" {\n  # {last}, {name}\n'
        "  associate_public_ip_address = false\n"
        "  subnet_id                   = aws_subnet.private.id\n}",
        cost="Saves 3.65 USD a month for the address",
    ),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html",
    references=[config_rule("ec2-instance-no-public-ip")],
)
def instances_private(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("ec2.instance"), _address)


def _address(instance: Resource) -> Result | None:
    if instance.data.get("SourceDestCheck") is False:
        return None
    required(instance, "InstanceId")
    if address := instance.data.get("PublicIpAddress"):
        return failed(instance, f"Instance {label(instance)} has the public address {address}.")
    return passed(instance, f"Instance {label(instance)} has no public address.")


@check(
    id="ecs-services-private",
    title="Tasks of ECS services have no public address",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["ecs.service"],
    passes="The service gives its tasks no public address. Services whose tasks share the address "
    "of their server say nothing here.",
    supports=["SEC05-BP01", "SEC05-BP02"],
    remedy=Remedy(
        console="ECS → Clusters → {parent} → {name} → Update → Networking: private subnets, and "
        "Public IP off. Images then come through a NAT gateway or endpoints.",
        cli="# subnets and groups are replaced: name them all\n"
        "aws ecs update-service --region {region} --cluster {parent} --service {name} "
        "--network-configuration 'awsvpcConfiguration={subnets=[SUBNET_A,SUBNET_B],"
        "securityGroups=[GROUP],assignPublicIp=DISABLED}'",
        cloudformation="Service:\n  Type: AWS::ECS::Service\n  Properties:\n"
        '    ServiceName: "{name}"\n    NetworkConfiguration:\n      AwsvpcConfiguration:\n'
        "        AssignPublicIp: DISABLED\n        Subnets: [!Ref PrivateA, !Ref PrivateB]",
        terraform='resource "aws_ecs_service" "this" {\n  # the rest stays as it is\n'
        '  name = "{name}"\n  network_configuration {\n    assign_public_ip = false\n'
        "    subnets          = [aws_subnet.private_a.id, aws_subnet.private_b.id]\n  }\n}",
        cost="Saves 3.65 USD a month per task; a NAT gateway costs about 33 USD where none is",
    ),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html",
    references=["https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html"],
)
def services_private(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("ecs.service"), _task_address)


def _task_address(service: Resource) -> Result | None:
    network = dig(service.data, "networkConfiguration", "awsvpcConfiguration")
    if not network:
        return None
    if network.get("assignPublicIp") == "ENABLED":
        return failed(service, f"Service {service.name} gives each task a public address.")
    return passed(service, f"Service {service.name} gives its tasks no public address.")


@check(
    id="ecs-containers-confined",
    title="Containers cannot reach into their server",
    pillar="security",
    severity=Severity.HIGH,
    needs=["ecs.task_definition"],
    passes="No container of the task definition is privileged, and the task shares neither the "
    "processes nor the memory of its server.",
    supports=["SEC06-BP02", "SEC03-BP02"],
    remedy=Remedy(
        console="ECS → Task definitions → {name} → Create new revision: Privileged off, PID and "
        "IPC mode not host; grant single Linux capabilities where one is needed.",
        cli="aws ecs describe-task-definition --region {region} --task-definition {id} "
        "--query taskDefinition > task.json\n"
        "# keep what register-task-definition takes; take out privileged, pidMode and ipcMode\n"
        "aws ecs register-task-definition --region {region} --cli-input-json file://task.json",
        cloudformation="Task:\n  Type: AWS::ECS::TaskDefinition\n  Properties:\n"
        "    # {name}, without PidMode and IpcMode\n    ContainerDefinitions:\n"
        "      - Name: app\n        Image: IMAGE\n        Privileged: false\n"
        "        ReadonlyRootFilesystem: true",
        terraform='resource "aws_ecs_task_definition" "this" {\n  # the rest stays as it is\n'
        "  # {name}, without pid_mode and ipc_mode\n"
        '  container_definitions = jsonencode([{\n    name                   = "app"\n'
        "    privileged             = false\n    readonlyRootFilesystem = true\n  }])\n}",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html",
    references=[config_rule("ecs-containers-nonprivileged")],
)
def containers_confined(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("ecs.task_definition"), _confined)


def _confined(task: Resource) -> Result:
    containers = many(required(task, "containerDefinitions"))
    open_ = [f"{each.get('name')} is privileged" for each in containers if each.get("privileged")]
    open_ += [f"{mode} is that of the server" for mode in HOST_MODES if task.get(mode) == "host"]
    if open_:
        return failed(task, f"{task.name}: {listed(open_)}.")
    return passed(task, f"{task.name} runs its containers apart from their server.")


@check(
    id="elb-refuses-odd-requests",
    title="Load balancers refuse requests that two servers would read differently",
    pillar="security",
    severity=Severity.LOW,
    needs=["elbv2.load_balancer"],
    passes="The application load balancer drops header fields that HTTP does not allow, and its "
    "mode against smuggled requests is defensive or strictest.",
    supports=["SEC05-BP03"],
    remedy=Remedy(
        console="EC2 → Load balancers → {name} → Attributes → Edit: Drop invalid header fields on, "
        "Desync mitigation mode Defensive.",
        cli="aws elbv2 modify-load-balancer-attributes --region {region} --load-balancer-arn {id} "
        f"--attributes Key={HEADERS},Value=true Key={DESYNC},Value=defensive",
        cloudformation="Balancer:\n  Type: AWS::ElasticLoadBalancingV2::LoadBalancer\n"
        '  Properties:\n    Name: "{name}"\n    LoadBalancerAttributes:\n'
        f'      - {{Key: {HEADERS}, Value: "true"}}\n      - {{Key: {DESYNC}, Value: defensive}}',
        terraform='resource "aws_lb" "this" {\n  name                       = "{name}"\n'
        "  drop_invalid_header_fields = true\n"
        '  desync_mitigation_mode     = "defensive"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "edit-load-balancer-attributes.html",
    references=[config_rule("alb-http-drop-invalid-header-enabled")],
)
def odd_requests(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("elbv2.load_balancer"), _odd)


def _odd(balancer: Resource) -> Result | None:
    if balancer.get("Type") != "application":
        return None
    attributes = aspect_map(balancer, "Attributes")
    if HEADERS not in attributes:
        raise Unread(f"AWS named no {HEADERS}")
    wrong = [] if attributes.get(HEADERS) == "true" else ["passes invalid header fields on"]
    wrong += ["only watches smuggled requests"] if attributes.get(DESYNC) == "monitor" else []
    if wrong:
        return failed(balancer, f"Load balancer {balancer.name} {' and '.join(wrong)}.")
    return passed(balancer, f"Load balancer {balancer.name} refuses what HTTP does not allow.")


CHECKS: tuple[Check, ...] = (
    instances_private,
    services_private,
    containers_confined,
    odd_requests,
)
