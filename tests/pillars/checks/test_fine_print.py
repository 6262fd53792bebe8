"""Settings whose meaning hangs on a detail: a mode, a filter, a default, a state, another rule."""

import json

import pytest

from pillars.checking import Verdict
from pillars.checks.cost.retention import bucket_lifecycle
from pillars.checks.operations.notices import health_routed
from pillars.checks.operations.users import canary_runs
from pillars.checks.performance.currency import runtime_maintained
from pillars.checks.performance.decoupling import rule_of_application
from pillars.checks.reliability.health import asg_elb_health
from pillars.checks.reliability.interactions import steps_time_out
from pillars.checks.reliability.scaling import asg_scales, ecs_scales
from pillars.checks.reliability.zones_compute import ecs_multi_az
from pillars.checks.reliability.zones_network import endpoints_multi_az, subnets_have_room
from pillars.checks.security.flow_logs import vpc_flow_logs
from pillars.checks.security.guardrails import threats_answered
from pillars.checks.security.open_roles import roles_closed
from pillars.checks.security.secrets import secrets_rotated
from pillars.checks.security.security_groups import data_ports_closed
from pillars.checks.security.trails import all_regions
from pillars.checks.security.transit_balancers import listeners_tls
from pillars.checks.security.transit_data import s3_tls_only
from pillars.checks.sustainability.scaling import group_follows, service_follows
from pillars.facts import Resource
from reviewapp.collection.secretlike import is_secret_like

from .estate import (
    bucket,
    flow_log,
    function,
    listener,
    named,
    policy_of,
    role,
    rule,
    scaling_group,
    security_group,
    service,
    subnet,
    tls_only,
    to_https,
    trail,
    vpc,
)
from .factories import ago, run, verdicts

PASS, FAIL, NOTHING = Verdict.PASS, Verdict.FAIL, None
RESPONSE = "arn:aws:lambda:us-east-1:111122223333:function:answer"
ALL_CALLS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"


def management(**more: str) -> dict[str, object]:
    fields = {"eventCategory": "Management", **more}
    return {"FieldSelectors": [{"Field": key, "Equals": [fields[key]]} for key in fields]}


def selecting(*selectors: dict[str, object], simple: bool = False) -> Resource:
    kind = "EventSelectors" if simple else "AdvancedEventSelectors"
    return trail(EventSelectors={kind: [*selectors]})


def moved_by(**policy: object) -> Resource:
    return scaling_group(MinSize=1, MaxSize=4, Policies=[{"PolicyName": "p", **policy}])


def predicting(mode: str | None) -> Resource:
    how = {"Mode": mode} if mode else {}
    return moved_by(PolicyType="PredictiveScaling", PredictiveScalingConfiguration=how)


def stopped(process: str) -> Resource:
    return scaling_group(
        MinSize=1,
        MaxSize=4,
        Policies=[{"PolicyName": "p"}],
        SuspendedProcesses=[{"ProcessName": process}],
    )


