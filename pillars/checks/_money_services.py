"""What a month costs of services that others run: caches, brokers, tables, file servers, endpoints.

As in `_money`: by the price table, None where it has no figure.
"""

from decimal import Decimal

from pillars.facts import Resource
from pillars.prices import prices
from pillars.savings import Saving, priced

from ._usage import a_month
from .common import counted, dig, number

# Nodes of Valkey cost a fifth less than those of the two older engines.
_VALKEY = Decimal("0.8")
_BROKERS = {"SINGLE_INSTANCE": 1, "ACTIVE_STANDBY_MULTI_AZ": 2, "CLUSTER_MULTI_AZ": 3}
_MILLION = Decimal(1_000_000)


def cache(found: Resource) -> Saving | None:
    """Deleting an ElastiCache cluster; of a replication group, one of its members."""
    kind, nodes = str(found.data.get("CacheNodeType")), number(found.data.get("NumCacheNodes"))
    hour = prices().hour(found.region, "cache_large_hour", kind.removeprefix("cache."))
    if hour is None or not nodes:
        return None
    if found.data.get("Engine") == "valkey":
        hour *= _VALKEY
    month = prices().monthly(hour * int(nodes))
    many = counted(int(nodes), "node")
    return priced(month, f"{many} of {kind} at {hour.normalize()} USD an hour")


def broker(found: Resource) -> Saving | None:
    """Deleting a broker of Amazon MQ with all of its instances."""
    kind, mode = str(found.data.get("HostInstanceType")), str(found.data.get("DeploymentMode"))
    hour = prices().hour(found.region, "mq_large_hour", kind.removeprefix("mq."))
    count = _BROKERS.get(mode)
    if hour is None or count is None:
        return None
    many = counted(count, "instance")
    basis = f"{many} of {kind} at {hour} USD an hour; its storage is not counted"
    return priced(prices().monthly(hour * count), basis)


def endpoint(found: Resource) -> Saving | None:
    """Deleting an interface endpoint, paid by the hour in each of its zones."""
    rate = prices().unit(found.region, "network_hour", "endpoint")
    zones = len(found.data.get("SubnetIds") or ())
    month = prices().monthly(rate)
    if month is None:
        return None
    return priced(
        month * zones, f"The endpoint, {rate} USD an hour in each of {counted(zones, 'zone')}"
    )


def file_server(found: Resource) -> Saving | None:
    """Deleting a file system of FSx for Windows; others have no figure."""
    if found.data.get("FileSystemType") != "WINDOWS":
        return None
    settings = found.data.get("Configuration")
    several = str(dig(settings, "DeploymentType")).startswith("MULTI_AZ")
    zones = "MULTI_AZ" if several else "SINGLE_AZ"
    disk = f"{zones}_{found.data.get('StorageType')}"
    stored = prices().unit(found.region, "fsx_windows_gb_month", disk)
    carried = prices().unit(found.region, "fsx_windows_mibps_month", zones)
    size = number(found.data.get("StorageCapacity"))
    speed = number(dig(settings, "ThroughputCapacity"))
    if stored is None or carried is None or size is None or speed is None:
        return None
    month = stored * Decimal(str(size)) + carried * Decimal(str(speed))
    return priced(month, f"{size:g} GiB and {speed:g} MB/s, by their prices; backups not counted")


def on_demand(table: Resource, read: float, written: float) -> Saving | None:
    """Paying a table by the request, for what it used in two weeks; its indexes not counted."""
    region, units = table.region, table.data.get("ProvisionedThroughput") or {}
    provisioned, requested = Decimal(0), Decimal(0)
    for what, used, name in (("read", read, "Read"), ("write", written, "Write")):
        hour = prices().unit(region, "dynamodb_unit_hour", what)
        million = prices().unit(region, "dynamodb_million", what)
        month = prices().monthly(hour)
        if month is None or million is None:
            return None
        provisioned += month * int(units.get(f"{name}CapacityUnits") or 0)
        requested += million * Decimal(str(a_month(used))) / _MILLION
    basis = f"{provisioned:.2f} USD a month provisioned, {requested:.2f} USD by the request"
    return priced(provisioned - requested, basis)
