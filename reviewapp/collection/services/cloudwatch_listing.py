"""CloudWatch's list of metrics, walked once for every collector that wants something of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..reader import Reader

HOUR = 3600
DAY = 24 * HOUR
AWS_PREFIX = "AWS/"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A metric of AWS's own, by exactly the dimension that names its resource, and by those that
    always stand beside it.
    """

    namespace: str
    metric: str
    dimension: str
    stats: tuple[str, ...]
    period: int = DAY
    beside: tuple[str, ...] = ()


WANTED = (
    Wanted("AWS/NATGateway", "BytesOutToDestination", "NatGatewayId", ("Sum",)),
    Wanted("AWS/NATGateway", "BytesOutToSource", "NatGatewayId", ("Sum",)),
    Wanted("AWS/EC2", "NetworkIn", "InstanceId", ("Sum",)),
    Wanted("AWS/EC2", "NetworkOut", "InstanceId", ("Sum",)),
    Wanted("AWS/ApplicationELB", "RequestCount", "LoadBalancer", ("Sum",)),
    Wanted("AWS/NetworkELB", "NewFlowCount", "LoadBalancer", ("Sum",)),
    Wanted("AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", ("Average", "Maximum"), HOUR),
    Wanted("AWS/RDS", "DatabaseConnections", "DBInstanceIdentifier", ("Maximum",), HOUR),
    Wanted("AWS/Lambda", "Invocations", "FunctionName", ("Sum",)),
    Wanted("AWS/Lambda", "Errors", "FunctionName", ("Sum",)),
    Wanted("AWS/Lambda", "Duration", "FunctionName", ("Average", "Maximum")),
    Wanted("AWS/S3", "BucketSizeBytes", "BucketName", ("Average",)),
    Wanted(
        "AWS/AutoScaling", "GroupInServiceInstances", "AutoScalingGroupName", ("Minimum",), HOUR
    ),
    Wanted("AWS/AmazonMQ", "ConnectionCount", "Broker", ("Maximum",), HOUR),
    Wanted("AWS/AmazonMQ", "CurrentConnectionsCount", "Broker", ("Maximum",), HOUR),
    Wanted("AWS/ElastiCache", "GetTypeCmds", "CacheClusterId", ("Sum",)),
    Wanted("AWS/ElastiCache", "SetTypeCmds", "CacheClusterId", ("Sum",)),
    Wanted("AWS/ElastiCache", "PubSubBasedCmds", "CacheClusterId", ("Sum",)),
    Wanted("AWS/ElastiCache", "CmdGet", "CacheClusterId", ("Sum",)),
    Wanted("AWS/ElastiCache", "CmdSet", "CacheClusterId", ("Sum",)),
    Wanted("AWS/FSx", "DataReadBytes", "FileSystemId", ("Sum",)),
    Wanted("AWS/FSx", "DataWriteBytes", "FileSystemId", ("Sum",)),
    Wanted("AWS/DynamoDB", "ConsumedReadCapacityUnits", "TableName", ("Sum",)),
    Wanted("AWS/DynamoDB", "ConsumedWriteCapacityUnits", "TableName", ("Sum",)),
    Wanted(
        "AWS/PrivateLinkEndpoints",
        "BytesProcessed",
        "VPC Endpoint Id",
        ("Sum",),
        beside=("Endpoint Type", "Service Name", "VPC Id"),
    ),
)
# Sizes of buckets are told by class of storage: a second dimension, which then names the value.
PARTS = {"BucketSizeBytes": "StorageType"}
_BY_METRIC = {(each.namespace, each.metric): each for each in WANTED}


@dataclass(frozen=True, slots=True)
class Listed:
    """A wanted metric of one resource; `part` is the value of its second dimension, if any, and
    `beside` are the values of those that always stand there.
    """

    wanted: Wanted
    name: str
    part: str = ""
    beside: tuple[str, ...] = ()


@dataclass
class Listing:
    """What of the list is kept: the wanted metrics, and how many each other namespace has."""

    wanted: list[Listed] = field(default_factory=list)
    custom: Counter[str] = field(default_factory=Counter)


def listing(reader: Reader) -> Listing:
    """The list, asked for once; AWS names there what had values in the last two weeks."""
    return reader.once("metrics", lambda: _walk(reader))


def running(reader: Reader) -> list[dict[str, Any]]:
    """The instances that run, asked for once."""
    return reader.once("running", lambda: list(_running(reader)))


def _walk(reader: Reader) -> Listing:
    found = Listing()
    for metric in reader.pages("list_metrics", "Metrics"):
        namespace = metric["Namespace"]
        if not namespace.startswith(AWS_PREFIX):
            found.custom[namespace] += 1
        elif wanted := _BY_METRIC.get((namespace, metric["MetricName"])):
            found.wanted.extend(_match(wanted, metric))
    return found


def _match(wanted: Wanted, metric: dict[str, Any]) -> Iterator[Listed]:
    dimensions = {each["Name"]: each["Value"] for each in metric.get("Dimensions", ())}
    name = dimensions.pop(wanted.dimension, "")
    part = dimensions.pop(PARTS.get(wanted.metric, ""), "")
    beside = tuple(dimensions.pop(each, "") for each in wanted.beside)
    if name and not dimensions and bool(part) == (wanted.metric in PARTS) and all(beside):
        yield Listed(wanted, name, part, beside)


def _running(reader: Reader) -> Iterator[dict[str, Any]]:
    reservations = reader.pages(
        "describe_instances",
        "Reservations",
        client="ec2",
        Filters=[{"Name": "instance-state-name", "Values": ["running"]}],
    )
    for reservation in reservations:
        yield from reservation["Instances"]
