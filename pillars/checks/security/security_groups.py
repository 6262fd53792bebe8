"""Security groups: which doors stand open to the whole internet."""

from collections.abc import Iterator, Mapping, Sequence

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._network import (
    ADMIN_PORTS,
    DATA_PORTS,
    WEB_PORTS,
    Opening,
    openings,
    reached,
    require_all_sources,
)
from .._reading import seen_with
from .._values import label, many
from ..common import config_rule, judged, listed, required

GROUP = "ec2.security_group"
_LEAST = "foundations/sec_security_groups_least_privilege"
_URL = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html"
_REVOKE = (
    "aws ec2 describe-security-group-rules --region {region} "
    "--filters Name=group-id,Values={last}\n"
    "aws ec2 revoke-security-group-ingress --region {region} --group-id {last} "
    "--security-group-rule-ids RULE_ID"
)


@check(
    id="sg-admin-ports-closed",
    title="Administration ports are closed to the internet",
    pillar="security",
    severity=Severity.HIGH,
    needs=[GROUP],
    passes="No rule of the security group lets the whole internet (0.0.0.0/0 or ::/0, be it in a "
    "prefix list) reach SSH, RDP or another port of remote administration. Default groups that "
    "open nothing are left out.",
    refutes=["SEC05-BP02", "SEC06-BP03", _LEAST],
    silent=[_LEAST],
    remedy=Remedy(
        console="EC2 → Security Groups → {name} → Inbound rules → Edit: delete the rule. Reach "
        "machines through Systems Manager → Session Manager instead, which needs no open port.",
        cli=_REVOKE,
        cloudformation=(
            "Group:\n  Type: AWS::EC2::SecurityGroup\n  Properties:\n"
            "    GroupDescription: Administration from the office alone\n"
            "    SecurityGroupIngress:\n      - IpProtocol: tcp\n        FromPort: 22\n"
            "        ToPort: 22\n        CidrIp: 203.0.113.0/24"
        ),
        terraform='# Delete the ingress rule with cidr_ipv4 = "0.0.0.0/0", or narrow it:\n'
        'resource "aws_vpc_security_group_ingress_rule" "admin" {\n'
        "  security_group_id = aws_security_group.this.id\n"
        '  cidr_ipv4         = "203.0.113.0/24"\n'
        '  from_port         = 22\n  to_port           = 22\n  ip_protocol       = "tcp"\n}',
        cost="Free",
    ),
    url=_URL,
    references=[config_rule("restricted-ssh")],
)
def admin_ports_closed(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of(GROUP), lambda group: _closed(group, ADMIN_PORTS, "administration"))


@check(
    id="sg-data-ports-closed",
    title="Database and cache ports are closed to the internet",
    pillar="security",
    severity=Severity.HIGH,
    needs=[GROUP],
    passes="No rule of the security group lets the whole internet reach the port of a database, "
    "cache, queue or file server. Default groups that open nothing are left out.",
    refutes=["SEC05-BP02", "SEC05-BP01", _LEAST],
    silent=[_LEAST],
    remedy=Remedy(
        console="EC2 → Security Groups → {name} → Inbound rules → Edit: set the source to the "
        "security group of the application that uses the data.",
        cli=_REVOKE,
        cloudformation=(
            "Database:\n  Type: AWS::EC2::SecurityGroupIngress\n  Properties:\n"
            "    GroupId: !Ref DatabaseGroup\n"
            "    SourceSecurityGroupId: !Ref ApplicationGroup\n    IpProtocol: tcp\n"
            "    FromPort: 5432\n    ToPort: 5432"
        ),
        terraform='resource "aws_vpc_security_group_ingress_rule" "database" {\n'
        "  security_group_id            = aws_security_group.database.id\n"
        "  referenced_security_group_id = aws_security_group.application.id\n"
        "  from_port                    = 5432\n  to_port                      = 5432\n"
        '  ip_protocol                  = "tcp"\n}',
        cost="Free",
    ),
    url=_URL,
)
def data_ports_closed(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of(GROUP), lambda group: _closed(group, DATA_PORTS, "data"))


def _closed(group: Resource, ports: Mapping[int, str], what: str) -> Result | None:
    opened = openings(group)
    if _is_as_made(group, opened):
        return None
    found = reached(opened, ports)
    if found:
        return failed(group, f"Security group {label(group)} opens {listed(found)}.")
    require_all_sources(group)
    return passed(group, f"Security group {label(group)} opens no {what} port to the internet.")


