"""CloudWatch: how busy the running instances were in the last two weeks."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ..batches import batches
from ..reader import Reader
from ..registry import Item, collects
from ..tags import name_of, tag_map
from .cloudwatch_listing import running

DAYS = 14
HOUR_SECONDS = 3600
STATISTICS = ("Average", "Maximum")
# GetMetricData takes 500 queries, and an instance needs one for each statistic.
INSTANCES_PER_CALL = 500 // len(STATISTICS)

Hours = dict[str, list[float]]


@collects(
    "cloudwatch.instance_cpu",
    call="cloudwatch:GetMetricData",
    actions=("ec2:DescribeInstances",),
)
def instance_cpu(reader: Reader) -> Iterator[Item]:
    """Average of the hourly averages, highest hourly maximum, and how many hours were seen."""
    until = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for instances in batches(running(reader), INSTANCES_PER_CALL):
        hours = _hours(reader, [instance["InstanceId"] for instance in instances], until)
        for place, instance in enumerate(instances):
            averages, maxima = (hours.get(f"{name.lower()}{place}", []) for name in STATISTICS)
            yield _item(reader, instance, averages, maxima)


def _hours(reader: Reader, instance_ids: Sequence[str], until: datetime) -> Hours:
    """Values by query id. A query's values may come in parts, on several pages."""
    results = reader.pages(
        "get_metric_data",
        "MetricDataResults",
        MetricDataQueries=_queries(instance_ids),
        StartTime=until - timedelta(days=DAYS),
        EndTime=until,
    )
    hours: Hours = {}
    for result in results:
        hours.setdefault(result["Id"], []).extend(result.get("Values", ()))
    return hours


def _queries(instance_ids: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"Id": f"{statistic.lower()}{place}", "MetricStat": _metric(instance_id, statistic)}
        for place, instance_id in enumerate(instance_ids)
        for statistic in STATISTICS
    ]


def _metric(instance_id: str, statistic: str) -> dict[str, Any]:
    return {
        "Metric": {
            "Namespace": "AWS/EC2",
            "MetricName": "CPUUtilization",
            "Dimensions": [{"Name": "InstanceId", "Value": instance_id}],
        },
        "Period": HOUR_SECONDS,
        "Stat": statistic,
    }


def _item(
    reader: Reader, instance: dict[str, Any], averages: list[float], maxima: list[float]
) -> Item:
    tags = tag_map(instance.get("Tags"))
    instance_id = instance["InstanceId"]
    data = {
        "InstanceId": instance_id,
        "Average": sum(averages) / len(averages) if averages else None,
        "Maximum": max(maxima, default=None),
        "Hours": len(averages),
    }
    arn = reader.arn("ec2", f"instance/{instance_id}")
    return Item(arn, data, name=name_of(tags, instance_id), tags=tags)
