"""Several zones for EC2 instances outside Auto Scaling groups, tier by tier."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._reading import lacking, seen_with
from .._servers import lone_servers
from .._values import label, many
from .._zones import spread, stem, tag_of
from ..common import aspect, dig, judged, required, running
from .zones_compute import MULTI_AZ, PRACTICE, PRODUCTION

_KINDS = ("ec2.instance", "autoscaling.group", "elbv2.target_group")


@check(
    id="ec2-tiers-multi-az",
    title="Servers outside Auto Scaling groups have a twin in another zone",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=_KINDS,
    passes="A running instance that no Auto Scaling group or fleet replaces belongs to a tier with "
    "instances in two zones or more. A tier is what shares a target group, else a tag Role, Tier "
    "or Component, else the name but for a number or zone at its end. Nameless instances count as "
    "one tier per VPC: in one zone they fail, in several nothing is known. Bastions, NAT, VPN and "
    f"build machines, by name or role, are left out. {PRODUCTION}",
    refutes=[PRACTICE, MULTI_AZ],
    proves=[MULTI_AZ],
    supports=[PRACTICE],
    remedy=Remedy(
        console="EC2 → Instances → {name} → Actions → Image and templates → Create template from "
        "instance; then Auto Scaling groups → Create with subnets of two zones, and attach the "
        "instance.",
        cli=(
            "aws autoscaling create-auto-scaling-group --region {region} "
            "--auto-scaling-group-name web --instance-id {last} --min-size 2 --max-size 4 "
            "--vpc-zone-identifier SUBNET_A,SUBNET_B"
        ),
        cloudformation=(
            "Group:\n  Type: AWS::AutoScaling::AutoScalingGroup\n  Properties:\n"
            '    AutoScalingGroupName: web\n    MinSize: "2"\n    MaxSize: "4"\n'
            "    VPCZoneIdentifier: [!Ref SubnetA, !Ref SubnetB]\n    LaunchTemplate:\n"
            "      LaunchTemplateId: !Ref Template\n"
            "      Version: !GetAtt Template.LatestVersionNumber"
        ),
        terraform='resource "aws_autoscaling_group" "web" {\n  min_size            = 2\n'
        "  max_size            = 4\n"
        "  vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]\n"
        "  launch_template { id = aws_launch_template.web.id }\n}",
        cost="Doubles the instance's cost",
    ),
    url="https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html",
)
def tiers_multi_az(snapshot: Snapshot) -> Iterator[Result]:
    readable = {(i.account, i.region) for i in seen_with(snapshot, *_KINDS)}
    servers = [s for s in lone_servers(snapshot) if (s.account, s.region) in readable]
    return judged(servers, lambda server: _server(server, servers, snapshot))


def _server(server: Resource, servers: list[Resource], snapshot: Snapshot) -> Result:
    group, zones = _behind_a_balancer(server, snapshot)
    tier = group or _named_tier(server)
    if not group:
        zones = [
            _zone(s) for s in servers if _place(s) == _place(server) and _tier(s) == _tier(server)
        ]
    what = f"Instance {label(server)}"
    if len(set(zones)) < 2:
        alone = f"tier {tier}" if tier else "what runs here without a name or group"
        return lacking(snapshot, server, f"{what} belongs to {alone}, in {spread(zones)} only.")
    if not tier:
        reason = f"{what} has no name; whether those in other zones do its work is not known."
        return unknown(server, reason)
    return passed(server, f"{what} belongs to tier {tier}, in {spread(zones)}.")


def _behind_a_balancer(server: Resource, snapshot: Snapshot) -> tuple[str, list[str]]:
    """The target group a server belongs to, and the zones of all its running instances."""
    here = {"account": server.account, "region": server.region}
    zones = {
        i.data.get("InstanceId"): _zone(i) for i in running(snapshot.of("ec2.instance", **here))
    }
    for group in snapshot.of("elbv2.target_group", **here):
        targets = [dig(each, "Target", "Id") for each in many(aspect(group, "Health"))]
        if server.data.get("InstanceId") in targets:
            return group.name, [zones[target] for target in targets if target in zones]
    return "", []


def _named_tier(server: Resource) -> str:
    role = tag_of(server.tags, "role", "tier", "component")
    return role or stem(server.tags.get("Name", ""))


def _tier(server: Resource) -> tuple[str, str]:
    named = _named_tier(server)
    return named, "" if named else str(server.data.get("VpcId"))


def _place(server: Resource) -> tuple[str, str]:
    return server.account, server.region


def _zone(server: Resource) -> str:
    return str(required(server, "Placement").get("AvailabilityZone"))


@check(
    id="ec2-auto-recovery",
    title="Lone servers recover by themselves",
    pillar="reliability",
    severity=Severity.LOW,
    needs=["ec2.instance", "autoscaling.group"],
    passes="Automatic recovery is on for the running instance that no Auto Scaling group replaces.",
    supports=["REL10-BP02", "REL11-BP03"],
    remedy=Remedy(
        console="EC2 → Instances → {name} → Actions → Instance settings → Change auto-recovery "
        "behavior → Default.",
        cli="aws ec2 modify-instance-maintenance-options --region {region} "
        "--instance-id {last} --auto-recovery default",
        cloudformation=(
            "Template:\n  Type: AWS::EC2::LaunchTemplate\n  Properties:\n"
            "    LaunchTemplateData:\n      MaintenanceOptions:\n"
            "        AutoRecovery: default"
        ),
        terraform=(
            'resource "aws_instance" "this" {\n'
            "  # the rest stays as it is\n"
            "  # {last}, {name}\n"
            "  maintenance_options {\n"
            '    auto_recovery = "default"\n'
            "  }\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-recover.html",
)
def auto_recovery(snapshot: Snapshot) -> Iterator[Result]:
    readable = {(i.account, i.region) for i in seen_with(snapshot, "ec2.instance", _KINDS[1])}
    servers = [s for s in lone_servers(snapshot) if (s.account, s.region) in readable]
    return judged(servers, _recovers)


def _recovers(server: Resource) -> Result:
    setting = str(required(server, "MaintenanceOptions").get("AutoRecovery"))
    reason = f"Automatic recovery of instance {label(server)} is {setting}."
    return failed(server, reason) if setting == "disabled" else passed(server, reason)


CHECKS: tuple[Check, ...] = (tiers_multi_az, auto_recovery)
