"""CloudWatch Logs: log groups and the metrics made from them."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects


@collects("logs.log_group", call="logs:DescribeLogGroups")
def log_groups(reader: Reader) -> Iterator[Item]:
    for group in reader.pages("describe_log_groups", "logGroups"):
        yield Item(group["arn"].removesuffix(":*"), group, name=group["logGroupName"])


@collects("logs.metric_filter", call="logs:DescribeMetricFilters")
def metric_filters(reader: Reader) -> Iterator[Item]:
    for found in reader.pages("describe_metric_filters", "metricFilters"):
        group, name = found["logGroupName"], found["filterName"]
        arn = reader.arn("logs", f"log-group:{group}:metric-filter:{name}")
        yield Item(arn, found, name=name)
