"""What two weeks of measurements say, and what a month less of it saves."""

from decimal import Decimal

import pytest

from pillars.checking import Verdict, run_check
from pillars.checks.cost.idle import balancer_carries, instance_in_use, nat_carries
from pillars.checks.cost.idle_data import database_fits, database_in_use
from pillars.checks.cost.retention import bucket_lifecycle, group_retention
from pillars.checks.cost.runs import runs_succeed
from pillars.checks.cost.transfer import nat_spared, spare_only_in_production
from pillars.checks.cost.unused_compute import instance_not_forgotten
from pillars.checks.cost.unused_network import address_associated, balancer_has_targets, nat_routed
from pillars.checks.cost.unused_storage import snapshot_recent, volume_attached
from pillars.checks.performance.rightsizing import cpu_fits, instance_optimized

from .factories import REGION, ago, denied, reading, resource, run, snapshot, verdicts
from .things import balancer, bucket, database, function, instance, volume

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
FAR = "xx-far-1"
WEB = "app/web/50dc6c495c0c9188"
OLD = ago(days=40)
GIB = 1024**3


def usage(namespace, name, region=REGION, **values):
    data = {"Namespace": namespace, "Name": name, "Values": values}
    arn = f"usage/{namespace}/{name}"
    return resource("cloudwatch.usage", name, data, region=region, arn=arn)


def summed(amount):
    return {"Sum": amount, "Times": 14}


def cpu(name, average, highest, hours=336):
    data = {"InstanceId": name, "Average": average, "Maximum": highest, "Hours": hours}
    return resource("cloudwatch.instance_cpu", name, data)


def traffic(name, megabytes):
    return usage("AWS/EC2", name, NetworkIn=summed(megabytes * 1e6), NetworkOut=summed(0))


def alb(name="web", **data):
    sound = {"CreatedTime": OLD, "State": {"Code": "active"}}
    arn = f"arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/{name}/50dc6c495c0c9188"
    return balancer(name, arn, **sound | data)


def requests(count, name=WEB):
    return usage("AWS/ApplicationELB", name, RequestCount=summed(count))


def nat(name="nat-1", **data):
    sound = {"NatGatewayId": name, "State": "available", "CreateTime": OLD, "VpcId": "vpc-1"}
    return resource("ec2.nat_gateway", name, sound | data)


def carried(count, name="nat-1"):
    out, back = summed(count / 2), summed(count / 2)
    return usage("AWS/NATGateway", name, BytesOutToDestination=out, BytesOutToSource=back)


def db(name="db", **data):
    return database(name, InstanceCreateTime=OLD, **data)


def load(name="db", *, connections=5.0, average=30.0, highest=70.0, hours=336):
    return usage(
        "AWS/RDS",
        name,
        DatabaseConnections={"Maximum": connections, "Times": hours},
        CPUUtilization={"Average": average, "Maximum": highest, "Times": hours},
    )


def runs(count, errors, longest=900.0, name="resize"):
    return usage(
        "AWS/Lambda",
        name,
        Invocations=summed(count),
        Errors=summed(errors),
        Duration={"Average": 400.0, "Maximum": longest, "Times": 14},
    )


