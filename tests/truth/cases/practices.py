"""Practices of the framework, by their code: links, vendors, waiting, classes, bills, desktops."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from ..account import Account
from ..case import NOT_MET, SUPPORTED, UNKNOWN, Case, every
from ..layer import Trouble
from ..parts.data import bucket, bucket_arn
from ..parts.watching import topic
from ..refusals import Refusal
from ..wire import Request

SUPPORT, USERS, NOTICES = "OPS07-BP06", "OPS04-BP03", "OPS03-BP04"
VENDORS, CLASSES, PIPELINES = "SEC03-BP09", "SEC07-BP02", "SEC11-BP07"
ROOM, LINKS, RANGES, WAITING = "REL01-BP06", "REL02-BP02", "REL02-BP05", "REL05-BP05"
TARGETS, BILL, DESKTOPS = "PERF05-BP01", "COST03-BP01", "SUS02-BP05"

VENDOR = "464622532012"
URGENT = {"rto_minutes": 60, "criticality": "HIGH"}
CALLBACK = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
GITHUB = "token.actions.githubusercontent.com"


def no_support_plan(account: Account) -> None:
    def refuse(_: Request) -> Refusal:
        return Refusal("SubscriptionRequiredException", "Premium Support is required", 400)

    account.trouble(Trouble("support", refuse))
    account.guilty(SUPPORT, f"arn:aws:support::{account.id}:plan")


def canaries(account: Account, **states: str) -> None:
    told = [{"Name": name, "Status": {"State": state}} for name, state in states.items()]
    account.answer("synthetics", "DescribeCanaries", {"Canaries": told})


def walked(account: Account) -> None:
    canaries(account, checkout="RUNNING")
    account.innocent(USERS, account.arn("synthetics", "canary:checkout"))


def walked_in_part(account: Account) -> None:
    canaries(account, checkout="RUNNING", search="STOPPED")
    account.innocent(USERS, account.arn("synthetics", "canary:checkout"))
    account.guilty(USERS, account.arn("synthetics", "canary:search"))


def told_of_health(account: Account) -> None:
    events = account.client("events")
    events.put_rule(Name="health", EventPattern=json.dumps({"source": ["aws.health"]}))
    events.put_targets(Rule="health", Targets=[{"Id": "1", "Arn": topic(account)}])
    account.innocent(NOTICES, account.arn("events", "rule/health"))


def role(account: Account, name: str, principal: dict[str, str], condition: Any = None) -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    if condition:
        statement["Condition"] = condition
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    made = account.client("iam").create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps(trust)
    )
    arn: str = made["Role"]["Arn"]
    return arn


def vendor_with_id(account: Account) -> None:
    principal = {"AWS": f"arn:aws:iam::{VENDOR}:root"}
    condition = {"StringEquals": {"sts:ExternalId": "x-1"}}
    account.innocent(VENDORS, role(account, "monitoring", principal, condition))


def vendor_without_id(account: Account) -> None:
    account.guilty(VENDORS, role(account, "backup", {"AWS": f"arn:aws:iam::{VENDOR}:root"}))


def own_role(account: Account) -> None:
    """One's own account is no vendor."""
    role(account, "audit", {"AWS": f"arn:aws:iam::{account.id}:root"})


def ci_role(account: Account, name: str, subject: str) -> str:
    provider = f"arn:aws:iam::{account.id}:oidc-provider/{GITHUB}"
    condition = {"StringLike": {f"{GITHUB}:sub": subject}}
    return role(account, name, {"Federated": provider}, condition)


def narrow_pipeline(account: Account) -> None:
    arn = ci_role(account, "deploy", "repo:acme/shop:ref:refs/heads/main")
    account.innocent(PIPELINES, arn)


def open_pipeline(account: Account) -> None:
    account.guilty(PIPELINES, ci_role(account, "deploy-all", "repo:*"))


def machine(account: Account, name: str, **step: Any) -> str:
    task = {"Type": "Task", "Resource": CALLBACK, "End": True, **step}
    definition = {"StartAt": "Ask", "States": {"Ask": task}}
    made = account.client("stepfunctions").create_state_machine(
        name=name,
        definition=json.dumps(definition),
        roleArn=f"arn:aws:iam::{account.id}:role/steps",
    )
    arn: str = made["stateMachineArn"]
    return arn


def patient_machine(account: Account) -> None:
    account.innocent(WAITING, machine(account, "orders", TimeoutSeconds=900))


def endless_machine(account: Account) -> None:
    account.guilty(WAITING, machine(account, "refunds"))


def cloud(account: Account, cidr: str) -> str:
    identity: str = account.client("ec2").create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
    return identity


def distinct_ranges(account: Account) -> None:
    for cidr in ("10.1.0.0/16", "10.2.0.0/16"):
        account.innocent(RANGES, account.arn("ec2", f"vpc/{cloud(account, cidr)}"))


def lone_overlap(account: Account) -> None:
    """Two networks share a range, and nothing joins them to anything."""
    cloud(account, "10.7.0.0/16")
    cloud(account, "10.7.128.0/20")


def joined_overlap(account: Account) -> None:
    one, other, hub = (cloud(account, f"10.{n}.0.0/16") for n in (7, 7, 8))
    ec2 = account.client("ec2")
    for vpc in (one, other):
        made = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=hub)
        identity = made["VpcPeeringConnection"]["VpcPeeringConnectionId"]
        ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=identity)
        account.guilty(RANGES, account.arn("ec2", f"vpc/{vpc}"))


def tunnels(account: Account, *states: str) -> str:
    told = {
        "VpnConnectionId": "vpn-1",
        "State": "available",
        "VgwTelemetry": [{"Status": state} for state in states],
    }
    account.answer("ec2", "DescribeVpnConnections", {"VpnConnections": [told]})
    return account.arn("ec2", "vpn-connection/vpn-1")


