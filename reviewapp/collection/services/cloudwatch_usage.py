"""CloudWatch: how much of what is paid for was used in the last two weeks.

One request tells up to five hundred metrics, whatever they measure. AWS bills each metric asked
for (a cent for a thousand), so that only those are asked for that CloudWatch lists.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ..batches import batches
from ..reader import Reader
from ..registry import Item, collects
from .cloudwatch_listing import PARTS, Listed, listing, running

DAYS = 14
QUERIES_PER_CALL = 500
INSTANCES = "InstanceId"
# How an answer as a whole succeeds and a single metric in it does not.
FAILED = ("InternalError", "Forbidden")

Query = tuple[Listed, str]
Subject = tuple[str, str]


@collects(
    "cloudwatch.usage",
    call="cloudwatch:GetMetricData",
    actions=("cloudwatch:ListMetrics", "ec2:DescribeInstances"),
)
def usage(reader: Reader) -> Iterator[Item]:
    """One item per resource that CloudWatch knows, over fourteen days:

    `{"Namespace": "AWS/NATGateway", "Name": "nat-1", "Values": {"BytesOutToSource":
    {"Sum": 7.5e9, "Times": 14}}}`

    `Sum` over all, `Average` of the averages, `Maximum` of all; `Times` is how many days (hours
    for processors and connections) had a value. Buckets have the newest value by
    class of storage instead, groups the hours spent with each number of machines.
    """
    queries = [(listed, stat) for listed in _wanted(reader) for stat in listed.wanted.stats]
    until = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    found: dict[Subject, dict[str, Any]] = defaultdict(dict)
    unread: dict[Subject, str] = {}
    for some in batches(queries, QUERIES_PER_CALL):
        values, failed = _values(reader, some, until)
        for place, (listed, stat) in enumerate(some):
            subject, query = (listed.wanted.namespace, listed.name), f"q{place}"
            _add(found[subject], listed, stat, values[query])
            if query in failed:
                unread[subject] = f"{listed.wanted.metric}: {failed[query]}"
    for subject, told in sorted(found.items()):
        yield _item(reader, *subject, told, unread.get(subject, ""))


def _wanted(reader: Reader) -> list[Listed]:
    """What is listed, without the machines that are gone: their metrics outlive them."""
    found = listing(reader).wanted
    if not any(each.wanted.dimension == INSTANCES for each in found):
        return found
    alive = {instance["InstanceId"] for instance in running(reader)}
    return [e for e in found if e.wanted.dimension != INSTANCES or e.name in alive]


def _values(
    reader: Reader, queries: Sequence[Query], until: datetime
) -> tuple[dict[str, list[float]], dict[str, str]]:
    """Values by query id, newest first, and why some have none. Values may come in parts."""
    results = reader.pages(
        "get_metric_data",
        "MetricDataResults",
        MetricDataQueries=[_query(place, *query) for place, query in enumerate(queries)],
        StartTime=until - timedelta(days=DAYS),
        EndTime=until,
        ScanBy="TimestampDescending",
    )
    found: dict[str, list[float]] = defaultdict(list)
    failed: dict[str, str] = {}
    for result in results:
        found[result["Id"]].extend(result.get("Values", ()))
        if result.get("StatusCode") in FAILED:
            failed[result["Id"]] = f"GetMetricData: {result['StatusCode']}"
    return found, failed


def _query(place: int, listed: Listed, stat: str) -> dict[str, Any]:
    wanted = listed.wanted
    dimensions = [{"Name": wanted.dimension, "Value": listed.name}]
    if listed.part:
        dimensions.append({"Name": PARTS[wanted.metric], "Value": listed.part})
    pairs = zip(wanted.beside, listed.beside, strict=True)
    dimensions += [{"Name": name, "Value": value} for name, value in pairs]
    metric = {
        "Namespace": wanted.namespace,
        "MetricName": wanted.metric,
        "Dimensions": dimensions,
    }
    return {
        "Id": f"q{place}",
        "MetricStat": {"Metric": metric, "Period": wanted.period, "Stat": stat},
    }


def _add(told: dict[str, Any], listed: Listed, stat: str, values: list[float]) -> None:
    if not values:
        return
    if listed.part:
        told[listed.part] = values[0]
        return
    of_metric = told.setdefault(listed.wanted.metric, {"Times": len(values)})
    of_metric[stat] = _SUMMARIES[stat](values)


def _hours(values: list[float]) -> dict[str, int]:
    """How many hours had each number, as JSON can hold it."""
    return {str(number): times for number, times in sorted(Counter(map(int, values)).items())}


_SUMMARIES: dict[str, Any] = {
    "Sum": sum,
    "Average": lambda values: sum(values) / len(values),
    "Maximum": max,
    "Minimum": _hours,
}


def _item(reader: Reader, namespace: str, name: str, told: dict[str, Any], gap: str) -> Item:
    """Where one metric of a resource was not told, none is kept: an idle thing looks the same."""
    arn = reader.arn("cloudwatch", f"usage/{namespace}/{name}")
    data: dict[str, Any] = {"Namespace": namespace, "Name": name}
    if gap:
        return Item(arn, data, name=name, unread={"Values": gap})
    return Item(arn, {**data, "Values": told}, name=name)