@check(
    id="sg-internet-web-only",
    title="Only web ports are open to the internet",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=[GROUP],
    passes="The internet reaches nothing through the security group but ports 80 and 443. "
    "Another port may be meant: a person decides. Default groups that open nothing are left out.",
    supports=["SEC05-BP02", _LEAST],
    remedy=Remedy(
        console="EC2 → Security Groups → {name} → Inbound rules: narrow the source of every rule "
        "with Anywhere whose port the public does not use.",
        cli=_REVOKE,
        cloudformation=(
            "Group:\n  Type: AWS::EC2::SecurityGroup\n  Properties:\n"
            "    GroupDescription: Web ports for everybody, nothing else\n"
            "    SecurityGroupIngress:\n      - IpProtocol: tcp\n        FromPort: 443\n"
            "        ToPort: 443\n        CidrIp: 0.0.0.0/0"
        ),
        terraform='# Narrow cidr_ipv4 = "0.0.0.0/0" to those who need the port.',
        cost="Free",
    ),
    url=_URL,
)
def internet_web_only(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of(GROUP), _web_only)


def _is_as_made(group: Resource, opened: Sequence[Opening]) -> bool:
    """Each VPC has a default group, used or not: that it opens nothing is nobody's doing."""
    if opened or group.data.get("GroupName") != "default":
        return False
    return not any(each.get("PrefixListIds") for each in many(group.get("IpPermissions")))


def _web_only(group: Resource) -> Result | None:
    found = openings(group)
    if _is_as_made(group, found):
        return None
    other = [str(each) for each in found if not WEB_PORTS.issuperset(each.ports)]
    if other:
        return failed(group, f"Security group {label(group)} opens {listed(other)}.")
    require_all_sources(group)
    return passed(group, f"Security group {label(group)} opens no other than web ports to all.")


@check(
    id="sg-default-unused",
    title="Nothing uses a VPC's default security group",
    pillar="security",
    severity=Severity.LOW,
    needs=[GROUP, "ec2.network_interface"],
    passes="No network interface carries the default group, which lets its members reach each "
    "other on every port. Default groups of a VPC without any interface are left out.",
    supports=["SEC05-BP02"],
    remedy=Remedy(
        console="EC2 → Network Interfaces: filter by the group, give each interface a group of "
        "its own role, then delete the default group's rules.",
        cli="aws ec2 describe-network-interfaces --region {region} "
        "--filters Name=group-id,Values={last}\n"
        "aws ec2 modify-network-interface-attribute --region {region} "
        "--network-interface-id INTERFACE --groups GROUP_OF_THE_ROLE",
        cloudformation=(
            "Group:\n  Type: AWS::EC2::SecurityGroup\n  Properties:\n"
            "    GroupDescription: A group for this role alone\n    VpcId: !Ref Vpc"
        ),
        terraform='resource "aws_default_security_group" "closed" {\n'
        "  vpc_id = aws_vpc.this.id # no rules: everything is closed\n}",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
    references=[config_rule("vpc-default-security-group-closed")],
)
def default_unused(snapshot: Snapshot) -> Iterator[Result]:
    groups = seen_with(snapshot, GROUP, "ec2.network_interface")
    default = [group for group in groups if group.data.get("GroupName") == "default"]
    return judged(default, lambda group: _unused(group, snapshot))


def _unused(group: Resource, snapshot: Snapshot) -> Result | None:
    own, vpc = group.data.get("GroupId"), required(group, "VpcId")
    here = snapshot.of("ec2.network_interface", account=group.account, region=group.region)
    interfaces = [interface for interface in here if interface.data.get("VpcId") == vpc]
    if not interfaces:
        return None
    users = [
        interface.name
        for interface in interfaces
        if any(each.get("GroupId") == own for each in interface.data.get("Groups") or ())
    ]
    if users:
        return failed(group, f"Default security group {label(group)} is on {listed(users)}.")
    return passed(group, f"Nothing uses default security group {label(group)}.")


CHECKS: tuple[Check, ...] = (
    admin_ports_closed,
    data_ports_closed,
    internet_web_only,
    default_unused,
)
