"""Caches, brokers, file servers, tables and endpoints that are paid by the hour and nobody uses."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pillars.checking import Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .. import _money_services as _money
from .._file_servers import FILES
from .._usage import (
    DAYS,
    ENOUGH_HOURS,
    KIND,
    Usage,
    Values,
    hours_of,
    lived,
    measured,
    total,
)
from .._values import label, true
from ..common import counted, dig, judged, number, required
from .unused_storage import ASSETS, DECOMMISSION, UNUSED

CACHES = "elasticache.cluster"
BROKERS = "mq.broker"
ENDPOINTS = "ec2.vpc_endpoint"
TABLES = "dynamodb.table"
SCALED = "applicationautoscaling.target"
REFUTES = [UNUSED, DECOMMISSION, ASSETS]
MEGABYTE = 1_000_000
SILENT_MEGABYTES = 1
SECONDS = DAYS * 24 * 3600
# By AWS's list prices a request costs as much as 3.5 times the capacity that it takes: below this
# share of what is provisioned, paying by the request is cheaper.
CHEAPER_PERCENT = 25
# A written unit costs five times a read one, provisioned or by the request.
WRITTEN = 5
_COMMANDS = {
    "memcached": ("CmdGet", "CmdSet"),
    "": ("GetTypeCmds", "SetTypeCmds", "PubSubBasedCmds"),
}


@check(
    id="elasticache-in-use",
    title="Somebody asks each cache",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=[CACHES, KIND],
    passes="The cache, or another node of its replication group, had a command that reads, writes "
    "or publishes within two weeks. Younger caches yield nothing; serverless ones cost by use.",
    refutes=REFUTES,
    supports=["SUS03-BP02"],
    remedy=Remedy(
        console="ElastiCache → {name}: ask its owner, then Actions → Delete with a last backup.",
        cli="# of a replication group\n"
        "aws elasticache delete-replication-group --region {region} --replication-group-id GROUP "
        "--final-snapshot-identifier LAST\n# a cache of its own\n"
        "aws elasticache delete-cache-cluster --region {region} --cache-cluster-id {name}",
        terraform="# Remove the resource of cache {name} and apply.",
        cost="Saves its hours, 150 USD a month of a cache.r6g.large",
    ),
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html",
)
def cache_in_use(snapshot: Snapshot) -> Iterator[Result]:
    usage = Usage(snapshot)
    running = [c for c in snapshot.of(CACHES) if c.data.get("CacheClusterStatus") == "available"]
    groups: dict[str, list[Resource]] = defaultdict(list)
    for cache in running:
        groups[_group(cache)].append(cache)
    old = [c for c in running if lived(snapshot, c.data.get("CacheClusterCreateTime"))]
    yield from judged(old, lambda cache: _asked(cache, groups[_group(cache)], usage))


def _group(cache: Resource) -> str:
    """Nodes of a group stand for each other; any other only for itself."""
    name = cache.data.get("ReplicationGroupId")
    return f"{cache.account} {cache.region} {name}" if name else cache.id


def _asked(cache: Resource, together: Sequence[Resource], usage: Usage) -> Result:
    metrics = _COMMANDS.get(str(required(cache, "Engine")), _COMMANDS[""])
    found = [usage.of(c, "AWS/ElastiCache", str(required(c, "CacheClusterId"))) for c in together]
    if any(measured(values, metric, "Sum") is None for values in found for metric in metrics[:2]):
        return unknown(cache, f"The commands that {cache.name} was sent were not measured.")
    count = round(sum(total(values, *metrics) for values in found))
    where = f"{cache.name} and its group" if len(together) > 1 else cache.name
    if count:
        return passed(cache, f"{where} had {counted(count, 'command')} in {DAYS} days.")
    reason = f"Nobody asked {where} anything in {DAYS} days."
    return failed(cache, reason, _money.cache(cache))


@check(
    id="mq-broker-in-use",
    title="Somebody connects to each broker",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=[BROKERS, KIND],
    passes="Somebody was connected to the broker within two weeks. Younger brokers yield nothing.",
    refutes=REFUTES,
    supports=["SUS03-BP02"],
    remedy=Remedy(
        console="Amazon MQ → Brokers → {name}: see whether its queues are empty, then Delete.",
        cli="aws mq list-brokers --region {region}\n"
        "aws mq delete-broker --region {region} --broker-id BROKER_ID",
        terraform='# Remove the aws_mq_broker resource with broker_name = "{name}" and apply.',
        cost="Saves its hours, 210 USD a month of one mq.m5.large",
    ),
    url="https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/"
    "activemq-logging-monitoring.html",
)
def broker_in_use(snapshot: Snapshot) -> Iterator[Result]:
    usage = Usage(snapshot)
    old = [
        broker
        for broker in snapshot.of(BROKERS)
        if broker.data.get("BrokerState") == "RUNNING"
        and lived(snapshot, broker.data.get("Created"))
    ]
    yield from judged(old, lambda broker: _connected(broker, usage))


def _connected(broker: Resource, usage: Usage) -> Result:
    metric, found = _connections(broker, usage)
    if max(hours_of(values, metric) for values in found) < ENOUGH_HOURS:
        return unknown(broker, f"The connections to broker {broker.name} were not measured.")
    most = max(measured(values, metric, "Maximum") or 0.0 for values in found)
    if most:
        return passed(broker, f"Up to {counted(round(most), 'connection')} to {broker.name}.")
    reason = f"Nobody connected to broker {broker.name} in {DAYS} days."
    return failed(broker, reason, _money.broker(broker))


def _connections(broker: Resource, usage: Usage) -> tuple[str, list[Values]]:
    """ActiveMQ tells them of each instance, by the broker's name and a number."""
    if str(required(broker, "EngineType")).upper() == "RABBITMQ":
        return "ConnectionCount", [usage.of(broker, "AWS/AmazonMQ", broker.name)]
    names = (f"{broker.name}-{number}" for number in (1, 2))
    return "CurrentConnectionsCount", [usage.of(broker, "AWS/AmazonMQ", name) for name in names]