CASES = [
    (instance_in_use, instance(), (cpu("i-1", 2, 9), traffic("i-1", 20)), FAIL),
    (instance_in_use, instance(), (cpu("i-1", 2, 9), traffic("i-1", 2000)), PASS),
    (instance_in_use, instance(), (cpu("i-1", 30, 90),), PASS),
    (instance_in_use, instance(), (cpu("i-1", 2, 9),), UNKNOWN),
    (instance_in_use, instance(), (), UNKNOWN),
    (instance_in_use, instance(), (cpu("i-1", 2, 9, hours=20), traffic("i-1", 1)), UNKNOWN),
    (balancer_carries, alb(), (requests(3),), FAIL),
    (balancer_carries, alb(), (), FAIL),  # requests are counted only where there are some
    (balancer_carries, alb(), (requests(50_000),), PASS),
    (balancer_carries, alb(Type="network"), (), UNKNOWN),
    (nat_carries, nat(), (carried(1000),), FAIL),
    (nat_carries, nat(), (carried(5e9),), PASS),
    (nat_carries, nat(), (), UNKNOWN),
    (database_in_use, db(), (load(connections=0.0),), FAIL),
    (database_in_use, db(), (load(),), PASS),
    (database_in_use, db(), (load(hours=5),), UNKNOWN),
    (database_in_use, db(), (), UNKNOWN),
    (database_fits, db(), (load(average=3, highest=12),), FAIL),
    (database_fits, db(), (load(average=3, highest=60),), PASS),
    (database_fits, db(DBInstanceClass="db.t4g.micro"), (load(average=1, highest=2),), PASS),
    (database_fits, db(), (), UNKNOWN),
    (runs_succeed, function(), (runs(10_000, 900),), FAIL),
    (runs_succeed, function(), (runs(10_000, 20),), PASS),
]


@pytest.mark.parametrize(("check", "subject", "around", "verdict"), CASES)
def test_verdicts(check, subject, around, verdict):
    assert verdicts(run(check, subject, *around)) == {subject.name: verdict}


SILENT = [
    (instance_in_use, instance(LaunchTime=ago(days=3))),
    (instance_in_use, instance(State={"Name": "stopped"})),
    (balancer_carries, alb(CreatedTime=ago(days=3))),
    (balancer_carries, alb(Type="gateway")),
    (nat_carries, nat(CreateTime=ago(days=3))),
    (nat_carries, nat(State="deleted")),
    (database_in_use, db(ReadReplicaSourceDBInstanceIdentifier="other")),
    (database_in_use, db(DBInstanceStatus="stopped")),
    (database_fits, db(DBInstanceClass="db.serverless")),
    (runs_succeed, function()),
]


@pytest.mark.parametrize(("check", "subject"), SILENT)
def test_says_nothing_of(check, subject):
    assert run(check, subject).results == ()


@pytest.mark.parametrize("case", CASES[::3], ids=lambda case: case[0].id)
def test_where_measurements_were_denied_nothing_fails(case):
    check, subject, *_ = case
    kinds = [kind for kind in check.needs if kind not in ("cloudwatch.usage", subject.kind)]
    readings = [denied("cloudwatch.usage"), *map(reading, kinds)]
    outcome = run_check(check, snapshot(subject, readings=readings))
    assert outcome.count(FAIL) == outcome.count(PASS) == 0
    assert outcome.count(UNKNOWN) >= 1


def test_measurements_that_failed_are_no_zeros():
    gap = {"Values": "RequestCount: InternalError"}
    data = {"Namespace": "AWS/ApplicationELB", "Name": WEB}
    failed = resource("cloudwatch.usage", WEB, data, unread=gap)
    assert verdicts(run(balancer_carries, alb(), failed)) == {"web": UNKNOWN}


def test_an_instance_of_a_cluster_in_use_is_in_use():
    members = [db(name, DBClusterIdentifier="c") for name in ("reader", "writer")]
    around = [load("reader", connections=0.0), load("writer")]
    assert set(verdicts(run(database_in_use, *members, *around)).values()) == {PASS}


def worth(check, *resources):
    """Monthly saving of the one failing result, `at most` marked."""
    (result,) = [r for r in run(check, *resources).results if r.verdict is FAIL]
    saving = result.saving
    return saving and (saving.monthly, saving.at_most)


def vpc():
    return resource("ec2.vpc", "vpc-1", {"VpcId": "vpc-1"})


def stopped():
    mappings = [{"Ebs": {"VolumeId": "vol-1"}}, {"Ebs": {"VolumeId": "vol-2"}}]
    reason = "User initiated (2025-11-01 09:00:00 GMT)"
    state = {"State": {"Name": "stopped"}, "StateTransitionReason": reason}
    return instance(BlockDeviceMappings=mappings, **state)


