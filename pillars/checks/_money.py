"""What a month costs of one resource: by the price table, None where it has no figure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pillars.facts import Resource
from pillars.prices import prices
from pillars.savings import Saving, priced, said_by_aws

from ._usage import GIB, Values, a_month, measured, total
from ._values import true
from .common import counted, dig, number

LINUX = "Linux/UNIX"
MONTH_WORDS = "a month"
# AWS gives these away with a gp3 volume.
_FREE = {"Iops": Decimal(3000), "Throughput": Decimal(125)}
# Each operation beyond a bound costs this much of the full price more, or less.
_IO2 = (
    (Decimal(0), Decimal(1)),
    (Decimal(32_000), Decimal("-0.3")),
    (Decimal(64_000), Decimal("-0.21")),
)
_BALANCERS = ("application", "network")


def volume(found: Resource) -> Saving | None:
    """Deleting an EBS volume."""
    return volumes([found])


def volumes(found: Iterable[Resource]) -> Saving | None:
    """Deleting several; None where the price of one is not known."""
    several = list(found)
    costs = [_volume_month(each) for each in several]
    known = [cost for cost in costs if cost is not None]
    if not several or len(known) != len(costs):
        return None
    sizes = sum(int(number(each.data.get("Size")) or 0) for each in several)
    kinds = sorted({str(each.data.get("VolumeType")) for each in several})
    return priced(sum(known, Decimal(0)), f"{sizes} GiB of {', '.join(kinds)}, by their prices")


def _volume_month(found: Resource) -> Decimal | None:
    kind, size = str(found.data.get("VolumeType")), number(found.data.get("Size"))
    rate = prices().unit(found.region, "volume_gb_month", kind)
    if rate is None or size is None:
        return None
    operations = _provisioned(found, kind, "Iops", "volume_iops_month")
    throughput = _provisioned(found, kind, "Throughput", "volume_mibps_month")
    if operations is None or throughput is None:
        return None
    return rate * Decimal(str(size)) + operations + throughput


def _provisioned(found: Resource, kind: str, name: str, table: str) -> Decimal | None:
    """What is paid on top for performance; None where its price is not known."""
    amount = _charged(kind, name, Decimal(str(number(found.data.get(name)) or 0)))
    if not amount:
        return amount
    rate = prices().unit(found.region, table, kind)
    return None if rate is None else rate * amount


def _charged(kind: str, name: str, amount: Decimal) -> Decimal:
    """How much of it is charged at the full price: of gp3's what exceeds the free part, of io1's
    operations all, of io2's less for each beyond 32,000 and beyond 64,000. Others are free.
    """
    if kind == "gp3":
        return max(amount - _FREE[name], Decimal(0))
    if kind == "io2" and name == "Iops":
        return sum((part * max(amount - over, Decimal(0)) for over, part in _IO2), Decimal(0))
    return amount if kind == "io1" and name == "Iops" else Decimal(0)


def snapshot(found: Resource) -> Saving | None:
    """Deleting an EBS snapshot: at most its volume's size, since only changes are stored."""
    tier = str(found.data.get("StorageTier") or "standard")
    rate, size = _rate(found, "snapshot_gb_month", tier), number(found.data.get("VolumeSize"))
    if rate is None or size is None:
        return None
    basis = f"{size:.0f} GiB at {rate} USD {MONTH_WORDS}, were all of the volume stored"
    return priced(rate * Decimal(str(size)), basis, at_most=True)


def hourly(found: Resource, what: str, words: str) -> Saving | None:
    """Doing without a part of the network that is paid by the hour: `nat`, `address`."""
    rate = _rate(found, "network_hour", what)
    return priced(prices().monthly(rate), f"{words}, {rate} USD an hour; traffic not counted")


def balancer(found: Resource) -> Saving | None:
    kind = str(found.data.get("Type"))
    return hourly(found, kind, "The load balancer") if kind in _BALANCERS else None


def classic_balancer(found: Resource) -> Saving | None:
    return hourly(found, "classic", "The load balancer")


def nat_traffic(vpc: Resource, gigabytes: float) -> Saving | None:
    """What NAT gateways charge for the traffic of a VPC in a month; how much of it is to S3 or
    DynamoDB, only flow logs could tell.
    """
    rate = _rate(vpc, "nat_gb", "processed")
    if rate is None:
        return None
    basis = f"{gigabytes:.0f} GB {MONTH_WORDS} at {rate} USD, were all of it to S3 or DynamoDB"
    return priced(rate * Decimal(str(gigabytes)), basis, at_most=True)


