"""Sustainability: Graviton, work on events, capacity that shrinks, places, tiering, the footprint."""

from ..account import OTHER, Account
from ..case import MET, NOT_MET, SUPPORTED, UNKNOWN, Case, every
from ..layer import Answer
from ..parts.data import bucket, bucket_arn, database, lifecycle, lone_cache, table, table_follows
from ..parts.machines import (
    fleet,
    follow_demand,
    function,
    instance,
    instance_arn,
    service,
    service_follows,
)
from ..parts.network import network

GRAVITON, EVENTS, DEMAND = "sus_graviton", "sus_lambda_event_driven", "sus_auto_scaling_demand"
PLACES, TIERS, CARBON = "sus_green_regions", "sus_intelligent_tiering", "sus_carbon_monitored"
ALL = (GRAVITON, EVENTS, DEMAND, PLACES, TIERS, CARBON)


def of_arm(account: Account, made: str) -> None:
    """moto calls every machine one of x86; AWS tells by its type."""

    def tell(said: Answer) -> None:
        for each in said["Reservations"]:
            for one in each["Instances"]:
                if one["InstanceId"] == made:
                    one["Architecture"] = "arm64"

    account.change("ec2", "DescribeInstances", tell)


def graviton_machine(account: Account) -> None:
    made = instance(account, network(account))
    of_arm(account, made)
    account.innocent(GRAVITON, instance_arn(account, made))


def graviton_function(account: Account) -> None:
    account.innocent(GRAVITON, function(account))


def graviton_database(account: Account) -> None:
    account.innocent(GRAVITON, database(account))


def x86_machine(account: Account) -> None:
    made = instance(account, network(account), kind="m5.large")
    account.guilty(GRAVITON, instance_arn(account, made))


def x86_function(account: Account) -> None:
    account.guilty(GRAVITON, function(account, "old", Architectures=["x86_64"]))


def x86_database(account: Account) -> None:
    account.guilty(GRAVITON, database(account, "old", DBInstanceClass="db.m5.large"))


def oracle(account: Account) -> None:
    """AWS offers no Graviton for this engine."""
    database(account, "oracle", Engine="oracle-ee", DBInstanceClass="db.m5.large")


def graphics_machine(account: Account) -> None:
    """A `g` that stands for graphics; there is no Graviton of that family to move to."""
    instance(account, network(account), kind="p3.2xlarge")


def x86_cache(account: Account) -> None:
    account.guilty(GRAVITON, lone_cache(account, CacheNodeType="cache.m5.large"))


def function_on_a_queue(account: Account) -> None:
    account.client("sqs").create_queue(QueueName="jobs")
    arn = function(account)
    account.client("lambda").create_event_source_mapping(
        FunctionName="orders", EventSourceArn=account.arn("sqs", "jobs"), BatchSize=10
    )
    account.innocent(EVENTS, arn)


def function_on_a_rule(account: Account) -> None:
    arn = function(account, "nightly")
    events = account.client("events")
    events.put_rule(Name="nightly", ScheduleExpression="rate(1 day)", State="ENABLED")
    events.put_targets(Rule="nightly", Targets=[{"Id": "1", "Arn": arn}])
    account.innocent(EVENTS, arn)


def function_on_a_rule_switched_off(account: Account) -> None:
    arn = function(account, "paused")
    events = account.client("events")
    events.put_rule(Name="paused", ScheduleExpression="rate(1 day)", State="DISABLED")
    events.put_targets(Rule="paused", Targets=[{"Id": "1", "Arn": arn}])


def function_that_nothing_starts(account: Account) -> None:
    function(account, "idle")


def moving_fleet(account: Account) -> None:
    account.innocent(DEMAND, fleet(account, network(account)))
    follow_demand(account)


def fixed_fleet(account: Account) -> None:
    account.guilty(DEMAND, fleet(account, network(account), sizes=(3, 3, 3)))


def moving_service(account: Account) -> None:
    account.innocent(DEMAND, service(account, network(account), processor="ARM64"))
    service_follows(account)


def fixed_service(account: Account) -> None:
    account.guilty(DEMAND, service(account, network(account)))


def service_without_policy(account: Account) -> None:
    found = service(account, network(account))
    account.guilty(DEMAND, found)
    account.guilty(GRAVITON, found)
    service_follows(account, policy=False)