def scaled(**target: object) -> list[Resource]:
    """A service that is registered to scale, and its policy."""
    about = {
        "ResourceId": "service/main/api",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    room = {**about, "MinCapacity": 2, "MaxCapacity": 6}
    return [
        service(),
        named("applicationautoscaling.target", "api", **room, **target),
        named("applicationautoscaling.policy", "cpu", **about),
    ]


def events(pattern: dict[str, object], state: str = "ENABLED") -> Resource:
    target = [{"Id": "1", "Arn": RESPONSE}]
    text = json.dumps(pattern)
    return named("events.rule", "r", EventPattern=text, State=state, Targets=target)


def secret(days: int, every: int) -> Resource:
    return named(
        "secretsmanager.secret",
        "db",
        RotationEnabled=True,
        RotationRules={"AutomaticallyAfterDays": every},
        LastChangedDate=ago(days=days),
    )


def machine(**whole: object) -> Resource:
    waits = {"Name": "Ask", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken"}
    return named("stepfunctions.state_machine", "m", Machine={"Steps": [waits], **whole})


def redirecting(*others: dict[str, object]) -> Resource:
    rules = [{"Priority": "1", "Actions": [each]} for each in others]
    return listener("HTTP", 80, DefaultActions=to_https(), Rules=rules)


def expiring(**how: object) -> Resource:
    return bucket(Lifecycle=[{"ID": "r", "Status": "Enabled", "Expiration": how}])


def pooled(**condition: object) -> Resource:
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    return role(AssumeRolePolicyDocument=policy_of(trust))


SIGNED_IN = {"cognito-identity.amazonaws.com:amr": "authenticated"}
OWN_POOL = {"cognito-identity.amazonaws.com:aud": "us-east-1:6a3f"}


def endpoint(state: str) -> Resource:
    return named(
        "ec2.vpc_endpoint",
        "vpce-1",
        VpcEndpointType="Interface",
        VpcId="vpc-1",
        SubnetIds=["subnet-a"],
        State=state,
    )


def canary(expression: str) -> Resource:
    schedule = {"Expression": expression}
    return named("synthetics.canary", "buy", Status={"State": "RUNNING"}, Schedule=schedule)


ZONES = (subnet("subnet-a"), subnet("subnet-b", "us-east-1b"))
READS, WRITES = management(readOnly="true"), management(readOnly="false")
FIXED = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
REACHED = rule(5672, 5672)
BY_LIST = {**rule(22, 22, source=""), "IpRanges": [], "PrefixListIds": [{"PrefixListId": "pl-1"}]}
ZONED = service("api", "subnet-a", desiredCount=0)

CASES = (
    (all_regions, [selecting(READS, WRITES)], PASS),
    (all_regions, [selecting(READS)], FAIL),
    (all_regions, [selecting(WRITES, management(eventSource="s3.amazonaws.com"))], FAIL),
    (
        all_regions,
        [selecting({"ReadWriteType": "ReadOnly"}, {"ReadWriteType": "WriteOnly"}, simple=True)],
        PASS,
    ),
    (all_regions, [selecting({"ReadWriteType": "WriteOnly"}, simple=True)], FAIL),
    (asg_scales, [predicting("ForecastAndScale")], PASS),
    (asg_scales, [predicting("ForecastOnly")], FAIL),
    (asg_scales, [predicting(None)], FAIL),
    (asg_scales, [moved_by(Enabled=False)], FAIL),
    (asg_scales, [stopped("Launch")], FAIL),
    (asg_scales, [stopped("AlarmNotification")], FAIL),
    (asg_scales, [stopped("AZRebalance")], PASS),
    (group_follows, [predicting("ForecastOnly")], FAIL),
    (group_follows, [predicting("ForecastAndScale")], PASS),
    (ecs_scales, scaled(), PASS),
    (ecs_scales, scaled(SuspendedState={"DynamicScalingOutSuspended": True}), FAIL),
    (ecs_scales, scaled(SuspendedState={"DynamicScalingInSuspended": True}), PASS),
    (service_follows, scaled(SuspendedState={"DynamicScalingInSuspended": True}), FAIL),
    (service_follows, scaled(), PASS),
    (ecs_multi_az, [ZONED, subnet()], NOTHING),
    (
        asg_elb_health,
        [
            scaling_group(
                TargetGroupARNs=[],
                TrafficSources=[{"Identifier": "arn", "Type": "elbv2"}],
                HealthCheckType="EC2",
            )
        ],
        FAIL,
    ),
    (asg_elb_health, [scaling_group(TargetGroupARNs=[], HealthCheckType="EC2")], NOTHING),
    (threats_answered, [events({"source": ["aws.guardduty"]}, ALL_CALLS)], PASS),
    (threats_answered, [events({"source": ["aws.guardduty"]}, "DISABLED")], NOTHING),
    (threats_answered, [events({"source": [{"prefix": "aws.guard"}]})], PASS),
    (threats_answered, [events({"source": [{"prefix": "shop."}]})], NOTHING),
    (threats_answered, [events({"detail-type": ["GuardDuty Finding"]})], PASS),
    (health_routed, [events({"source": [{"wildcard": "aws.he*"}]})], PASS),
    (rule_of_application, [events({"source": ["shop"]}, ALL_CALLS)], PASS),
    (steps_time_out, [machine(TimeoutSeconds=600)], PASS),
    (steps_time_out, [machine()], FAIL),
    (secrets_rotated, [secret(50, every=30)], PASS),
    (secrets_rotated, [secret(70, every=30)], FAIL),
    (vpc_flow_logs, [vpc(), flow_log(TrafficType="REJECT")], FAIL),
    (
        vpc_flow_logs,
        [vpc(), *(flow_log(TrafficType=kind, FlowLogId=kind) for kind in ("ACCEPT", "REJECT"))],
        PASS,
    ),
    (listeners_tls, [redirecting()], PASS),
    (listeners_tls, [redirecting(FIXED, *to_https())], PASS),
    (listeners_tls, [redirecting({"Type": "forward"})], FAIL),
    (bucket_lifecycle, [expiring(ExpiredObjectDeleteMarker=True)], FAIL),
    (bucket_lifecycle, [expiring(Days=30)], PASS),
    (s3_tls_only, [bucket(Policy=policy_of(tls_only()))], PASS),
    (s3_tls_only, [bucket(Policy=policy_of(tls_only(Resource="arn:aws:s3:::data/*")))], FAIL),
    (s3_tls_only, [bucket(Policy=policy_of(tls_only(Resource="*")))], PASS),
    (data_ports_closed, [security_group("sg-1", REACHED)], FAIL),
    (data_ports_closed, [security_group("sg-1")], PASS),
    (data_ports_closed, [security_group("sg-1", GroupName="default")], NOTHING),
    (data_ports_closed, [security_group("sg-1", REACHED, GroupName="default")], FAIL),
    (data_ports_closed, [security_group("sg-1", BY_LIST, GroupName="default")], Verdict.UNKNOWN),
    (subnets_have_room, [subnet(DefaultForAz=True, AvailableIpAddressCount=251)], NOTHING),
    (subnets_have_room, [subnet(DefaultForAz=True, AvailableIpAddressCount=250)], PASS),
    (subnets_have_room, [subnet(AvailableIpAddressCount=251)], PASS),
    (roles_closed, [pooled(StringEquals=OWN_POOL)], PASS),
    (roles_closed, [pooled(**{"ForAnyValue:StringLike": SIGNED_IN})], FAIL),
    (endpoints_multi_az, [*ZONES, endpoint("available")], FAIL),
    (endpoints_multi_az, [*ZONES, endpoint("deleting")], NOTHING),
    (canary_runs, [canary("rate(5 minutes)")], PASS),
    (canary_runs, [canary("rate(0 minute)")], FAIL),
    (runtime_maintained, [function(Runtime="provided.al2023")], PASS),
)


@pytest.mark.parametrize(("check", "found", "verdict"), CASES)
def test_a_detail_decides(check, found, verdict):
    said = set(verdicts(run(check, *found)).values())
    assert said == ({verdict} if verdict else set())


@pytest.mark.parametrize(
    ("value", "secret"),
    [("/shop/database/password", False), ("/x9Kd02/Lq8==", True), ("hunter2hunter2", True)],
)
def test_the_name_of_a_parameter_is_no_secret(value, secret):
    assert is_secret_like("DB_PASSWORD", value) is secret
