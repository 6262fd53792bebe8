"""Alarms exist, act, reach somebody, watch the entries, and see data."""

from dataclasses import replace

import pytest

from pillars.checking import Verdict
from pillars.checks import operations
from pillars.checks.operations.alarm_coverage import alarm_covers_entry, alarm_has_data
from pillars.checks.operations.alarms import (
    alarm_acts,
    alarm_reaches_subscriber,
    alarms_exist,
)
from pillars.prefill import Suggested

from .factories import (
    ACCOUNT,
    REGION,
    ago,
    denied,
    reasons,
    run,
    snapshot,
    suggestion,
    verdicts,
)
from .things import alarm, balancer, database, function, instance, topic

PLACE = f"account {ACCOUNT}"
CHOICE = "foundations/ops_alarms_sns"
WATCHING = ("cloudwatch.alarm", "ec2.instance", "rds.instance", "elbv2.load_balancer")
ALL = (*WATCHING, "ecs.service", "lambda.function", "sns.topic", "cloudwatch.dashboard")


def of_balancer(name="errors", **data):
    dimension = {"Name": "LoadBalancer", "Value": "app/web/50dc6c495c0c9188"}
    return alarm(name, **{"Dimensions": [dimension], **data})


class TestAlarmsExist:
    def test_running_resources_without_alarm_fail(self):
        outcome = run(alarms_exist, instance(), database())
        assert verdicts(outcome) == {PLACE: Verdict.FAIL}
        assert reasons(outcome) == [
            f"No alarm watches {REGION}, which runs 1 instance and 1 database."
        ]

    def test_an_alarm_passes(self):
        assert verdicts(run(alarms_exist, instance(), alarm())) == {PLACE: Verdict.PASS}

    def test_nothing_that_runs_yields_nothing(self):
        stopped = instance(State={"Name": "stopped"})
        assert run(alarms_exist, stopped).results == ()

    def test_alarms_of_scaling_and_of_the_bill_do_not_count(self):
        steering = alarm("TargetTracking-table/orders-Alarm")
        policy = alarm("high", AlarmActions=[f"arn:aws:autoscaling:{REGION}:{ACCOUNT}:scaling"])
        billing = alarm("bill", Namespace="AWS/Billing")
        outcome = run(alarms_exist, instance(), steering, policy, billing)
        assert verdicts(outcome) == {PLACE: Verdict.FAIL}

    def test_each_region_is_judged(self):
        elsewhere = alarm(region="eu-west-1")
        found = snapshot(instance(), elsewhere, reads=["cloudwatch.alarm"])
        results = {r.region: r.verdict for r in alarms_exist.function(found)}
        assert results == {REGION: Verdict.FAIL, "eu-west-1": Verdict.PASS}

    def test_functions_alone_are_judged_by_account(self):
        outcome = run(alarms_exist, function())
        assert [(r.region, r.verdict) for r in outcome.results] == [("global", Verdict.FAIL)]
        assert run(alarms_exist, function(), alarm()).count(Verdict.FAIL) == 0

    def test_functions_are_not_judged_where_a_region_was_not_read(self):
        found = snapshot(
            function(),
            reads=["cloudwatch.alarm"],
            readings=[denied("cloudwatch.alarm", region="eu-west-1")],
        )
        assert list(alarms_exist.function(found)) == []


class TestAlarmActs:
    def test_mixed(self):
        outcome = run(
            alarm_acts,
            alarm("good"),
            alarm("silent", AlarmActions=[]),
            alarm("off", ActionsEnabled=False),
        )
        assert verdicts(outcome) == {
            "good": Verdict.PASS,
            "silent": Verdict.FAIL,
            "off": Verdict.FAIL,
        }

    def test_the_parts_of_a_composite_alarm_need_no_action(self):
        part = alarm("part", AlarmActions=[])
        whole = alarm("whole", AlarmRule='ALARM("part") OR ALARM(other)', Namespace=None)
        assert verdicts(run(alarm_acts, part, whole)) == {"whole": Verdict.PASS}


class TestAlarmReaches:
    def test_a_confirmed_subscription_passes(self):
        assert verdicts(run(alarm_reaches_subscriber, alarm(), topic())) == {"errors": Verdict.PASS}

    @pytest.mark.parametrize(
        "subscriptions", [[], [{"SubscriptionArn": "PendingConfirmation"}]], ids=["none", "pending"]
    )
    def test_nobody_subscribed_fails(self, subscriptions):
        outcome = run(alarm_reaches_subscriber, alarm(), topic(Subscriptions=subscriptions))
        assert verdicts(outcome) == {"errors": Verdict.FAIL}

    def test_a_topic_that_was_not_read_is_unknown(self):
        other = f"arn:aws:sns:{REGION}:999988887777:elsewhere"
        outcome = run(alarm_reaches_subscriber, alarm(AlarmActions=[other]))
        assert verdicts(outcome) == {"errors": Verdict.UNKNOWN}

    def test_a_topic_that_is_gone_fails(self):
        outcome = run(alarm_reaches_subscriber, alarm(AlarmActions=[f"{topic().id}-gone"]), topic())
        assert verdicts(outcome) == {"errors": Verdict.FAIL}
        assert reasons(outcome)[0].endswith("-gone, which does not exist.")

    def test_unread_subscriptions_are_unknown(self):
        unread = replace(topic(), data={}, unread={"Subscriptions": "denied"})
        outcome = run(alarm_reaches_subscriber, alarm(), unread)
        assert verdicts(outcome) == {"errors": Verdict.UNKNOWN}

    def test_alarms_that_never_publish_to_sns_fail_together(self):
        ticket = f"arn:aws:ssm:{REGION}:{ACCOUNT}:opsitem:2"
        outcome = run(alarm_reaches_subscriber, alarm(AlarmActions=[ticket]))
        assert verdicts(outcome) == {PLACE: Verdict.FAIL}
        beside = run(
            alarm_reaches_subscriber, alarm("a", AlarmActions=[ticket]), alarm("b"), topic()
        )
        assert verdicts(beside) == {"b": Verdict.PASS}


