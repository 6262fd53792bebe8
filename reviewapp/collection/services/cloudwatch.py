"""CloudWatch: alarms, dashboards and the metrics that customers publish themselves."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged
from .cloudwatch_listing import listing

# The lists of an answer and the type that each one holds. Without asking for both types
# AWS returns metric alarms only.
ALARMS = {"MetricAlarms": "MetricAlarm", "CompositeAlarms": "CompositeAlarm"}


@collects("cloudwatch.alarm", call="cloudwatch:DescribeAlarms", actions=(TAG_ACTION,))
def alarms(reader: Reader) -> Iterator[Item]:
    return Tagged(reader, "cloudwatch").onto(_alarms(reader))


def _alarms(reader: Reader) -> Iterator[Item]:
    for page in reader.answers("describe_alarms", AlarmTypes=list(ALARMS.values())):
        for key, alarm_type in ALARMS.items():
            for alarm in page.get(key, ()):
                data = {**alarm, "AlarmType": alarm_type}
                yield Item(alarm["AlarmArn"], data, name=alarm["AlarmName"])


@collects("cloudwatch.dashboard", call="cloudwatch:ListDashboards")
def dashboards(reader: Reader) -> Iterator[Item]:
    for dashboard in reader.pages("list_dashboards", "DashboardEntries"):
        yield Item(dashboard["DashboardArn"], dashboard, name=dashboard["DashboardName"])


@collects("cloudwatch.metric", call="cloudwatch:ListMetrics")
def custom_metrics(reader: Reader) -> Iterator[Item]:
    """One item per namespace that is not AWS's own, with the number of its metrics."""
    for namespace, count in sorted(listing(reader).custom.items()):
        arn = reader.arn("cloudwatch", f"namespace/{namespace}")
        yield Item(arn, {"Namespace": namespace, "Metrics": count}, name=namespace)


@collects("cloudwatch.anomaly_detector", call="cloudwatch:DescribeAnomalyDetectors")
def anomaly_detectors(reader: Reader) -> Iterator[Item]:
    """Models of what is normal for a metric, or for several in one expression."""
    types = ["SINGLE_METRIC", "METRIC_MATH"]
    found = reader.pages(
        "describe_anomaly_detectors", "AnomalyDetectors", AnomalyDetectorTypes=types
    )
    for number, detector in enumerate(found):
        single = detector.get("SingleMetricAnomalyDetector") or detector
        metric = single.get("MetricName")
        name = f"{single['Namespace']} {metric}" if metric else "metric math"
        arn = reader.arn("cloudwatch", f"anomaly-detector:{number}:{metric or 'math'}")
        yield Item(arn, detector, name=name)
