"""Capacity that follows demand, and functions that rest."""

import pytest

from pillars.checking import Verdict
from pillars.checks import performance, sustainability
from pillars.checks.sustainability.elastic_compute import compute_can_scale, instance_in_group
from pillars.checks.sustainability.on_demand import function_event_driven
from pillars.checks.sustainability.scaling import group_follows, service_follows, table_follows
from pillars.prefill import Suggested

from .factories import ACCOUNT, REGION, reasons, resource, run, snapshot, suggestion, verdicts
from .things import function, group, instance, service, table, topic

PLACE = f"account {ACCOUNT}"
NEEDED = (
    *("autoscaling.group", "ecs.service", "dynamodb.table", "ec2.instance", "lambda.function"),
    *("applicationautoscaling.target", "applicationautoscaling.policy"),
)
SERVICE = ("service/main/api", "ecs:service:DesiredCount")
READ = ("table/orders", "dynamodb:table:ReadCapacityUnits")
WRITE = ("table/orders", "dynamodb:table:WriteCapacityUnits")
GROUPED = {"aws:autoscaling:groupName": "web"}


def target(about, smallest=1, largest=10):
    data = {"ResourceId": about[0], "ScalableDimension": about[1]}
    return resource(
        "applicationautoscaling.target",
        "-".join(about),
        {**data, "MinCapacity": smallest, "MaxCapacity": largest},
    )


def policy(about):
    data = {"ResourceId": about[0], "ScalableDimension": about[1]}
    return resource("applicationautoscaling.policy", "-".join(about), data)


def provisioned():
    throughput = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
    return table(BillingModeSummary=None, ProvisionedThroughput=throughput)


class TestGroups:
    @pytest.mark.parametrize(
        ("found", "verdict"),
        [
            (group(), Verdict.PASS),
            (group(MinSize=2, MaxSize=2), Verdict.FAIL),
            (group(Policies=[]), Verdict.FAIL),
            (group(Policies=[{"Enabled": False}]), Verdict.FAIL),
            (group(Policies=[], ScheduledActions=[{"DesiredCapacity": 1}]), Verdict.PASS),
            (group(Policies=[], tags={"eks:nodegroup-name": "n"}), Verdict.PASS),
            (group(MaxSize=None), Verdict.UNKNOWN),
        ],
        ids=["moves", "fixed", "unmoved", "policy off", "scheduled", "cluster", "silent"],
    )
    def test_verdicts(self, found, verdict):
        assert verdicts(run(group_follows, found)) == {"web": verdict}

    def test_a_group_that_is_off_says_nothing(self):
        assert run(group_follows, group(MinSize=0, MaxSize=0)).results == ()

    @pytest.mark.parametrize(
        ("process", "verdict"),
        [
            ("AlarmNotification", Verdict.FAIL),
            ("Launch", Verdict.FAIL),
            ("AZRebalance", Verdict.PASS),
        ],
    )
    def test_suspended_processes(self, process, verdict):
        policy = {"PolicyName": "p", "PolicyType": "TargetTrackingScaling"}
        found = group(Policies=[policy], SuspendedProcesses=[{"ProcessName": process}])
        assert verdicts(run(group_follows, found)) == {"web": verdict}

    def test_reasons_tell_the_sizes(self):
        outcome = run(group_follows, group(), group("fixed", MinSize=2, MaxSize=2))
        assert reasons(outcome) == [
            "Group web may have 1 to 4 instances and is moved by 1 policy.",
            "Group fixed is fixed at 2 instances and cannot follow demand.",
        ]


class TestServices:
    @pytest.mark.parametrize(
        ("facts", "verdict"),
        [
            ((target(SERVICE), policy(SERVICE)), Verdict.PASS),
            ((target(SERVICE),), Verdict.FAIL),
            ((target(SERVICE, 2, 2), policy(SERVICE)), Verdict.FAIL),
            ((target(("service/other/api", SERVICE[1])),), Verdict.FAIL),
            ((), Verdict.FAIL),
        ],
        ids=["scales", "no policy", "no room", "another's", "nothing"],
    )
    def test_verdicts(self, facts, verdict):
        assert verdicts(run(service_follows, service(), *facts)) == {"api": verdict}

    @pytest.mark.parametrize(
        "data", [{"schedulingStrategy": "DAEMON"}, {"desiredCount": 0}], ids=["daemon", "at rest"]
    )
    def test_some_need_not_scale(self, data):
        assert run(service_follows, service(**data)).results == ()

    def test_targets_not_read_leave_it_open(self):
        reads = ["applicationautoscaling.policy"]
        found = snapshot(service(), reads=reads, without=["applicationautoscaling.target"])
        assert list(service_follows.function(found)) == []


