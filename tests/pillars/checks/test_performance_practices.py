"""Targets, ways, balancing, accelerators; desktops, lean data, builds: known truth."""

import pytest

from pillars.checking import Verdict
from pillars.checks.performance import choices, targets
from pillars.checks.sustainability import build_test, idle_people, lean_data

from . import truth
from .estate import distribution, files, named
from .factories import ACCOUNT, ago, reasons, resource, run, run_check, snapshot, verdicts
from .silence import says_nothing
from .truth import Truth

STREAM = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/orders/stream/2026-01-01"


def alarm(name, metric="TargetResponseTime", **data):
    return named("cloudwatch.alarm", name, MetricName=metric, **({"Threshold": 0.5} | data))


def flow_log(name, fields, status="ACTIVE"):
    return named("ec2.flow_log", name, LogFormat=fields, FlowLogStatus=status)


def group(name, way, behind=("arn:balancer",)):
    attributes = {"load_balancing.algorithm.type": way} if way else {}
    return named("elbv2.target_group", name, Attributes=attributes, LoadBalancerArns=list(behind))


def instance(name, kind, state="running", **tags):
    data = {"InstanceId": name, "InstanceType": kind, "State": {"Name": state}}
    return resource("ec2.instance", name, data, tags=tags)


def busy(name, highest, hours=336):
    data = {"InstanceId": name, "Maximum": highest, "Hours": hours}
    return resource("cloudwatch.instance_cpu", f"cpu of {name}", data)


def desktop(name, mode, used=None):
    connection = {"LastKnownUserConnectionTimestamp": used} if used else None
    return named(
        "workspaces.workspace",
        name,
        WorkspaceProperties={"RunningMode": mode},
        Connection=connection,
    )


def notebook(name, status="InService", days=0, **data):
    told = {"NotebookInstanceStatus": status, "LastModifiedTime": ago(days=days)}
    return named("sagemaker.notebook_instance", name, **(told | data))


def database(name, engine="postgres", **data):
    return named("rds.instance", name, Engine=engine, **({"AllocatedStorage": 100} | data))


def mapping(name, source=STREAM, state="Enabled"):
    function = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{name}"
    return named(
        "lambda.event_source_mapping",
        name,
        EventSourceArn=source,
        State=state,
        FunctionArn=function,
    )


def plan(name, *selections):
    named_ones = [{"SelectionName": f"s{n}", **each} for n, each in enumerate(selections)]
    return named("backup.plan", name, Selections=named_ones)


def enabled(name, compress):
    made = distribution(name, DefaultCacheBehavior={"Compress": compress})
    return resource(made.kind, name, dict(made.data) | {"Enabled": True}, arn=made.id)


def project(name, **environment):
    return named("codebuild.project", name, environment=environment)


EVERYTHING = {"Resources": ["*"], "Conditions": {"StringEquals": []}}
BY_TAG = {"Resources": [], "ListOfTags": [{"ConditionKey": "backup"}]}
NARROWED = {"Resources": ["*"], "Conditions": {"StringEquals": [{"ConditionKey": "x"}]}}
EXCEPTED = {"Resources": ["*"], "NotResources": ["arn:aws:s3:::cache"]}

TRUTHS = (
    Truth(
        targets.latency_alarmed,
        (
            alarm("p99", ExtendedStatistic="p99"),
            alarm("trimmed", "Duration", ExtendedStatistic="tm95"),
        ),
        (alarm("mean", Statistic="Average"), alarm("own", "checkout_latency", Statistic="Maximum")),
    ),
    Truth(
        targets.internet_monitored,
        (named("internetmonitor.monitor", "shop", Status="ACTIVE"),),
        (named("internetmonitor.monitor", "old", Status="INACTIVE"),),
    ),
    Truth(
        targets.flow_logs_tell,
        (flow_log("fl-1", "${version} ${bytes} ${traffic-path}"),),
        (),
    ),
    Truth(
        choices.balanced_by_load,
        (group("api", "least_outstanding_requests"),),
        (group("web", "round_robin"),),
    ),
    Truth(
        choices.by_place,
        (
            named("route53.record_set", "near.example.com.", Region="eu-west-1"),
            named("route53.record_set", "geo.example.com.", GeoLocation={"ContinentCode": "EU"}),
        ),
        (),
    ),
    Truth(
        choices.line_fits,
        (
            named(
                "directconnect.connection", "office", connectionState="available", bandwidth="1Gbps"
            ),
            named("ec2.vpn_connection", "vpn-1", EnableAcceleration=True),
        ),
        (),
    ),
    Truth(
        choices.accelerators_busy,
        (instance("i-1", "g5.xlarge"),),
        (instance("i-2", "p4d.24xlarge"), instance("i-3", "inf2.xlarge")),
        around=(busy("i-1", 80.0), busy("i-2", 2.1), busy("i-3", 0.4, hours=168)),
    ),
    Truth(
        idle_people.desktops_rest,
        (desktop("ws-1", "AUTO_STOP"), desktop("ws-2", "ALWAYS_ON", ago(days=3))),
        (desktop("ws-3", "ALWAYS_ON", ago(days=45)), desktop("ws-4", "ALWAYS_ON")),
    ),
    Truth(
        idle_people.notebooks_stop,
        (
            notebook("stops", days=90, NotebookInstanceLifecycleConfigName="stop-when-idle"),
            notebook("today"),
        ),
        (notebook("forgotten", days=30),),
    ),
    Truth(
        lean_data.storage_grows,
        (database("grows", MaxAllocatedStorage=500), database("aurora", "aurora-postgresql")),
        (database("fixed"), database("full", MaxAllocatedStorage=100)),
    ),
    Truth(lean_data.files_shared, (files("fs-1", NumberOfMountTargets=2),), ()),
    Truth(lean_data.changes_flow, (mapping("reader"),), ()),
    Truth(
        lean_data.backups_by_choice,
        (plan("tagged", BY_TAG), plan("narrowed", NARROWED), plan("excepted", EXCEPTED)),
        (plan("all", BY_TAG, EVERYTHING),),
    ),
    Truth(
        lean_data.compresses,
        (enabled("a.example.com", compress=True),),
        (enabled("b.example.com", compress=False),),
    ),
    Truth(
        build_test.builds_on_demand,
        (project("web", computeType="BUILD_GENERAL1_SMALL"),),
        (
            instance("i-1", "m5.large", Name="jenkins"),
            instance("i-2", "m5.large", Name="GitLab-Runner-2"),
        ),
    ),
    Truth(
        build_test.devices_shared,
        (resource("devicefarm.project", "app", {"name": "app"}),),
        (),
    ),
)

