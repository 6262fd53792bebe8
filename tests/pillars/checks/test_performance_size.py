"""Right size, current generations, and the metrics that tell of both."""

from datetime import datetime

import pytest

from pillars.checking import Verdict, run_check
from pillars.checks import performance
from pillars.checks.hardware import family, graviton_equivalent, is_graviton, is_large, size
from pillars.checks.performance.currency import (
    cluster_supported,
    current_generation,
    runtime_maintained,
)
from pillars.checks.performance.monitoring import detailed_monitoring, instance_insights
from pillars.checks.performance.rightsizing import (
    cpu_fits,
    function_optimized,
    instance_optimized,
    rightsizing_clear,
    volume_optimized,
)
from pillars.prefill import Suggested

from .factories import reasons, resource, run, snapshot, suggestion, verdicts
from .things import database, function, instance

CHOICE = "foundations/perf_right_sized"
NEEDED = {kind for check in performance.CHECKS if check.speaks_for(CHOICE) for kind in check.needs}


def enrolled(status="Active"):
    return resource("computeoptimizer.enrollment", "enrollment", {"status": status})


def recommendation(found, finding, **data):
    base = {"finding": finding, "currentInstanceType": "m5.large"}
    return resource("computeoptimizer.ec2_recommendation", found.name, base | data, arn=found.id)


def cpu(found, average=30.0, highest=90.0, hours=336):
    data = {"InstanceId": found.name, "Average": average, "Maximum": highest, "Hours": hours}
    return resource("cloudwatch.instance_cpu", found.name, data, arn=found.id)


def rightsizing(count, saving="0"):
    summary = {
        "TotalRecommendationCount": count,
        "EstimatedTotalMonthlySavingsAmount": saving,
        "SavingsCurrencyCode": "USD",
    }
    return resource("ce.rightsizing", "rightsizing", {"Summary": summary})


class TestComputeOptimizer:
    def test_mixed(self):
        good, large, small, new = (instance(f"i-{n}") for n in range(4))
        options = [{"instanceType": "m7g.medium"}]
        outcome = run(
            instance_optimized,
            *(good, large, small, new, enrolled()),
            recommendation(good, "OPTIMIZED"),
            recommendation(large, "Overprovisioned", recommendationOptions=options),
            recommendation(small, "UNDER_PROVISIONED"),
        )
        assert verdicts(outcome) == {
            "i-0": Verdict.PASS,
            "i-1": Verdict.FAIL,
            "i-2": Verdict.FAIL,
            "i-3": Verdict.UNKNOWN,
        }
        assert reasons(outcome)[1] == (
            "Compute Optimizer finds i-1 (m5.large) overprovisioned; it proposes m7g.medium."
        )

    @pytest.mark.parametrize("extra", [(), (enrolled("Inactive"),)], ids=["none", "inactive"])
    def test_without_enrollment_nothing_is_said(self, extra):
        assert run(instance_optimized, instance(), *extra).results == ()

    def test_functions_and_volumes(self):
        def made(kind, name, finding):
            return resource(f"computeoptimizer.{kind}_recommendation", name, {"finding": finding})

        outcome = run(
            function_optimized,
            made("lambda", "good", "Optimized"),
            made("lambda", "bad", "NotOptimized"),
            made("lambda", "quiet", "Unavailable"),
        )
        assert verdicts(outcome) == {"good": Verdict.PASS, "bad": Verdict.FAIL}
        outcome = run(
            volume_optimized,
            made("volume", "good", "Optimized"),
            made("volume", "bad", "NotOptimized"),
        )
        assert verdicts(outcome) == {"good": Verdict.PASS, "bad": Verdict.FAIL}


class TestCostExplorer:
    @pytest.mark.parametrize(
        ("count", "verdict"),
        [("0", Verdict.PASS), ("4", Verdict.FAIL), (None, Verdict.UNKNOWN)],
        ids=["none", "some", "silent"],
    )
    def test_recommendations(self, count, verdict):
        outcome = run(rightsizing_clear, rightsizing(count), instance())
        assert verdicts(outcome) == {"rightsizing": verdict}

    def test_nothing_to_propose_where_nothing_runs(self):
        assert run(rightsizing_clear, rightsizing("0")).results == ()

    def test_the_saving_is_told(self):
        outcome = run(rightsizing_clear, rightsizing("1", "120.4"))
        assert reasons(outcome) == ["Cost Explorer has 1 recommendation, worth 120 USD a month."]


class TestProcessors:
    @pytest.mark.parametrize(
        ("average", "highest", "hours", "verdict"),
        [
            (30, 90, 336, Verdict.PASS),
            (4.9, 19.9, 96, Verdict.FAIL),
            (4.9, 20, 96, Verdict.PASS),
            (5, 10, 96, Verdict.PASS),
            (80.1, 100, 336, Verdict.FAIL),
            (1, 2, 95, Verdict.UNKNOWN),
            (None, None, 0, Verdict.UNKNOWN),
        ],
        ids=["fits", "idle", "bursts", "low", "saturated", "too short", "no data"],
    )
    def test_thresholds(self, average, highest, hours, verdict):
        found = instance()
        outcome = run(cpu_fits, found, cpu(found, average, highest, hours))
        assert verdicts(outcome) == {"i-1": verdict}

    def test_the_smallest_sizes_are_small_enough(self):
        found = instance(InstanceType="t4g.nano")
        assert verdicts(run(cpu_fits, found, cpu(found, 1, 2))) == {"i-1": Verdict.PASS}


