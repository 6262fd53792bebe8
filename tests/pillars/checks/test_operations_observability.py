"""Logs, metrics, traces, runbooks, owners, recovery."""

import pytest

from pillars.checking import Verdict
from pillars.checks import operations
from pillars.checks.operations.logs import filter_reads_json, function_logs_json
from pillars.checks.operations.metrics import (
    COMPUTE,
    dashboard_exists,
    metrics_of_agents,
    metrics_of_application,
)
from pillars.checks.operations.ownership import resource_names_owner
from pillars.checks.operations.recovery import experiment_completed, restore_tested
from pillars.checks.operations.runbooks import document_runbook, instance_managed, rule_responds
from pillars.checks.operations.tracing import function_traced
from pillars.prefill import Suggested

from .factories import (
    ACCOUNT,
    REGION,
    ago,
    denied,
    reasons,
    resource,
    run,
    snapshot,
    suggestion,
    verdicts,
)
from .things import database, function, instance

PLACE = f"account {ACCOUNT}"
TRAIL_PATTERN = '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }'


def metric(namespace, count=3):
    return resource("cloudwatch.metric", namespace, {"Namespace": namespace, "Metrics": count})


def metric_filter(pattern, namespace="App", name="errors"):
    data = {"filterPattern": pattern, "metricTransformations": [{"metricNamespace": namespace}]}
    return resource("logs.metric_filter", name, data)


def suggest(choice, *resources, **words):
    found = snapshot(*resources, **words)
    return suggestion(f"foundations/{choice}", operations.CHECKS, found).verdict


class TestStructuredLogs:
    def test_functions(self):
        outcome = run(
            function_logs_json,
            function("json"),
            function("text", LoggingConfig={"LogFormat": "Text"}),
            function("old", LoggingConfig=None),
        )
        assert verdicts(outcome) == {
            "json": Verdict.PASS,
            "text": Verdict.FAIL,
            "old": Verdict.UNKNOWN,
        }

    @pytest.mark.parametrize(
        ("pattern", "expected"),
        [
            ('{ $.level = "ERROR" }', {"errors": Verdict.PASS}),
            ("{($.status = 5*)}", {"errors": Verdict.PASS}),
            (TRAIL_PATTERN, {}),
            ("ERROR", {}),
            ("[ip, user, request, status=5*]", {}),
            ("", {}),
        ],
        ids=["level", "brackets", "trail", "word", "columns", "everything"],
    )
    def test_patterns(self, pattern, expected):
        assert verdicts(run(filter_reads_json, metric_filter(pattern))) == expected

    def test_suggestions(self):
        choice = "ops_structured_logging"
        plain = function(LoggingConfig={"LogFormat": "Text"})
        assert suggest(choice, function()) is Suggested.SUPPORTED
        assert suggest(choice, plain) is Suggested.UNKNOWN
        assert suggest(choice, plain, metric_filter("{ $.a = 1 }")) is Suggested.SUPPORTED
        assert suggest(choice, reads=["lambda.function"]) is Suggested.UNKNOWN
        assert suggest(choice, without=["lambda.function"]) is Suggested.UNKNOWN


class TestCustomMetrics:
    def test_a_namespace_of_ones_own_passes(self):
        outcome = run(metrics_of_application, metric("Shop"), instance())
        assert verdicts(outcome) == {"Shop": Verdict.PASS}
        assert reasons(outcome) == ["Namespace Shop holds 3 metrics."]

    def test_compute_without_metrics_fails(self):
        outcome = run(metrics_of_application, instance(), function())
        assert verdicts(outcome) == {PLACE: Verdict.FAIL}
        silent = "No application metric was published in two weeks"
        assert reasons(outcome) == [f"{silent}, in an account that runs 1 instance and 1 function."]

    def test_agents_and_trails_do_not_count(self):
        watch = metric_filter(TRAIL_PATTERN, "CISBenchmark")
        outcome = run(
            metrics_of_application, metric("CWAgent"), metric("CISBenchmark"), watch, instance()
        )
        assert verdicts(outcome) == {PLACE: Verdict.FAIL}

    def test_a_filter_on_the_application_counts(self):
        outcome = run(metrics_of_application, metric("App"), metric_filter("ERROR"), instance())
        assert verdicts(outcome) == {"App": Verdict.PASS}

    def test_without_compute_nothing_is_missed(self):
        found = snapshot(reads=["cloudwatch.metric", "logs.metric_filter", *COMPUTE])
        assert list(metrics_of_application.function(found)) == []

    def test_unread_compute_is_unknown(self):
        reads = ["cloudwatch.metric", "logs.metric_filter", "lambda.function", "ecs.service"]
        found = snapshot(reads=reads, without=["ec2.instance"])
        assert [r.verdict for r in metrics_of_application.function(found)] == [Verdict.UNKNOWN]

    def test_a_region_not_read_keeps_absence_from_failing(self):
        reads = ["cloudwatch.metric", "logs.metric_filter"]
        gap = denied("cloudwatch.metric", region="eu-west-1")
        found = snapshot(instance(), reads=reads, readings=[gap])
        assert list(metrics_of_application.function(found)) == []

    def test_agents_support_other_practices(self):
        assert verdicts(run(metrics_of_agents, metric("CWAgent"), metric("Shop"))) == {
            "CWAgent": Verdict.PASS
        }

    def test_suggestions(self):
        choice, reads = "ops_custom_metrics", ["cloudwatch.metric", "logs.metric_filter"]
        assert suggest(choice, metric("Shop"), reads=reads) is Suggested.MET
        assert suggest(choice, instance(), reads=reads) is Suggested.NOT_MET
        assert suggest(choice, reads=[*reads, *COMPUTE]) is Suggested.UNKNOWN
        partly = {"reads": ["logs.metric_filter"], "without": ["cloudwatch.metric"]}
        assert suggest(choice, instance(), **partly) is Suggested.UNKNOWN


