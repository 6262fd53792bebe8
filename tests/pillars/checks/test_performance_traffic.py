"""Caches, content delivery, replicas, volumes, and work that waits in a queue."""

import pytest

from pillars.checking import Verdict
from pillars.checks import performance
from pillars.checks.performance.caching import cache_before_traffic
from pillars.checks.performance.databases import reads_spread, volume_gp3
from pillars.checks.performance.decoupling import (
    queue_in_use,
    rule_of_application,
    source_polled,
    topic_feeds_machines,
)
from pillars.checks.performance.delivery import distribution_delivers, distribution_http
from pillars.prefill import Suggested

from .estate import serverless
from .factories import ACCOUNT, denied, reasons, resource, run, snapshot, suggestion, verdicts
from .things import balancer, bucket, database, distribution, instance, topic, volume

PLACE = f"account {ACCOUNT}"
CACHES = (
    *("elasticache.cluster", "elasticache.replication_group", "cloudfront.distribution"),
    "elasticache.serverless_cache",
    *("dax.cluster", "memorydb.cluster"),
)
SERVING = (*CACHES, "elbv2.load_balancer", "rds.instance", "s3.bucket", "route53.record_set")


def suggest(choice, *resources, reads=SERVING, without=(), readings=()):
    found = snapshot(
        *resources, reads=set(reads) - set(without), without=without, readings=readings
    )
    return suggestion(f"foundations/{choice}", performance.CHECKS, found).verdict


def cache(name="sessions", status="available", **data):
    return resource("elasticache.cluster", name, {"CacheClusterStatus": status, **data})


class TestCaching:
    def test_caches_pass(self):
        group = resource("elasticache.replication_group", "main", {"Status": "available"})
        member = cache("main-001", ReplicationGroupId="main")
        dax = resource("dax.cluster", "tables", {"Status": "available"})
        found = (cache(), group, member, distribution(), dax, serverless("flash"))
        assert verdicts(run(cache_before_traffic, *found)) == dict.fromkeys(
            ("sessions", "main", "site", "tables", "flash"), Verdict.PASS
        )

    def test_traffic_without_cache_fails(self):
        outcome = run(cache_before_traffic, balancer(), database(PubliclyAccessible=True))
        assert verdicts(outcome) == {PLACE: Verdict.FAIL}
        assert reasons(outcome)[0].startswith(
            "Traffic is served by 1 load balancer and 1 public database, and the workload has"
        )

    @pytest.mark.parametrize(
        "gone",
        [cache(status="deleting"), distribution(Enabled=False), serverless(Status="DELETING")],
        ids=["deleted", "disabled", "serverless"],
    )
    def test_what_is_gone_is_no_cache(self, gone):
        assert verdicts(run(cache_before_traffic, balancer(), gone)) == {PLACE: Verdict.FAIL}

    def test_without_traffic_nothing_is_missed(self):
        found = snapshot(instance(), reads=SERVING)
        assert list(cache_before_traffic.function(found)) == []

    def test_a_cache_in_another_account_of_the_workload_counts(self):
        other = resource("cloudfront.distribution", "edge", {"Enabled": True}, account="9" * 12)
        outcome = run(cache_before_traffic, balancer(), other)
        assert verdicts(outcome) == {"edge": Verdict.PASS}

    def test_suggestions(self):
        assert suggest("perf_caching", balancer(), cache()) is Suggested.SUPPORTED
        assert suggest("perf_caching", balancer()) is Suggested.NOT_MET
        assert suggest("perf_caching", instance()) is Suggested.UNKNOWN
        assert (
            suggest("perf_caching", balancer(), without=["cloudfront.distribution"])
            is Suggested.UNKNOWN
        )
        assert suggest("perf_caching", without=["elbv2.load_balancer"]) is Suggested.UNKNOWN

    def test_an_unread_account_keeps_absence_from_refuting(self):
        gap = denied("cloudfront.distribution", account="9" * 12)
        assert suggest("perf_caching", balancer(), readings=[gap]) is Suggested.UNKNOWN


class TestDelivery:
    def test_distributions_pass(self):
        outcome = run(distribution_delivers, distribution(), balancer())
        assert verdicts(outcome) == {"site": Verdict.PASS}
        assert reasons(outcome) == ["Distribution site delivers data.s3.amazonaws.com."]

    def test_public_entries_without_distribution_fail(self):
        found = snapshot(
            balancer(),
            balancer("inside", "arn:inside", Scheme="internal"),
            balancer("tcp", "arn:tcp", Type="network"),
            bucket("site", PolicyStatus={"IsPublic": True}),
            bucket("data"),
            bucket("shut", unread={"PolicyStatus": "denied"}),
            distribution("off", Enabled=False),
            reads=SERVING,
        )
        results = {r.name: r.verdict for r in distribution_delivers.function(found)}
        assert results == {
            "web": Verdict.FAIL,
            "site": Verdict.FAIL,
            "shut": Verdict.UNKNOWN,
        }

    def test_another_network_makes_it_unknown(self):
        record = resource(
            "route53.record_set",
            "www",
            {"ResourceRecords": [{"Value": "www.example.com.cdn.cloudflare.net."}]},
        )
        found = snapshot(balancer(), record, reads=SERVING)
        assert [r.verdict for r in distribution_delivers.function(found)] == [Verdict.UNKNOWN]

    def test_http(self):
        outcome = run(
            distribution_http, distribution("new"), distribution("old", HttpVersion="http1.1")
        )
        assert verdicts(outcome) == {"new": Verdict.PASS, "old": Verdict.FAIL}

    def test_suggestions(self):
        assert suggest("perf_cdn", balancer(), distribution()) is Suggested.SUPPORTED
        assert suggest("perf_cdn", balancer()) is Suggested.NOT_MET
        assert suggest("perf_cdn", balancer(Scheme="internal")) is Suggested.UNKNOWN
        assert (
            suggest("perf_cdn", balancer(), without=["cloudfront.distribution"])
            is Suggested.UNKNOWN
        )