def far(kind, **data):
    return resource(kind, "far", data, region=FAR)


GROUP = {"logGroupName": "app", "storedBytes": 200 * GIB}
FREE = {"State": "available", "Size": 100}
WORTH = [
    (volume_attached, [volume(State="available")], ("8.00", False)),
    (volume_attached, [volume(State="available", Iops=4000, Throughput=225)], ("17.00", False)),
    (volume_attached, [volume(State="available", VolumeType="io1", Iops=1000)], ("77.50", False)),
    (volume_attached, [volume(State="available", VolumeType="io2", Iops=1000)], ("77.50", False)),
    (
        volume_attached,
        [volume(State="available", VolumeType="io2", Iops=70_000)],
        ("3739.60", False),
    ),
    (volume_attached, [volume(State="available", VolumeType="new9")], None),
    (volume_attached, [far("ec2.volume", VolumeType="gp3", **FREE)], None),
    (
        snapshot_recent,
        [resource("ec2.snapshot", "s", {"StartTime": ago(days=400), "VolumeSize": 500})],
        ("25.00", True),
    ),
    (instance_not_forgotten, [stopped(), volume(), volume("vol-2", Size=50)], ("12.00", False)),
    (instance_not_forgotten, [stopped(), volume()], None),  # one of its volumes was not read
    (address_associated, [resource("ec2.address", "ip")], ("3.65", False)),
    (balancer_has_targets, [alb()], ("16.43", False)),
    (balancer_carries, [alb()], ("16.43", False)),
    (nat_routed, [nat()], ("32.85", False)),
    (nat_carries, [nat(), carried(0)], ("32.85", False)),
    (nat_spared, [vpc(), nat(), carried(14 * GIB)], ("1.37", True)),
    (nat_spared, [vpc(), nat()], None),
    (group_retention, [resource("logs.log_group", "app", GROUP)], ("6.00", True)),
    (
        bucket_lifecycle,
        [bucket(Lifecycle=None), usage("AWS/S3", "data", StandardStorage=1000 * GIB)],
        ("10.50", True),
    ),
    (bucket_lifecycle, [bucket(Lifecycle=None)], None),
    (
        spare_only_in_production,
        [database(tags={"env": "test"}, AllocatedStorage=100, StorageType="gp3")],
        ("134.14", False),
    ),
    (database_in_use, [db(MultiAZ=False), load(connections=0.0)], ("122.64", False)),
    (database_in_use, [db(), load(connections=0.0)], ("245.28", False)),
    (database_fits, [db(MultiAZ=False), load(average=3, highest=9)], ("61.32", False)),
    (instance_in_use, [instance(), cpu("i-1", 2, 9), traffic("i-1", 20)], ("59.57", False)),
    (cpu_fits, [instance(), cpu("i-1", 2, 9)], ("29.78", False)),
    (cpu_fits, [instance(), cpu("i-1", 95, 99)], None),
    (cpu_fits, [instance(PlatformDetails="Windows"), cpu("i-1", 2, 9)], None),
    (
        runs_succeed,
        [function(MemorySize=1024), runs(10_000_000, 1_000_000)],
        ("12.02", False),
    ),
]


@pytest.mark.parametrize(("check", "resources", "expected"), WORTH)
def test_what_it_saves(check, resources, expected):
    assert worth(check, *resources) == (expected and (Decimal(expected[0]), expected[1]))


def test_compute_optimizer_says_itself_what_it_saves():
    saves = {"estimatedMonthlySavings": {"value": 35.04, "currency": "USD"}}
    option = {"instanceType": "m7g.medium", "savingsOpportunity": saves}
    data = {"finding": "OVER_PROVISIONED", "recommendationOptions": [option]}
    found = resource("computeoptimizer.ec2_recommendation", "r", data, arn=instance().id)
    assert worth(instance_optimized, instance(), found) == (Decimal("35.04"), False)
