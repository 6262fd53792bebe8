"""What is paid by the hour and nobody uses: known truth, and what a month less of it saves."""

from decimal import Decimal

import pytest

from pillars.checking import Verdict
from pillars.checks.cost import idle_services

from . import truth
from .estate import named
from .factories import REGION, ago, resource, run, verdicts
from .silence import says_nothing
from .truth import Truth

OLD, YOUNG = ago(days=40), ago(days=3)
FAR = "xx-far-1"
SECONDS = 14 * 24 * 3600


def usage(namespace, name, **values):
    data = {"Namespace": namespace, "Name": name, "Values": values}
    return resource("cloudwatch.usage", name, data, arn=f"usage/{namespace}/{name}")


def summed(amount):
    return {"Sum": amount, "Times": 14}


def cache(name, engine="redis", made=OLD, **data):
    sound = {
        "CacheClusterId": name,
        "CacheClusterStatus": "available",
        "CacheClusterCreateTime": made,
        "CacheNodeType": "cache.r6g.large",
        "NumCacheNodes": 1,
        "Engine": engine,
    }
    return named("elasticache.cluster", name, **(sound | data))


def commands(name, gets, sets=0):
    return usage("AWS/ElastiCache", name, GetTypeCmds=summed(gets), SetTypeCmds=summed(sets))


def broker(name, engine="RABBITMQ", made=OLD, **data):
    sound = {
        "BrokerState": "RUNNING",
        "Created": made,
        "EngineType": engine,
        "HostInstanceType": "mq.m5.large",
        "DeploymentMode": "CLUSTER_MULTI_AZ",
    }
    return named("mq.broker", name, **(sound | data))


def connections(name, most, metric="ConnectionCount", hours=336):
    return usage("AWS/AmazonMQ", name, **{metric: {"Maximum": most, "Times": hours}})


def files(name, made=OLD, **data):
    sound = {
        "FileSystemId": name,
        "FileSystemType": "WINDOWS",
        "Lifecycle": "AVAILABLE",
        "CreationTime": made,
        "StorageCapacity": 1000,
        "StorageType": "SSD",
        "Configuration": {"DeploymentType": "SINGLE_AZ_2", "ThroughputCapacity": 32},
    }
    return named("fsx.file_system", name, **(sound | data))


def moved(name, amount):
    return usage("AWS/FSx", name, DataReadBytes=summed(amount), DataWriteBytes=summed(0))


def table(name, read=100, written=100, made=OLD, **data):
    units = {"ReadCapacityUnits": read, "WriteCapacityUnits": written}
    sound = {"TableName": name, "CreationDateTime": made, "ProvisionedThroughput": units}
    return named("dynamodb.table", name, **(sound | data))


def consumed(name, reads, writes):
    read, written = summed(reads * SECONDS), summed(writes * SECONDS)
    values = {"ConsumedReadCapacityUnits": read, "ConsumedWriteCapacityUnits": written}
    return usage("AWS/DynamoDB", name, **values)


def endpoint(name, made=OLD, **data):
    sound = {
        "VpcEndpointId": name,
        "VpcEndpointType": "Interface",
        "CreationTimestamp": made,
        "ServiceName": f"com.amazonaws.{REGION}.kms",
        "SubnetIds": ["subnet-a", "subnet-b"],
    }
    return named("ec2.vpc_endpoint", name, **(sound | data))


def carried(name, amount):
    return usage("AWS/PrivateLinkEndpoints", name, BytesProcessed=summed(amount))


TRUTHS = (
    Truth(
        idle_services.cache_in_use,
        (cache("a"), cache("m", "memcached"), cache("g-1", ReplicationGroupId="g")),
        (cache("b"), cache("n", "memcached")),
        around=(
            commands("a", 5),
            usage("AWS/ElastiCache", "m", CmdGet=summed(1), CmdSet=summed(1)),
            commands("g-1", 0, 7),
            commands("b", 0),
            usage("AWS/ElastiCache", "n", CmdGet=summed(0), CmdSet=summed(0)),
        ),
    ),
    Truth(
        idle_services.broker_in_use,
        (broker("a"), broker("c", "ACTIVEMQ")),
        (broker("b"), broker("d", "ActiveMQ")),
        around=(
            connections("a", 3),
            connections("c-1", 0, "CurrentConnectionsCount"),
            connections("c-2", 4, "CurrentConnectionsCount"),
            connections("b", 0),
            connections("d-1", 0, "CurrentConnectionsCount"),
        ),
    ),
    Truth(
        idle_services.files_in_use,
        (files("fs-a"),),
        (files("fs-b"),),
        around=(moved("fs-a", 5e9), moved("fs-b", 10)),
    ),
    Truth(
        idle_services.capacity_used,
        (table("a"),),
        (table("b"), table("c")),
        around=(consumed("a", 60, 60), consumed("b", 90, 2)),
    ),
    Truth(
        idle_services.endpoint_in_use,
        (endpoint("vpce-a"),),
        (endpoint("vpce-b"), endpoint("vpce-c")),
        around=(carried("vpce-a", 5e9), carried("vpce-b", 1000)),
    ),
)