@check(
    id="fsx-in-use",
    title="Somebody reads or writes each file server",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=[FILES, KIND],
    passes=f"At least {SILENT_MEGABYTES} MB was read from or written to the file system of FSx in "
    "two weeks. Younger ones yield nothing.",
    refutes=REFUTES,
    supports=["SUS03-BP02"],
    remedy=Remedy(
        console="FSx → File systems → {name}: ask its owner, then Actions → Delete with a final "
        "backup, from which it can be restored.",
        cli="aws fsx create-backup --region {region} --file-system-id {last}\n"
        "aws fsx delete-file-system --region {region} --file-system-id {last}",
        terraform="# Remove the file system's resource of {name} and apply.",
        cost="Saves 0.13 USD per GB and 2.20 USD per MB/s each month (Windows, SSD, one zone); "
        "the backup 0.05 USD per GB",
    ),
    url="https://docs.aws.amazon.com/fsx/latest/WindowsGuide/fsx-windows-metrics.html",
)
def files_in_use(snapshot: Snapshot) -> Iterator[Result]:
    usage = Usage(snapshot)
    old = [
        files
        for files in snapshot.of(FILES)
        if files.data.get("Lifecycle") == "AVAILABLE"
        and lived(snapshot, files.data.get("CreationTime"))
    ]
    yield from judged(old, lambda files: _read(files, usage))


def _read(files: Resource, usage: Usage) -> Result:
    values = usage.of(files, "AWS/FSx", str(required(files, "FileSystemId")))
    metrics = ("DataReadBytes", "DataWriteBytes")
    if any(measured(values, metric, "Sum") is None for metric in metrics):
        return unknown(files, f"What is read from {label(files)} was not measured.")
    carried = total(values, *metrics) / MEGABYTE
    reason = f"{carried:,.1f} MB were read from or written to {label(files)} in {DAYS} days."
    if carried < SILENT_MEGABYTES:
        return failed(files, reason, _money.file_server(files))
    return passed(files, reason)