SILENT = (
    (targets.latency_alarmed, alarm("cpu", "CPUUtilization", Statistic="Average")),
    (targets.latency_alarmed, alarm("math", None)),
    (targets.flow_logs_tell, flow_log("fl-1", "${version} ${bytes}")),
    (targets.flow_logs_tell, flow_log("fl-1", "${traffic-path}", status="INACTIVE")),
    (choices.balanced_by_load, group("network", "")),
    (choices.balanced_by_load, group("unused", "round_robin", behind=())),
    (choices.by_place, named("route53.record_set", "www.example.com.", Weight=10)),
    (choices.line_fits, named("ec2.vpn_connection", "vpn-1", EnableAcceleration=False)),
    (choices.line_fits, named("directconnect.connection", "x", connectionState="ordering")),
    (choices.accelerators_busy, instance("i-1", "m7g.large")),
    (choices.accelerators_busy, instance("i-1", "g5.xlarge")),
    (choices.accelerators_busy, instance("i-1", "g5.xlarge", state="stopped")),
    (idle_people.notebooks_stop, notebook("off", "Stopped", days=90)),
    (lean_data.files_shared, files("fs-1", NumberOfMountTargets=1)),
    (lean_data.changes_flow, mapping("jobs", source="arn:aws:sqs:us-east-1:1:jobs")),
    (lean_data.changes_flow, mapping("off", state="Disabled")),
    (lean_data.backups_by_choice, plan("empty")),
    (build_test.builds_on_demand, instance("i-1", "m5.large", Name="web")),
    (
        build_test.builds_on_demand,
        instance("i-1", "m5.large", Name="runner", **{"aws:autoscaling:groupName": "runners"}),
    ),
    (
        build_test.builds_on_demand,
        project("kept", computeType="BUILD_GENERAL1_SMALL", fleet={"fleetArn": "arn:fleet"}),
    ),
)


@pytest.mark.parametrize("holds", truth.ALL, ids=lambda holds: holds.__name__)
@pytest.mark.parametrize("truths", TRUTHS, ids=lambda truths: truths.id)
def test_truth(truths: Truth, holds):
    holds(truths)


@pytest.mark.parametrize(("check", "one"), SILENT, ids=lambda each: getattr(each, "id", ""))
def test_silence(check, one):
    says_nothing(check, one)


class TestAccelerators:
    def test_a_young_instance_is_not_judged(self):
        outcome = run(choices.accelerators_busy, instance("i-1", "g5.xlarge"), busy("i-1", 0.1, 20))
        assert outcome.results == ()


class TestDesktopsThatWereNotTold:
    def test_an_unread_connection_is_unknown(self):
        data = {"WorkspaceProperties": {"RunningMode": "ALWAYS_ON"}}
        unread = resource(
            "workspaces.workspace", "ws-1", data, unread={"Connection": "AccessDenied"}
        )
        outcome = run(idle_people.desktops_rest, unread)
        assert verdicts(outcome) == {"ws-1": Verdict.UNKNOWN}


class TestKindsOfStore:
    def store(self, kind):
        return resource(kind, kind, {"Name": kind})

    def test_three_kinds(self):
        found = [self.store(k) for k in ("rds.instance", "dynamodb.table", "s3.bucket")]
        assert reasons(run(choices.stores_by_kind, *found)) == [
            "Data sits in stores of 3 kinds: relational, key-value, objects."
        ]

    def test_fewer_say_nothing(self):
        found = [self.store(k) for k in ("rds.instance", "s3.bucket")]
        says_nothing(choices.stores_by_kind, *found)

    def test_a_kind_denied_says_nothing_but_that(self):
        found = [self.store(k) for k in ("rds.instance", "dynamodb.table", "s3.bucket")]
        kinds = [k for k in choices.stores_by_kind.needs if k != "efs.file_system"]
        outcome = run_check(
            choices.stores_by_kind, snapshot(*found, reads=kinds, without=["efs.file_system"])
        )
        assert {each.verdict for each in outcome.results} == {Verdict.UNKNOWN}