class TestCoverage:
    def test_mixed(self):
        outcome = run(alarm_covers_entry, of_balancer(), balancer(), database())
        assert verdicts(outcome) == {"web": Verdict.PASS, "db": Verdict.FAIL}

    def test_metric_math_and_queries_count(self):
        math = alarm(
            "math",
            Metrics=[
                {
                    "MetricStat": {
                        "Metric": {"Dimensions": [{"Name": "DBInstanceIdentifier", "Value": "db"}]}
                    }
                }
            ],
        )
        assert verdicts(run(alarm_covers_entry, math, database())) == {"db": Verdict.PASS}
        fleet = alarm("fleet", Metrics=[{"Expression": 'SELECT MAX(X) FROM "AWS/RDS"'}])
        assert verdicts(run(alarm_covers_entry, fleet, database())) == {"db": Verdict.PASS}

    def test_a_region_without_reading_of_alarms_says_nothing(self):
        found = snapshot(balancer(), without=["cloudwatch.alarm"])
        assert list(alarm_covers_entry.function(found)) == []


class TestData:
    @pytest.mark.parametrize(
        ("days", "verdict"), [(7, Verdict.PASS), (8, Verdict.FAIL)], ids=["young", "old"]
    )
    def test_how_long_an_alarm_may_be_blind(self, days, verdict):
        blind = alarm(StateValue="INSUFFICIENT_DATA", StateUpdatedTimestamp=ago(days=days))
        assert verdicts(run(alarm_has_data, blind)) == {"errors": verdict}

    def test_an_unknown_time_is_unknown(self):
        blind = alarm(StateValue="INSUFFICIENT_DATA", StateUpdatedTimestamp=None)
        assert verdicts(run(alarm_has_data, blind)) == {"errors": Verdict.UNKNOWN}


class TestSuggestions:
    def suggest(self, *resources, **words):
        found = snapshot(*resources, reads=ALL, **words)
        return suggestion(CHOICE, operations.CHECKS, found).verdict

    def test_alarms_that_reach_somebody_prove_the_choice(self):
        resources = (instance(), balancer(), of_balancer(), topic())
        assert self.suggest(*resources) is Suggested.MET

    def test_no_alarm_refutes(self):
        assert self.suggest(instance()) is Suggested.NOT_MET

    def test_one_silent_alarm_refutes(self):
        resources = (instance(), alarm(), alarm("silent", AlarmActions=[]), topic())
        assert self.suggest(*resources) is Suggested.NOT_MET

    def test_a_topic_without_subscriber_refutes(self):
        resources = (instance(), alarm(), topic(Subscriptions=[]))
        assert self.suggest(*resources) is Suggested.NOT_MET

    def test_a_database_without_alarm_leaves_it_to_people(self):
        resources = (instance(), database(), alarm(), topic())
        assert self.suggest(*resources) is Suggested.SUPPORTED

    def test_denied_topics_leave_it_open(self):
        reads = set(ALL) - {"sns.topic"}
        found = snapshot(instance(), alarm(), reads=reads, without=["sns.topic"])
        assert suggestion(CHOICE, operations.CHECKS, found).verdict is Suggested.SUPPORTED

    def test_denied_alarms_are_unknown(self):
        reads = set(ALL) - {"cloudwatch.alarm"}
        found = snapshot(instance(), reads=reads, without=["cloudwatch.alarm"])
        assert suggestion(CHOICE, operations.CHECKS, found).verdict is Suggested.UNKNOWN

    def test_an_empty_account_is_unknown(self):
        assert self.suggest() is Suggested.UNKNOWN

    def test_monitoring(self):
        def monitoring(*resources):
            found = snapshot(*resources, reads=ALL)
            checks = operations.CHECKS
            return suggestion("foundations/perf_monitoring", checks, found).verdict

        assert monitoring(balancer(), of_balancer()) is Suggested.MET
        assert monitoring(balancer()) is Suggested.NOT_MET
        assert monitoring(balancer(), alarm()) is Suggested.SUPPORTED
        assert monitoring(balancer(), of_balancer(AlarmActions=[])) is Suggested.NOT_MET
        assert monitoring() is Suggested.UNKNOWN