def both_tunnels(account: Account) -> None:
    account.innocent(LINKS, tunnels(account, "UP", "UP"))


def one_tunnel(account: Account) -> None:
    account.guilty(LINKS, tunnels(account, "UP", "DOWN"))


def classified(account: Account, *, closed: bool) -> str:
    name = bucket(account, f"people-{account.id}")
    s3 = account.client("s3")
    tags = {"TagSet": [{"Key": "data-class", "Value": "confidential"}]}
    s3.put_bucket_tagging(Bucket=name, Tagging=tags)
    names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    block = dict.fromkeys(names, closed)
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=block)
    return bucket_arn(name)


def kept_from_others(account: Account) -> None:
    account.innocent(CLASSES, classified(account, closed=True))


def left_open(account: Account) -> None:
    account.guilty(CLASSES, classified(account, closed=False))


def slowest_watched(account: Account) -> None:
    account.client("cloudwatch").put_metric_alarm(
        AlarmName="slow",
        AlarmActions=[topic(account)],
        Namespace="AWS/ApplicationELB",
        MetricName="TargetResponseTime",
        ExtendedStatistic="p99",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0.5,
        ComparisonOperator="GreaterThanThreshold",
    )
    account.innocent(TARGETS, account.arn("cloudwatch", "alarm:slow"))


def report(account: Account, unit: str) -> str:
    told = {"ReportName": "bill", "TimeUnit": unit, "AdditionalSchemaElements": ["RESOURCES"]}
    account.answer("cur", "DescribeReportDefinitions", {"ReportDefinitions": [told]})
    return account.arn("cur", "definition/bill")


def bill_by_hour(account: Account) -> None:
    account.innocent(BILL, report(account, "HOURLY"))


def bill_by_day(account: Account) -> None:
    account.guilty(BILL, report(account, "DAILY"))


def desks(account: Account, **modes: str) -> None:
    told = [
        {"WorkspaceId": f"ws-{name}", "WorkspaceProperties": {"RunningMode": mode}}
        for name, mode in modes.items()
    ]
    used = datetime.now(UTC) - timedelta(days=90)
    last = [
        {"WorkspaceId": desk["WorkspaceId"], "LastKnownUserConnectionTimestamp": used}
        for desk in told
    ]
    account.answer("workspaces", "DescribeWorkspaces", {"Workspaces": told})
    account.answer(
        "workspaces", "DescribeWorkspacesConnectionStatus", {"WorkspacesConnectionStatus": last}
    )


def resting_desk(account: Account) -> None:
    desks(account, mira="AUTO_STOP")
    account.innocent(DESKTOPS, account.arn("workspaces", "workspace/ws-mira"))


def idle_desk(account: Account) -> None:
    desks(account, mira="AUTO_STOP", nobody="ALWAYS_ON")
    account.innocent(DESKTOPS, account.arn("workspaces", "workspace/ws-mira"))
    account.guilty(DESKTOPS, account.arn("workspaces", "workspace/ws-nobody"))


def denied(*services: str) -> Any:
    def deny(account: Account) -> None:
        account.cleared.clear()  # nobody can tell any more
        for service in services:
            account.deny(service)

    return deny


GOOD = (
    walked,
    told_of_health,
    vendor_with_id,
    narrow_pipeline,
    patient_machine,
    distinct_ranges,
    both_tunnels,
    kept_from_others,
    slowest_watched,
    bill_by_hour,
    resting_desk,
)
CASES = (
    Case(
        "practices good",
        GOOD,
        {
            **every(SUPPORTED, SUPPORT, USERS, NOTICES, VENDORS, CLASSES, PIPELINES, ROOM),
            **every(SUPPORTED, LINKS, RANGES, WAITING, TARGETS, BILL, DESKTOPS),
        },
        profile=URGENT,
    ),
    Case(
        "practices bad",
        (
            no_support_plan,
            vendor_without_id,
            open_pipeline,
            endless_machine,
            joined_overlap,
            one_tunnel,
            left_open,
            bill_by_day,
            idle_desk,
        ),
        {
            **every(NOT_MET, SUPPORT, VENDORS, CLASSES, PIPELINES, LINKS, RANGES, WAITING),
            DESKTOPS: NOT_MET,
            **every(UNKNOWN, USERS, NOTICES, TARGETS, BILL),
        },
        profile=URGENT,
    ),
    Case(
        "practices mixed",
        (
            walked_in_part,
            vendor_with_id,
            vendor_without_id,
            narrow_pipeline,
            open_pipeline,
            patient_machine,
            endless_machine,
            lone_overlap,
        ),
        {
            **every(NOT_MET, VENDORS, PIPELINES, WAITING),
            **every(UNKNOWN, USERS, RANGES),
        },
    ),
    Case(
        "practices empty",
        (own_role,),
        {
            **every(UNKNOWN, USERS, NOTICES, VENDORS, CLASSES, PIPELINES, LINKS, RANGES, WAITING),
            **every(UNKNOWN, TARGETS, BILL, DESKTOPS),
        },
    ),
    Case(
        "practices denied",
        (
            *GOOD,
            denied("synthetics", "events", "iam", "stepfunctions", "ec2", "cur", "workspaces"),
            denied("s3", "cloudwatch", "support"),
        ),
        {
            **every(UNKNOWN, SUPPORT, USERS, NOTICES, VENDORS, CLASSES, PIPELINES, ROOM),
            **every(UNKNOWN, LINKS, RANGES, WAITING, TARGETS, BILL, DESKTOPS),
        },
        profile=URGENT,
    ),
)
