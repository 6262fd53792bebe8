"""Performance efficiency: size, measurement, caches, delivery, replicas, work taken up later."""

from datetime import UTC, datetime, timedelta
from typing import Any

from ..account import Account, days_ago
from ..case import MET, NOT_MET, SUPPORTED, UNKNOWN, Case, every
from ..parts.data import bucket, bucket_arn, cache, database
from ..parts.edge import distribution, record, zone
from ..parts.machines import function, instance, instance_arn
from ..parts.network import balancer, network
from ..parts.people import allow
from ..parts.watching import alarm, topic

SIZE, MEASURED, CACHED = "perf_right_sized", "perf_monitoring", "perf_caching"
DELIVERED, REPLICAS, LATER = "perf_cdn", "perf_read_replicas", "perf_async"
ALL = (SIZE, MEASURED, CACHED, DELIVERED, REPLICAS, LATER)


def enrolled(account: Account) -> None:
    account.answer("compute-optimizer", "GetEnrollmentStatus", {"status": "Active"})


def judged_by_optimizer(account: Account, instance_id: str, finding: str) -> None:
    enrolled(account)
    found = {
        "instanceArn": instance_arn(account, instance_id),
        "instanceName": "web",
        "finding": finding,
        "currentInstanceType": "m7g.large",
        "recommendationOptions": [{"instanceType": "m7g.medium", "rank": 1}],
    }
    account.answer(
        "compute-optimizer", "GetEC2InstanceRecommendations", {"instanceRecommendations": [found]}
    )


def fitting_instance(account: Account) -> None:
    made = instance(account, network(account))
    judged_by_optimizer(account, made, "OPTIMIZED")
    account.innocent(SIZE, instance_arn(account, made))


def oversized_instance(account: Account) -> None:
    made = instance(account, network(account))
    judged_by_optimizer(account, made, "OVER_PROVISIONED")
    account.guilty(SIZE, instance_arn(account, made))


def instance_not_judged_yet(account: Account) -> None:
    enrolled(account)
    instance(account, network(account))


def used(account: Account, instance_id: str, average: float, highest: float, hours: int) -> None:
    """How busy the processors were, as CloudWatch tells it."""
    stamps = [datetime.now(UTC) - timedelta(hours=n) for n in range(hours)]
    results = [
        {"Id": name, "Label": "CPUUtilization", "Timestamps": stamps, "Values": [value] * hours}
        for name, value in (("average0", average), ("maximum0", highest))
    ]
    account.answer("cloudwatch", "GetMetricData", {"MetricDataResults": results})


def busy(average: float, highest: float, hours: int = 336, kind: str = "m7g.large") -> Any:
    """One instance whose processors were used so."""

    def build(account: Account) -> None:
        made = instance(account, network(account), kind=kind)
        used(account, made, average, highest, hours)
        if hours > 96 and (average < 5 or average > 80):
            account.guilty(SIZE, instance_arn(account, made))

    return build


idle_instance = busy(1.0, 4.0)
saturated_instance = busy(93.0, 100.0)
working_instance = busy(35.0, 80.0)


def small_idle_instance(account: Account) -> None:
    """Nothing smaller can be had."""
    used(account, instance(account, network(account), kind="t4g.nano"), 1.0, 4.0, 336)


def recommendations(account: Account, count: int) -> None:
    summary = {
        "TotalRecommendationCount": str(count),
        "EstimatedTotalMonthlySavingsAmount": "120",
        "SavingsCurrencyCode": "USD",
    }
    account.answer("ce", "GetRightsizingRecommendation", {"Summary": summary})


def savings_proposed(account: Account) -> None:
    recommendations(account, 3)


def measured(account: Account) -> None:
    """Entry and database are watched, and the alarms reach somebody."""
    heard = topic(account)
    arn = balancer(account, network(account))
    database(account, "watched")
    of_balancer = {"LoadBalancer": arn.partition(":loadbalancer/")[2]}
    alarm(account, "slow", heard, dimensions=of_balancer, Namespace="AWS/ApplicationELB")
    alarm(
        account, "cpu", heard, dimensions={"DBInstanceIdentifier": "watched"}, Namespace="AWS/RDS"
    )


def unmeasured(account: Account) -> None:
    database(account, "unwatched")


def silent_alarm(account: Account) -> None:
    account.guilty(MEASURED, alarm(account, "silent"))


def blind_alarm(account: Account) -> None:
    """Watches what is gone: it has seen no data for a month."""
    with days_ago(30):
        alarm(account, "blind", topic(account))
        account.client("cloudwatch").set_alarm_state(
            AlarmName="blind", StateValue="INSUFFICIENT_DATA", StateReason="no data"
        )


def dashboard_only(account: Account) -> None:
    account.client("cloudwatch").put_dashboard(
        DashboardName="shop", DashboardBody='{"widgets": []}'
    )


def public_entry(account: Account) -> None:
    account.guilty(DELIVERED, balancer(account, network(account)))


def inner_entry(account: Account) -> None:
    balancer(account, network(account), "inner", Scheme="internal")