def logs(group: Resource) -> Saving | None:
    """Letting a log group expire: at most what its storage costs."""
    rate, stored = _rate(group, "logs_gb", "stored_month"), number(group.data.get("storedBytes"))
    if rate is None or stored is None:
        return None
    size = stored / GIB
    basis = f"{size:.1f} GiB stored at {rate} USD {MONTH_WORDS}, were nothing of it kept"
    return priced(rate * Decimal(str(size)), basis, at_most=True)


def cold_objects(bucket: Resource, sizes: Values) -> Saving | None:
    """Moving a bucket's objects to Standard-IA: at most, were nothing of it ever read."""
    standard = _rate(bucket, "s3_gb_month", "StandardStorage")
    rare = _rate(bucket, "s3_gb_month", "StandardIAStorage")
    stored = number(sizes.get("StandardStorage"))
    if standard is None or rare is None or stored is None:
        return None
    size = stored / GIB
    basis = f"{size:.0f} GiB in Standard at {standard} USD, in Standard-IA at {rare} USD, were "
    basis += "all of it rarely read"
    return priced((standard - rare) * Decimal(str(size)), basis, at_most=True)


def machine(instance: Resource, *, part: Decimal = Decimal(1), words: str) -> Saving | None:
    """A share of an EC2 instance's hours; only Linux, other licences are not in the table."""
    if instance.data.get("PlatformDetails", LINUX) != LINUX:
        return None
    kind = str(instance.data.get("InstanceType"))
    hour = prices().instance_hour(instance.region, kind)
    return _share(hour, part, f"{kind} at {hour} USD an hour; {words}")


def database(found: Resource, *, part: Decimal = Decimal(1), words: str) -> Saving | None:
    """A share of a database instance's hours, both of them where it has a standby."""
    hour = _database_hour(found)
    if hour is not None and true(found.data.get("MultiAZ")):
        hour *= 2
    return _share(hour, part, f"{found.data.get('DBInstanceClass')} at {hour} USD an hour; {words}")


def standby(found: Resource) -> Saving | None:
    """Doing without the second zone: as many hours and as much storage again."""
    hour = prices().monthly(_database_hour(found))
    rate = _rate(found, "rds_gb_month", str(found.data.get("StorageType")))
    size = number(found.data.get("AllocatedStorage"))
    if hour is None:
        return None
    disk = rate * Decimal(str(size)) if rate is not None and size is not None else Decimal(0)
    kind = found.data.get("DBInstanceClass")
    return priced(hour + disk, f"The standby, a second {kind} with its storage")


def failing_runs(function: Resource, values: Values) -> Saving | None:
    """What a function's failing runs cost in a month."""
    runs, errors = total(values, "Invocations"), total(values, "Errors")
    lasting = measured(values, "Duration", "Average")
    memory = number(function.data.get("MemorySize"))
    rate = _rate(function, "lambda", f"{_processor(function)}_gb_second")
    request = _rate(function, "lambda", "request")
    if not runs or lasting is None or memory is None or rate is None or request is None:
        return None
    seconds = a_month(errors) * lasting / 1000 * memory / 1024
    cost = rate * Decimal(str(seconds)) + request * Decimal(str(a_month(errors)))
    many = counted(round(a_month(errors)), "failing run")
    return priced(cost, f"{many} {MONTH_WORDS} of {lasting:.0f} ms with {memory:.0f} MB")


def by_optimizer(options: Any) -> Saving | None:
    """What Compute Optimizer says that its first option saves."""
    first: Mapping[str, Any] = next(iter(options or ()), {})
    worth = dig(first, "savingsOpportunity", "estimatedMonthlySavings") or {}
    if worth.get("currency", "USD") != "USD":
        return None
    return said_by_aws(number(worth.get("value")), "Compute Optimizer's own estimate")


def _share(hour: Decimal | None, part: Decimal, basis: str) -> Saving | None:
    month = prices().monthly(hour)
    return None if month is None else priced(month * part, basis)


def _database_hour(found: Resource) -> Decimal | None:
    engine, kind = str(found.data.get("Engine")), str(found.data.get("DBInstanceClass"))
    return prices().database_hour(found.region, engine, kind)


def _processor(function: Resource) -> str:
    return str(next(iter(function.data.get("Architectures") or ["x86_64"])))


def _rate(found: Resource, table: str, name: str) -> Decimal | None:
    return prices().unit(found.region, table, name)