class TestReplicas:
    def cluster(self, name, readers):
        members = [{"IsClusterWriter": True}] + [{"IsClusterWriter": False}] * readers
        return resource("rds.cluster", name, {"DBClusterMembers": members})

    def test_mixed(self):
        large = "db.r7g.2xlarge"
        outcome = run(
            reads_spread,
            database("spread", ReadReplicaDBInstanceIdentifiers=["r1"], DBInstanceClass=large),
            database("alone", DBInstanceClass=large),
            database("small"),
            database("r1", ReadReplicaSourceDBInstanceIdentifier="spread", DBInstanceClass=large),
            database("member", DBClusterIdentifier="c", DBInstanceClass=large),
            self.cluster("read", 1),
            self.cluster("single", 0),
        )
        assert verdicts(outcome) == {
            "spread": Verdict.PASS,
            "alone": Verdict.FAIL,
            "read": Verdict.PASS,
            "single": Verdict.FAIL,
        }

    def test_suggestions(self):
        reads = ("rds.instance", "rds.cluster")
        spread = database(ReadReplicaDBInstanceIdentifiers=["r1"])
        large = database(DBInstanceClass="db.r7g.2xlarge")
        assert suggest("perf_read_replicas", spread, reads=reads) is Suggested.SUPPORTED
        assert suggest("perf_read_replicas", large, reads=reads) is Suggested.UNKNOWN
        assert suggest("perf_read_replicas", reads=reads) is Suggested.UNKNOWN
        assert (
            suggest("perf_read_replicas", spread, reads=reads, without=["rds.cluster"])
            is Suggested.UNKNOWN
        )


class TestDecoupling:
    def test_topics(self):
        feeding = topic("jobs", Subscriptions=[{"Protocol": "sqs"}, {"Protocol": "email"}])
        assert verdicts(run(topic_feeds_machines, feeding, topic("oncall"))) == {
            "jobs": Verdict.PASS
        }

    def test_mappings(self):
        def mapping(name, state):
            data = {"State": state, "EventSourceArn": "arn:aws:sqs:us-east-1:1:jobs"}
            return resource("lambda.event_source_mapping", name, data)

        outcome = run(source_polled, mapping("on", "Enabled"), mapping("off", "Disabled"))
        assert verdicts(outcome) == {"on": Verdict.PASS}
        assert reasons(outcome) == ["A function works through jobs."]

    def test_rules(self):
        def rule(name, source, targets=({"Arn": "arn:x"},), state="ENABLED"):
            data = {
                "State": state,
                "EventPattern": f'{{"source": ["{source}"]}}',
                "Targets": list(targets),
            }
            return resource("events.rule", name, data)

        outcome = run(
            rule_of_application,
            rule("orders", "shop.orders"),
            rule("health", "aws.health"),
            rule("empty", "shop.orders", ()),
            rule("off", "shop.orders", state="DISABLED"),
        )
        assert verdicts(outcome) == {"orders": Verdict.PASS}

    QUEUES = ("sqs.queue", "kinesis.stream", "mq.broker")

    def test_queues(self):
        outcome = run(
            queue_in_use,
            resource("sqs.queue", "jobs"),
            resource("kinesis.stream", "clicks"),
            resource("sqs.queue", "failed", arn="arn:aws:sqs:us-east-1:1:failed"),
            resource("sqs.queue", "undone", arn="arn:aws:sqs:us-east-1:1:undone"),
            resource(
                "lambda.function",
                "work",
                {"DeadLetterConfig": {"TargetArn": "arn:aws:sqs:us-east-1:1:failed"}},
            ),
            resource(
                "events.rule",
                "nightly",
                {"Targets": [{"DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:1:undone"}}]},
            ),
        )
        assert verdicts(outcome) == {"jobs": Verdict.PASS, "clicks": Verdict.PASS}

    def test_suggestions(self):
        queue = resource("sqs.queue", "jobs")
        assert suggest("perf_async", queue, reads=self.QUEUES) is Suggested.SUPPORTED
        assert suggest("perf_async", reads=self.QUEUES) is Suggested.UNKNOWN
        assert suggest("perf_async", reads=[], without=self.QUEUES) is Suggested.UNKNOWN
        mailing = suggest("perf_async", topic(), reads=["sns.topic"])
        assert mailing is Suggested.UNKNOWN


def test_volumes():
    outcome = run(
        volume_gp3,
        volume("new"),
        volume("old", VolumeType="gp2"),
        volume("ancient", VolumeType="standard"),
        volume("fast", VolumeType="io2"),
    )
    assert verdicts(outcome) == {
        "new": Verdict.PASS,
        "old": Verdict.FAIL,
        "ancient": Verdict.FAIL,
        "fast": Verdict.PASS,
    }