@pytest.mark.parametrize("holds", truth.ALL, ids=lambda holds: holds.__name__)
@pytest.mark.parametrize("truths", TRUTHS, ids=lambda truths: truths.id)
def test_truth(truths, holds):
    holds(truths)


SILENT = (
    (idle_services.cache_in_use, cache("a", made=YOUNG)),
    (idle_services.cache_in_use, cache("a", CacheClusterStatus="deleting")),
    (idle_services.broker_in_use, broker("a", made=YOUNG)),
    (idle_services.files_in_use, files("a", made=YOUNG)),
    (idle_services.capacity_used, table("a", made=YOUNG)),
    (
        idle_services.capacity_used,
        table("a", BillingModeSummary={"BillingMode": "PAY_PER_REQUEST"}),
    ),
    (idle_services.capacity_used, table("a", read=0, written=0)),
    (idle_services.endpoint_in_use, endpoint("a", made=YOUNG)),
    (idle_services.endpoint_in_use, endpoint("a", VpcEndpointType="Gateway")),
    (idle_services.endpoint_in_use, endpoint("a", RequesterManaged=True)),
)


@pytest.mark.parametrize(("check", "found"), SILENT, ids=lambda each: getattr(each, "id", ""))
def test_silence(check, found):
    says_nothing(check, found)


def test_a_table_that_scales_says_nothing():
    target = resource("applicationautoscaling.target", "t", {"ResourceId": "table/a"})
    assert run(idle_services.capacity_used, table("a"), target).results == ()


@pytest.mark.parametrize(
    ("check", "found", "around"),
    [
        (idle_services.cache_in_use, cache("a"), ()),
        (
            idle_services.cache_in_use,
            cache("a", ReplicationGroupId="g"),
            (commands("a", 0), cache("b", made=YOUNG, ReplicationGroupId="g")),
        ),
        (idle_services.broker_in_use, broker("a"), (connections("a", 0, hours=5),)),
        (idle_services.files_in_use, files("fs-a"), ()),
    ],
)
def test_what_nobody_measured_is_unknown(check, found, around):
    assert verdicts(run(check, found, *around))[found.name] is Verdict.UNKNOWN


SAVINGS = (
    (idle_services.cache_in_use, cache("b"), commands("b", 0), "150.38"),
    (
        idle_services.cache_in_use,
        cache("b", "valkey", NumCacheNodes=2),
        commands("b", 0),
        "240.61",
    ),
    (
        idle_services.cache_in_use,
        cache("b", CacheNodeType="cache.t4g.medium"),
        commands("b", 0),
        "47.45",
    ),
    (idle_services.broker_in_use, broker("b"), connections("b", 0), "630.72"),
    (idle_services.files_in_use, files("fs-b"), moved("fs-b", 0), "200.40"),
    (idle_services.endpoint_in_use, endpoint("vpce-b"), carried("vpce-b", 0), "14.60"),
    (idle_services.capacity_used, table("b"), consumed("b", 0, 0), "56.94"),
    (idle_services.capacity_used, table("b"), consumed("b", 4, 1), "53.98"),
    (
        idle_services.cache_in_use,
        cache("b", CacheNodeType="cache.x1.large"),
        commands("b", 0),
        None,
    ),
    (
        idle_services.files_in_use,
        files("fs-b", FileSystemType="LUSTRE"),
        moved("fs-b", 0),
        None,
    ),
)


@pytest.mark.parametrize(("check", "found", "around", "month"), SAVINGS)
def test_what_it_saves(check, found, around, month):
    (result,) = run(check, found, around).results
    assert result.verdict is Verdict.FAIL
    assert (result.saving and result.saving.monthly) == (month and Decimal(month))