def delivered(account: Account) -> None:
    account.innocent(DELIVERED, distribution(account))


def switched_off_distribution(account: Account) -> None:
    distribution(account, enabled=False)


def public_bucket(account: Account) -> None:
    """Everybody reads it straight from the region."""
    name = bucket(account, f"site-{account.id}")
    account.client("s3").put_bucket_policy(
        Bucket=name, Policy=allow("s3:GetObject", resource=f"{bucket_arn(name)}/*", Principal="*")
    )
    account.answer("s3", "GetBucketPolicyStatus", {"PolicyStatus": {"IsPublic": True}})
    account.guilty(DELIVERED, bucket_arn(name))


def other_network(account: Account) -> None:
    """Names lead to another company's network, which stands before the balancer."""
    balancer(account, network(account))
    record(
        account,
        zone(account),
        "www.example.com.",
        Type="CNAME",
        ResourceRecords=[{"Value": "shop.map.fastly.net."}],
    )


def cached(account: Account) -> None:
    account.innocent(CACHED, cache(account))


def public_database(account: Account) -> None:
    database(account, "public", PubliclyAccessible=True)


def large_database_with_replica(account: Account) -> None:
    account.innocent(REPLICAS, database(account, "big", DBInstanceClass="db.r7g.2xlarge"))
    account.client("rds").create_db_instance_read_replica(
        DBInstanceIdentifier="big-reader", SourceDBInstanceIdentifier="big"
    )


def large_database_alone(account: Account) -> None:
    account.guilty(REPLICAS, database(account, "big", DBInstanceClass="db.r7g.2xlarge"))


def small_database(account: Account) -> None:
    database(account, "small", DBInstanceClass="db.t4g.micro")


def queue(account: Account) -> None:
    account.client("sqs").create_queue(QueueName="jobs")


def polled_function(account: Account) -> None:
    queue(account)
    function(account)
    account.client("lambda").create_event_source_mapping(
        FunctionName="orders", EventSourceArn=account.arn("sqs", "jobs"), BatchSize=10
    )


def schedule_only(account: Account) -> None:
    """A timer starts a function: nothing waits for anything."""
    account.client("events").put_rule(Name="nightly", ScheduleExpression="rate(1 day)")


def mail_only(account: Account) -> None:
    topic(account)


def own_events(account: Account) -> None:
    events = account.client("events")
    events.put_rule(Name="ordered", EventPattern='{"source": ["shop.orders"]}', State="ENABLED")
    events.put_targets(
        Rule="ordered", Targets=[{"Id": "1", "Arn": account.arn("sqs", "elsewhere")}]
    )


def stage_rule(account: Account) -> None:
    """AWS's own events are not the application's."""
    events = account.client("events")
    events.put_rule(Name="audit", EventPattern='{"source": ["aws.ec2"]}', State="ENABLED")
    events.put_targets(Rule="audit", Targets=[{"Id": "1", "Arn": topic(account, "audit")}])


GOOD = Case(
    "performance good",
    (fitting_instance, cached, delivered, large_database_with_replica, polled_function),
    {SIZE: MET, MEASURED: NOT_MET, **every(SUPPORTED, CACHED, DELIVERED, REPLICAS, LATER)},
)
BAD = Case(
    "performance bad",
    (
        oversized_instance,
        unmeasured,
        silent_alarm,
        public_entry,
        public_bucket,
        large_database_alone,
        schedule_only,
        mail_only,
    ),
    {**every(NOT_MET, SIZE, MEASURED, CACHED, DELIVERED), **every(UNKNOWN, REPLICAS, LATER)},
)
CASES = (
    GOOD,
    BAD,
    Case("measured", (measured,), {MEASURED: MET, DELIVERED: NOT_MET, CACHED: NOT_MET}),
    Case("performance empty", (), every(UNKNOWN, *ALL)),
    Case(
        "idle", (idle_instance, inner_entry), {SIZE: NOT_MET, CACHED: NOT_MET, DELIVERED: UNKNOWN}
    ),
    Case("saturated", (saturated_instance, unmeasured), {SIZE: NOT_MET, MEASURED: NOT_MET}),
    Case(
        "working",
        (working_instance, small_database, own_events),
        {SIZE: SUPPORTED, REPLICAS: UNKNOWN, LATER: SUPPORTED},
    ),
    Case("small and idle", (small_idle_instance, stage_rule), {SIZE: SUPPORTED, LATER: UNKNOWN}),
    Case("measured for an hour", (busy(1.5, 2.0, hours=3),), {SIZE: UNKNOWN}),
    Case("not judged yet", (instance_not_judged_yet, savings_proposed), {SIZE: NOT_MET}),
    Case("blind alarm", (blind_alarm, public_database), {CACHED: NOT_MET, MEASURED: SUPPORTED}),
    Case(
        "another network",
        (other_network, switched_off_distribution, dashboard_only),
        {DELIVERED: UNKNOWN, CACHED: NOT_MET, MEASURED: NOT_MET},
    ),
)