class TestTables:
    def test_on_demand_passes(self):
        assert verdicts(run(table_follows, table())) == {"orders": Verdict.PASS}

    @pytest.mark.parametrize(
        ("facts", "verdict"),
        [
            ((target(READ), target(WRITE), policy(READ), policy(WRITE)), Verdict.PASS),
            ((target(READ), policy(READ)), Verdict.FAIL),
            ((target(READ), target(WRITE), policy(READ)), Verdict.FAIL),
            ((), Verdict.FAIL),
        ],
        ids=["both", "reads only", "a policy missing", "nothing"],
    )
    def test_provisioned(self, facts, verdict):
        assert verdicts(run(table_follows, provisioned(), *facts)) == {"orders": verdict}

    def test_no_capacity_is_unknown(self):
        silent = table(BillingModeSummary=None)
        assert verdicts(run(table_follows, silent)) == {"orders": Verdict.UNKNOWN}


class TestComputeAsAWhole:
    def test_instances_on_their_own_fail(self):
        outcome = run(compute_can_scale, instance("a"), instance("b"))
        assert verdicts(outcome) == {PLACE: Verdict.FAIL}
        nothing = "no Auto Scaling group, service or function."
        assert reasons(outcome) == [
            f"Nothing can follow demand: 2 instances on their own, {nothing}"
        ]

    @pytest.mark.parametrize("elastic", [group(), service(), function()], ids=lambda r: r.kind)
    def test_anything_that_scales_passes(self, elastic):
        assert verdicts(run(compute_can_scale, instance(), elastic)) == {PLACE: Verdict.PASS}

    def test_managed_instances_are_not_on_their_own(self):
        managed = instance(tags={"karpenter.sh/nodepool": "default"})
        assert run(compute_can_scale, managed).results == ()

    def test_unread_services_keep_absence_from_failing(self):
        reads = ["autoscaling.group", "lambda.function"]
        found = snapshot(instance(), reads=reads, without=["ecs.service"])
        assert list(compute_can_scale.function(found)) == []

    def test_membership(self):
        outcome = run(
            instance_in_group,
            instance("in", tags=GROUPED),
            instance("alone"),
            instance("off", State={"Name": "stopped"}),
        )
        assert verdicts(outcome) == {"in": Verdict.PASS, "alone": Verdict.FAIL}


class TestEventDriven:
    def mapping(self, state="Enabled"):
        arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:resize:live"
        data = {
            "State": state,
            "FunctionArn": arn,
            "EventSourceArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:jobs",
        }
        return resource("lambda.event_source_mapping", "m", data)

    def test_a_queue(self):
        outcome = run(function_event_driven, function(), function("idle"), self.mapping())
        assert verdicts(outcome) == {"resize": Verdict.PASS}
        assert reasons(outcome) == ["Function resize runs on sqs."]

    def test_a_rule_and_a_topic(self):
        targets = [{"Arn": function().id}]
        rule = resource("events.rule", "r", {"State": "ENABLED", "Targets": targets})
        subscribed = topic(Subscriptions=[{"Protocol": "lambda", "Endpoint": function().id}])
        outcome = run(function_event_driven, function(), rule, subscribed)
        assert reasons(outcome) == ["Function resize runs on a topic, an event rule."]

    def test_disabled_triggers_do_not_count(self):
        assert run(function_event_driven, function(), self.mapping("Disabled")).results == ()

    def test_suggestions(self):
        reads = function_event_driven.needs

        def suggest(*resources, without=()):
            found = snapshot(*resources, reads=set(reads) - set(without), without=without)
            key = "foundations/sus_lambda_event_driven"
            return suggestion(key, sustainability.CHECKS, found).verdict

        assert suggest(function(), self.mapping()) is Suggested.SUPPORTED
        assert suggest(function()) is Suggested.UNKNOWN
        assert suggest() is Suggested.UNKNOWN
        assert suggest(without=["lambda.function"]) is Suggested.UNKNOWN

    def test_it_supports_asynchronous_work_too(self):
        found = snapshot(function(), self.mapping(), reads=function_event_driven.needs)
        checks = (*performance.CHECKS, *sustainability.CHECKS)
        assert suggestion("foundations/perf_async", checks, found).verdict is Suggested.SUPPORTED


class TestSuggestions:
    def suggest(self, *resources, without=()):
        found = snapshot(*resources, reads=set(NEEDED) - set(without), without=without)
        key = "foundations/sus_auto_scaling_demand"
        return suggestion(key, sustainability.CHECKS, found).verdict

    def test_groups_that_move_prove(self):
        assert self.suggest(group(), instance(tags=GROUPED), table()) is Suggested.MET

    def test_a_fixed_group_refutes(self):
        assert self.suggest(group(), group("b", MinSize=2, MaxSize=2)) is Suggested.NOT_MET

    def test_a_fixed_table_refutes(self):
        assert self.suggest(group(), provisioned()) is Suggested.NOT_MET

    def test_lone_instances_refute(self):
        assert self.suggest(instance()) is Suggested.NOT_MET

    def test_one_lone_instance_beside_groups_is_for_people(self):
        assert self.suggest(group(), instance()) is Suggested.SUPPORTED

    def test_empty_and_denied_are_unknown(self):
        assert self.suggest() is Suggested.UNKNOWN
        assert self.suggest(without=["autoscaling.group"]) is Suggested.UNKNOWN