@check(
    id="dynamodb-capacity-used",
    title="Tables pay for what they use",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[TABLES, SCALED, KIND],
    passes=f"The table used {CHEAPER_PERCENT} % of its provisioned capacity in two weeks, it "
    "scales by itself, or it is paid by the request. Below that paying by the request is cheaper "
    "by list prices; whether the capacity is reserved, people know, so a failure only asks.",
    supports=["COST06-BP02", "SUS05-BP01"],
    remedy=Remedy(
        console="DynamoDB → Tables → {name} → Additional settings → Capacity → Edit: On-demand.",
        cli="aws dynamodb update-table --region {region} --table-name {name} "
        "--billing-mode PAY_PER_REQUEST",
        cloudformation=(
            'Table:\n  Type: AWS::DynamoDB::Table\n  Properties:\n    TableName: "{name}"\n'
            "    BillingMode: PAY_PER_REQUEST\n    KeySchema:\n      - AttributeName: id\n"
            "        KeyType: HASH\n    AttributeDefinitions:\n      - AttributeName: id\n"
            "        AttributeType: S"
        ),
        terraform='resource "aws_dynamodb_table" "this" {\n  name         = "{name}"\n'
        '  billing_mode = "PAY_PER_REQUEST"\n}',
        cost="Saves 0.47 USD per written and 0.095 USD per read unit and month, for 0.625 and "
        "0.125 USD per million requests",
    ),
    url="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
    "CostOptimization_TableCapacityMode.html",
)
def capacity_used(snapshot: Snapshot) -> Iterator[Result]:
    usage = Usage(snapshot)
    scaled = {
        (target.account, target.region, str(target.data.get("ResourceId")))
        for target in snapshot.of(SCALED)
    }
    fixed = [
        table
        for table in snapshot.of(TABLES)
        if (table.account, table.region, f"table/{table.name}") not in scaled
        and lived(snapshot, table.data.get("CreationDateTime"))
    ]
    yield from judged(fixed, lambda table: _used(table, usage))


def _used(table: Resource, usage: Usage) -> Result | None:
    read, written = _units(table, "Read"), _units(table, "Write")
    if dig(table.data, "BillingModeSummary", "BillingMode") == "PAY_PER_REQUEST":
        return None
    if not read and not written:
        return None
    # Told only where there was something: a table that nobody asks has no such metric.
    values = usage.of(table, "AWS/DynamoDB", str(required(table, "TableName")))
    reads = total(values, "ConsumedReadCapacityUnits")
    writes = total(values, "ConsumedWriteCapacityUnits")
    share = 100 * (reads + WRITTEN * writes) / ((read + WRITTEN * written) * SECONDS)
    reason = f"Table {table.name} used {share:.1f} % of its {read:g} read and {written:g} written "
    reason += f"units in {DAYS} days."
    if share < CHEAPER_PERCENT:
        return failed(table, reason, _money.on_demand(table, reads, writes))
    return passed(table, reason)


def _units(table: Resource, what: str) -> float:
    found = required(table, "ProvisionedThroughput")
    return number(found.get(f"{what}CapacityUnits")) or 0.0


@check(
    id="vpc-endpoint-in-use",
    title="Interface endpoints carry traffic",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[ENDPOINTS, KIND],
    passes=f"The interface endpoint carried {SILENT_MEGABYTES} MB in two weeks. Younger ones and "
    "those that a service of AWS's made for itself yield nothing. Some wait for what happens "
    "seldom, so a failure only asks.",
    supports=["COST08-BP02", UNUSED],
    remedy=Remedy(
        console="VPC → Endpoints → {name} → Monitoring; where nobody needs it, Actions → Delete. "
        "Endpoints of one VPC can serve others through a transit gateway.",
        cli="aws ec2 delete-vpc-endpoints --region {region} --vpc-endpoint-ids {last}",
        terraform="# Remove the aws_vpc_endpoint resource of {name} and apply.",
        cost="Saves about 7.30 USD a month for each of its zones",
    ),
    url="https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-cloudwatch-metrics.html",
)
def endpoint_in_use(snapshot: Snapshot) -> Iterator[Result]:
    usage = Usage(snapshot)
    old = [
        endpoint
        for endpoint in snapshot.of(ENDPOINTS)
        if endpoint.data.get("VpcEndpointType") == "Interface"
        and not true(endpoint.data.get("RequesterManaged"))
        and lived(snapshot, endpoint.data.get("CreationTimestamp"))
    ]
    yield from judged(old, lambda endpoint: _carried(endpoint, usage))


def _carried(endpoint: Resource, usage: Usage) -> Result:
    values = usage.of(
        endpoint, "AWS/PrivateLinkEndpoints", str(required(endpoint, "VpcEndpointId"))
    )
    # Told only while there is traffic.
    carried = total(values, "BytesProcessed") / MEGABYTE
    service = str(endpoint.data.get("ServiceName", "")).rpartition(".")[2]
    reason = f"{label(endpoint)} to {service} carried {carried:,.1f} MB in {DAYS} days."
    if carried < SILENT_MEGABYTES:
        return failed(endpoint, reason, _money.endpoint(endpoint))
    return passed(endpoint, reason)
