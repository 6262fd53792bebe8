"""Processors, places, storage classes."""

import pytest

from pillars.checking import Verdict
from pillars.checks import sustainability
from pillars.checks.sustainability.graviton import (
    compute_on_graviton,
    database_on_graviton,
    graviton_in_use,
)
from pillars.checks.sustainability.places import NEEDED, region_matched
from pillars.checks.sustainability.regions_data import MATCHED
from pillars.checks.sustainability.storage import intelligent_tiering
from pillars.prefill import Suggested

from .factories import ACCOUNT, reasons, resource, run, snapshot, suggestion, verdicts
from .things import bucket, database, function, instance, tiering_rule

PLACE = f"account {ACCOUNT}"
INTEL = {"InstanceType": "m5.large", "Architecture": "x86_64"}


def suggest(choice, *resources, reads=(), without=()):
    found = snapshot(*resources, reads=set(reads) - set(without), without=without)
    return suggestion(f"foundations/{choice}", sustainability.CHECKS, found).verdict


def cache(name, kind):
    return resource("elasticache.cluster", name, {"CacheNodeType": kind})


class TestGraviton:
    def test_databases_and_caches(self):
        outcome = run(
            database_on_graviton,
            database("arm"),
            database("intel", DBInstanceClass="db.m5.large"),
            database("oracle", DBInstanceClass="db.m5.large", Engine="oracle-ee"),
            database("serverless", DBInstanceClass="db.serverless"),
            cache("fast", "cache.r7g.large"),
            cache("slow", "cache.t3.micro"),
        )
        assert verdicts(outcome) == {
            "arm": Verdict.PASS,
            "intel": Verdict.FAIL,
            "fast": Verdict.PASS,
            "slow": Verdict.FAIL,
        }
        assert reasons(outcome)[1] == (
            "intel runs on db.m5.large; AWS offers Graviton, m7g for instance."
        )

    def test_compute(self):
        outcome = run(
            compute_on_graviton,
            instance("arm"),
            instance("intel", **INTEL),
            instance("windows", **INTEL, Platform="windows"),
            instance("graphics", InstanceType="p4d.24xlarge", Architecture="x86_64"),
            instance("off", **INTEL, State={"Name": "stopped"}),
            function("lean"),
            function("fat", Architectures=["x86_64"]),
            function("old", Architectures=["x86_64"], Runtime="python3.7"),
            function("silent", Architectures=None),
        )
        assert verdicts(outcome) == {
            "arm": Verdict.PASS,
            "intel": Verdict.FAIL,
            "lean": Verdict.PASS,
            "fat": Verdict.FAIL,
            "silent": Verdict.UNKNOWN,
        }

    def test_tasks_on_fargate(self):
        def definition(name, **platform):
            data = {"taskDefinitionArn": name, "runtimePlatform": platform or None}
            return resource("ecs.task_definition", name, data, arn=name)

        def serves(name, task, **data):
            sound = {"taskDefinition": task, "desiredCount": 1, "launchType": "FARGATE"}
            return resource("ecs.service", name, sound | data)

        spot = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]
        outcome = run(
            compute_on_graviton,
            *(definition("arm", cpuArchitecture="ARM64"), definition("usual")),
            definition("windows", operatingSystemFamily="WINDOWS_SERVER_2022_CORE"),
            *(serves("lean", "arm"), serves("fat", "usual"), serves("other", "windows")),
            serves("cheap", "arm", launchType=None, capacityProviderStrategy=spot),
            serves("machines", "usual", launchType="EC2"),
            serves("off", "usual", desiredCount=0),
            serves("unseen", "gone"),
        )
        assert verdicts(outcome) == {
            "lean": Verdict.PASS,
            "fat": Verdict.FAIL,
            "cheap": Verdict.PASS,
            "unseen": Verdict.UNKNOWN,
        }

    @pytest.mark.parametrize(
        ("resources", "verdict"),
        [
            ((instance(**INTEL), database()), Verdict.PASS),
            ((instance(**INTEL), database(DBInstanceClass="db.m5.large")), Verdict.FAIL),
        ],
        ids=["some", "none"],
    )
    def test_use_as_a_whole(self, resources, verdict):
        assert verdicts(run(graviton_in_use, *resources)) == {PLACE: verdict}

    def test_nothing_that_could_is_nothing_missed(self):
        assert run(graviton_in_use, instance(**INTEL, Platform="windows")).results == ()

    def test_none_among_a_part_is_unknown(self):
        reads = ["elasticache.cluster", "rds.instance"]
        found = snapshot(instance(**INTEL), reads=reads, without=["lambda.function"])
        assert [r.verdict for r in graviton_in_use.function(found)] == [Verdict.UNKNOWN]

    def test_suggestions(self):
        choice, reads = "sus_graviton", graviton_in_use.needs
        assert suggest(choice, instance(), database(), reads=reads) is Suggested.MET
        assert suggest(choice, instance(**INTEL), reads=reads) is Suggested.NOT_MET
        mixed = (instance("a"), instance("b", **INTEL))
        assert suggest(choice, *mixed, reads=reads) is Suggested.SUPPORTED
        intel = database(DBInstanceClass="db.m5.large")
        assert suggest(choice, instance(), intel, reads=reads) is Suggested.NOT_MET
        assert suggest(choice, reads=reads) is Suggested.UNKNOWN
        assert suggest(choice, reads=reads, without=["ec2.instance"]) is Suggested.UNKNOWN