def table_on_demand(account: Account) -> None:
    account.innocent(DEMAND, table(account))


UNITS = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}


def moving_table(account: Account) -> None:
    arn = table(account, "moving", BillingMode="PROVISIONED", ProvisionedThroughput=UNITS)
    table_follows(account, "moving", "ReadCapacityUnits", "WriteCapacityUnits")
    account.innocent(DEMAND, arn)


def half_moving_table(account: Account) -> None:
    arn = table(account, "half", BillingMode="PROVISIONED", ProvisionedThroughput=UNITS)
    table_follows(account, "half", "ReadCapacityUnits")
    account.guilty(DEMAND, arn)


def fixed_table(account: Account) -> None:
    arn = table(account, "fixed", BillingMode="PROVISIONED", ProvisionedThroughput=UNITS)
    account.guilty(DEMAND, arn)


def machine_on_its_own(account: Account) -> None:
    instance(account, network(account))


def bastion_only(account: Account) -> None:
    """A tool of people: it serves no demand that it could follow."""
    instance(account, network(account), name="bastion")


def bucket_with_tiers(account: Account) -> None:
    name = bucket(account, f"tiers-{account.id}")
    lifecycle(account, name, {"Transitions": [{"Days": 0, "StorageClass": "INTELLIGENT_TIERING"}]})
    account.innocent(TIERS, bucket_arn(name))


def bucket_that_freezes(account: Account) -> None:
    """Moves to a cold class by age, whatever is read."""
    name = bucket(account, f"cold-{account.id}")
    lifecycle(account, name, {"Transitions": [{"Days": 30, "StorageClass": "GLACIER"}]})


def plain_bucket(account: Account) -> None:
    bucket(account, f"plain-{account.id}")


def work_far_away(account: Account) -> None:
    """Singapore is not on the list of regions matched with renewables."""
    instance(account, network(account, "ap-southeast-1"))


GOOD = Case(
    "sustainability good",
    (
        graviton_machine,
        graviton_database,
        function_on_a_queue,
        moving_service,
        table_on_demand,
        moving_table,
        bucket_with_tiers,
        plain_bucket,
    ),
    {
        GRAVITON: MET,
        EVENTS: SUPPORTED,
        DEMAND: SUPPORTED,
        PLACES: SUPPORTED,
        TIERS: SUPPORTED,
        CARBON: UNKNOWN,
    },
)
BAD = Case(
    "sustainability bad",
    (
        x86_machine,
        x86_function,
        x86_database,
        x86_cache,
        function_that_nothing_starts,
        function_on_a_rule_switched_off,
        fixed_fleet,
        fixed_service,
        fixed_table,
        bucket_that_freezes,
    ),
    {
        **every(NOT_MET, GRAVITON, DEMAND, TIERS),
        EVENTS: UNKNOWN,
        PLACES: SUPPORTED,
        CARBON: UNKNOWN,
    },
)
CASES = (
    GOOD,
    BAD,
    Case("sustainability empty", (), every(UNKNOWN, *ALL)),
    Case("everything follows", (moving_fleet, moving_service, table_on_demand), {DEMAND: MET}),
    Case(
        "half of a table",
        (half_moving_table, graphics_machine),
        {DEMAND: NOT_MET, GRAVITON: UNKNOWN},
    ),
    Case(
        "service without policy",
        (service_without_policy, oracle),
        {DEMAND: NOT_MET, GRAVITON: NOT_MET},
    ),
    Case(
        "machine on its own",
        (machine_on_its_own, function_on_a_rule),
        {DEMAND: UNKNOWN, EVENTS: SUPPORTED},
    ),
    Case(
        "nothing but machines",
        (x86_machine, plain_bucket),
        {DEMAND: NOT_MET, GRAVITON: NOT_MET, TIERS: NOT_MET},
    ),
    Case("one of each processor", (graviton_machine, x86_function), {GRAVITON: SUPPORTED}),
    Case("graviton but for a database", (graviton_machine, x86_database), {GRAVITON: NOT_MET}),
    Case("bastion only", (bastion_only,), {DEMAND: UNKNOWN}),
    Case("far away", (work_far_away,), {PLACES: UNKNOWN}, regions=("ap-southeast-1",)),
    Case(
        "two places",
        (work_far_away, plain_bucket),
        {PLACES: UNKNOWN},
        regions=("ap-southeast-1", OTHER),
    ),
)