class TestSuggestions:
    def suggest(self, *resources, without=()):
        found = snapshot(*resources, reads=NEEDED - {*without}, without=without)
        return suggestion(CHOICE, performance.CHECKS, found).verdict

    def test_every_instance_optimized_proves(self):
        found = instance()
        resources = (found, enrolled(), recommendation(found, "Optimized"))
        assert self.suggest(*resources) is Suggested.MET

    def test_one_oversized_instance_refutes(self):
        one, two = instance("i-1"), instance("i-2")
        resources = (one, two, enrolled(), recommendation(one, "Optimized"))
        resources += (recommendation(two, "Overprovisioned"),)
        assert self.suggest(*resources) is Suggested.NOT_MET

    def test_an_idle_processor_refutes_without_compute_optimizer(self):
        found = instance()
        assert self.suggest(found, cpu(found, 1, 3)) is Suggested.NOT_MET

    def test_a_fitting_processor_is_a_hint_only(self):
        found = instance()
        assert self.suggest(found, cpu(found)) is Suggested.SUPPORTED

    def test_that_nothing_refutes_is_no_hint_where_a_supporting_check_could_not_see(self):
        found = instance()
        denied = ["computeoptimizer.lambda_recommendation"]
        assert self.suggest(found, cpu(found), without=denied) is Suggested.UNKNOWN

    def test_instances_without_any_measure_are_unknown(self):
        assert self.suggest(instance()) is Suggested.UNKNOWN

    def test_denied_recommendations_prove_nothing(self):
        found = instance()
        without = ["computeoptimizer.ec2_recommendation"]
        resources = (found, enrolled())
        assert self.suggest(*resources, without=without) is Suggested.UNKNOWN


class TestCurrency:
    def test_runtimes(self):
        outcome = run(
            runtime_maintained,
            function("new"),
            function("old", Runtime="python3.8"),
            function("ending", Runtime="nodejs20.x"),
            function("image", PackageType="Image", Runtime=None),
        )
        assert verdicts(outcome) == {
            "new": Verdict.PASS,
            "old": Verdict.FAIL,
            "ending": Verdict.PASS,
        }

    @pytest.mark.parametrize(
        ("version", "day", "verdict"),
        [
            ("1.32", "2026-03-22", Verdict.PASS),
            ("1.32", "2026-03-23", Verdict.FAIL),
            ("1.9", "2026-01-01", Verdict.FAIL),
            ("1.99", "2026-01-01", Verdict.PASS),
        ],
    )
    def test_versions_of_clusters(self, version, day, verdict):
        found = resource("eks.cluster", "a", {"version": version, "status": "ACTIVE"})
        going = resource("eks.cluster", "b", {"version": "1.24", "status": "DELETING"})
        at = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        seen = snapshot(found, going, at=at)
        assert verdicts(run_check(cluster_supported, seen)) == {"a": verdict}

    def test_generations(self):
        outcome = run(
            current_generation,
            instance("new", InstanceType="m7g.large"),
            instance("old", InstanceType="m3.medium"),
            instance("off", InstanceType="m1.small", State={"Name": "stopped"}),
        )
        assert verdicts(outcome) == {"new": Verdict.PASS, "old": Verdict.FAIL}


def test_insights_of_databases():
    outcome = run(
        instance_insights,
        database("pi", PerformanceInsightsEnabled=True),
        database("em", MonitoringInterval=60),
        database("none", PerformanceInsightsEnabled=False, MonitoringInterval=0),
    )
    assert verdicts(outcome) == {
        "pi": Verdict.PASS,
        "em": Verdict.PASS,
        "none": Verdict.FAIL,
    }


def test_detailed_monitoring():
    outcome = run(
        detailed_monitoring,
        instance("on", Monitoring={"State": "enabled"}),
        instance("off", Monitoring={"State": "disabled"}),
        instance("silent"),
    )
    assert verdicts(outcome) == {
        "on": Verdict.PASS,
        "off": Verdict.FAIL,
        "silent": Verdict.UNKNOWN,
    }


@pytest.mark.parametrize(
    ("kind", "is_arm"),
    [
        ("m7g.large", True),
        ("r6gd.xlarge", True),
        ("im4gn.large", True),
        ("c7gn.medium", True),
        ("a1.large", True),
        ("db.t4g.micro", True),
        ("cache.r7g.large", True),
        ("g5.xlarge", False),
        ("m7i-flex.large", False),
        ("t3a.micro", False),
        ("db.serverless", False),
        ("", False),
    ],
)
def test_graviton_is_told_by_the_family(kind, is_arm):
    assert is_graviton(kind) is is_arm


def test_parts_of_a_type():
    assert (family("db.m5.2xlarge"), size("db.m5.2xlarge")) == ("m5", "2xlarge")
    assert (family("db.serverless"), size("nonsense")) == ("", "")
    assert (is_large("m5.xlarge"), is_large("m5.large"), is_large("m5.metal")) == (
        True,
        False,
        True,
    )
    assert graviton_equivalent("m5.large", {"m": "m7g"}) == "m7g"
    assert graviton_equivalent("mac1.metal", {"m": "m7g"}) == ""