class TestRegions:
    def test_only_regions_with_something_in_them_are_judged(self):
        tokyo = resource("rds.instance", "db", region="ap-northeast-1")
        outcome = run(region_matched, instance(), tokyo)
        assert {r.region: r.verdict for r in outcome.results} == {
            "us-east-1": Verdict.PASS,
            "ap-northeast-1": Verdict.UNKNOWN,
        }

    def test_the_list_is_that_of_the_report(self):
        assert len(MATCHED) == 19
        assert {"eu-north-1", "us-west-2", "cn-north-1", "eu-central-2"} <= MATCHED

    def test_suggestions(self):
        tokyo = resource("rds.instance", "db", region="ap-northeast-1")
        choice = "sus_green_regions"
        assert suggest(choice, instance(), reads=NEEDED) is Suggested.SUPPORTED
        assert suggest(choice, instance(), tokyo, reads=NEEDED) is Suggested.UNKNOWN
        assert suggest(choice, reads=NEEDED) is Suggested.UNKNOWN
        assert suggest(choice, reads=NEEDED, without=["s3.bucket"]) is Suggested.UNKNOWN


class TestTiering:
    def test_any_bucket_that_uses_it_passes(self):
        configured = bucket("b", Lifecycle=None, IntelligentTiering=[{"Status": "Enabled"}])
        sizes = {"StandardStorage": 9.0, "IntelligentTieringFAStorage": 5.0}
        measured = {"Namespace": "AWS/S3", "Name": "written", "Values": sizes}
        usage = resource("cloudwatch.usage", "usage", measured)
        written = bucket("written", Lifecycle=None)
        assert verdicts(run(intelligent_tiering, written, usage)) == {"written": Verdict.PASS}
        outcome = run(intelligent_tiering, bucket("a"), configured, bucket("c", Lifecycle=None))
        assert verdicts(outcome) == {"a": Verdict.PASS, "b": Verdict.PASS}

    @pytest.mark.parametrize(
        "data",
        [
            {"Lifecycle": None},
            {"Lifecycle": [tiering_rule("GLACIER")]},
            {"Lifecycle": [tiering_rule(status="Disabled")]},
            {"Lifecycle": None, "IntelligentTiering": [{"Status": "Disabled"}]},
        ],
        ids=["nothing", "another class", "rule off", "configuration off"],
    )
    def test_none_fails_once_for_the_account(self, data):
        outcome = run(intelligent_tiering, bucket("a", **data), bucket("b", **data))
        assert verdicts(outcome) == {PLACE: Verdict.FAIL}
        assert reasons(outcome) == ["None of 2 buckets is set up for Intelligent-Tiering."]

    def test_an_unread_bucket_keeps_absence_from_failing(self):
        shut = bucket("shut", unread={"Lifecycle": "AccessDenied"})
        outcome = run(intelligent_tiering, bucket("a", Lifecycle=None), shut)
        assert verdicts(outcome) == {"shut": Verdict.UNKNOWN}

    def test_suggestions(self):
        choice = "sus_intelligent_tiering"
        assert suggest(choice, bucket()) is Suggested.SUPPORTED
        assert suggest(choice, bucket(Lifecycle=None)) is Suggested.NOT_MET
        assert suggest(choice, reads=["s3.bucket"]) is Suggested.UNKNOWN
        assert suggest(choice, without=["s3.bucket"]) is Suggested.UNKNOWN


def test_the_carbon_footprint_is_for_people():
    answer = suggestion(
        "foundations/sus_carbon_monitored", sustainability.CHECKS, snapshot(instance())
    )
    assert answer.verdict is Suggested.UNKNOWN
    assert answer.because == "No call can show this: people answer it."
