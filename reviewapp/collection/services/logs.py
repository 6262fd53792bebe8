"""CloudWatch Logs: log groups, the metrics made from them, and questions that are kept."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged


@collects("logs.log_group", call="logs:DescribeLogGroups", actions=(TAG_ACTION,))
def log_groups(reader: Reader) -> Iterator[Item]:
    tagged = Tagged(reader, "logs")
    for group in reader.pages("describe_log_groups", "logGroups"):
        arn, name = group["arn"].removesuffix(":*"), group["logGroupName"]
        yield Item(arn, group, name=name, tags=tagged.of(arn), unread=tagged.unread)


@collects("logs.metric_filter", call="logs:DescribeMetricFilters")
def metric_filters(reader: Reader) -> Iterator[Item]:
    for found in reader.pages("describe_metric_filters", "metricFilters"):
        group, name = found["logGroupName"], found["filterName"]
        arn = reader.arn("logs", f"log-group:{group}:metric-filter:{name}")
        yield Item(arn, found, name=name)


@collects("logs.query_definition", call="logs:DescribeQueryDefinitions")
def query_definitions(reader: Reader) -> Iterator[Item]:
    """Saved questions to logs, by what they are put to; their text is not kept."""
    for found in reader.pages("describe_query_definitions", "queryDefinitions"):
        kept = {key: value for key, value in found.items() if key != "queryString"}
        arn = reader.arn("logs", f"query-definition:{found['queryDefinitionId']}")
        yield Item(arn, kept, name=found["name"])