class TestRunbooks:
    def document(self, name, kind):
        return resource("ssm.document", name, {"DocumentType": kind})

    def test_documents(self):
        outcome = run(
            document_runbook,
            self.document("restart", "Automation"),
            self.document("collect", "Command"),
            self.document("shell", "Session"),
        )
        assert verdicts(outcome) == {"restart": Verdict.PASS, "collect": Verdict.PASS}

    def test_suggestions(self):
        assert suggest("ops_runbooks", self.document("a", "Automation")) is Suggested.SUPPORTED
        assert suggest("ops_runbooks", reads=["ssm.document"]) is Suggested.UNKNOWN
        assert suggest("ops_runbooks", without=["ssm.document"]) is Suggested.UNKNOWN

    def test_rules_that_respond(self):
        def rule(name, pattern, target, **data):
            targets = [{"Arn": target}]
            base = {"State": "ENABLED", "EventPattern": pattern, "Targets": targets}
            return resource("events.rule", name, base | data)

        health, run_it = '{"source": ["aws.health"]}', f"arn:aws:lambda:{REGION}:{ACCOUNT}:x:f"
        outcome = run(
            rule_responds,
            rule("answers", health, run_it),
            rule("tells", health, f"arn:aws:sns:{REGION}:{ACCOUNT}:t"),
            rule("off", health, run_it, State="DISABLED"),
            rule("own", '{"source": ["shop"]}', run_it),
            rule("schedule", None, run_it, ScheduleExpression="rate(1 day)"),
            rule("broken", "{", run_it),
        )
        assert verdicts(outcome) == {"answers": Verdict.PASS}

    def test_managed_instances(self):
        managed = resource("ssm.instance", "i-1", {"InstanceId": "i-1", "PingStatus": "Online"})
        lost = resource("ssm.instance", "i-2", {"InstanceId": "i-2", "PingStatus": "Inactive"})
        outcome = run(instance_managed, instance("i-1"), instance("i-2"), managed, lost)
        assert verdicts(outcome) == {"i-1": Verdict.PASS, "i-2": Verdict.FAIL}


class TestRecovery:
    def job(self, name="job", days=100, minutes=30, status="COMPLETED"):
        data = {
            "Status": status,
            "ResourceType": "RDS",
            "CreationDate": ago(days=days, minutes=minutes),
            "CompletionDate": ago(days=days),
        }
        return resource("backup.restore_job", name, data)

    def protected(self):
        return resource("backup.protected_resource", "db")

    def test_a_restore_within_a_year_passes(self):
        outcome = run(restore_tested, self.job(), self.protected())
        assert verdicts(outcome) == {"job": Verdict.PASS}

    @pytest.mark.parametrize(
        "job", [{"days": 366}, {"status": "FAILED"}], ids=["long ago", "failed"]
    )
    def test_other_restores_do_not_count(self, job):
        outcome = run(restore_tested, self.job(**job), self.protected())
        assert verdicts(outcome) == {PLACE: Verdict.FAIL}

    def test_without_backups_nothing_is_said(self):
        assert run(restore_tested).results == ()

    @pytest.mark.parametrize(
        ("goal", "verdict"), [(30, Verdict.PASS), (29, Verdict.FAIL)], ids=["within", "beyond"]
    )
    def test_the_objective_is_kept(self, goal, verdict):
        outcome = run(restore_tested, self.job(minutes=30), rto_minutes=goal)
        assert verdicts(outcome) == {"job": verdict}
        said = "A backup of the type RDS was restored on 2025-11-21 in 30 minutes; the objective is"
        assert reasons(outcome) == [f"{said} {goal}."]

    def test_the_latest_restore_is_judged(self):
        outcome = run(restore_tested, self.job("old", days=200), self.job("new", days=2))
        assert verdicts(outcome) == {"new": Verdict.PASS}

    def test_experiments(self):
        def experiment(name, days, status="completed"):
            data = {"state": {"status": status}, "creationTime": ago(days=days)}
            return resource("fis.experiment", name, data)

        outcome = run(
            experiment_completed,
            experiment("recent", 20),
            experiment("old", 400),
            experiment("failed", 20, "failed"),
        )
        assert verdicts(outcome) == {"recent": Verdict.PASS}

    def test_suggestions(self):
        reads = ["backup.restore_job", "backup.protected_resource"]
        assert suggest("ops_dr_tested", self.job(), reads=reads) is Suggested.SUPPORTED
        assert suggest("ops_dr_tested", self.protected(), reads=reads) is Suggested.UNKNOWN
        assert suggest("ops_dr_tested", without=reads) is Suggested.UNKNOWN


def test_dashboards():
    assert verdicts(run(dashboard_exists, resource("cloudwatch.dashboard", "shop"))) == {
        "shop": Verdict.PASS
    }


def test_traces():
    outcome = run(
        function_traced,
        function("traced"),
        function("dark", TracingConfig={"Mode": "PassThrough"}),
        function("old", TracingConfig=None),
    )
    assert verdicts(outcome) == {
        "traced": Verdict.PASS,
        "dark": Verdict.FAIL,
        "old": Verdict.UNKNOWN,
    }


def test_owners():
    outcome = run(
        resource_names_owner,
        database("a", tags={"Owner": "shop"}),
        database("b", tags={"acme:service-owner": "shop"}),
        database("c", tags={"Name": "owner"}),
        resource("lambda.function", "d", unread={"Tags": "denied"}),
    )
    assert verdicts(outcome) == {
        "a": Verdict.PASS,
        "b": Verdict.PASS,
        "c": Verdict.FAIL,
        "d": Verdict.UNKNOWN,
    }
