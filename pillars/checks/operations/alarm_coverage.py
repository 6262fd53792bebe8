"""Alarms: whether they watch the entries and the databases, and still see data."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from pillars.checking import Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from ..common import days_since, judged, listed, required
from .alarm_facts import (
    ALARMS,
    each_operational_alarm,
    expressions,
    operational_alarms,
    watched,
)
from .alarms import CHOICE, CREATE_ALARM, MONITORING

STALE_DAYS = 7
METRIC_NAMESPACES = {
    "elbv2.load_balancer": ("AWS/ApplicationELB", "AWS/NetworkELB"),
    "rds.instance": ("AWS/RDS",),
}


def _alarm(namespace: str, metric: str, dimension: str, limit: str) -> Remedy:
    """An alarm on one metric of the resource; dimension: `name=value`, limit: `statistic>bound`."""
    name, value = dimension.split("=")
    statistic, bound = limit.split(">")
    return Remedy(
        cli=f"aws cloudwatch put-metric-alarm --region {{region}} --alarm-name {{name}}-{metric} "
        f"--namespace {namespace} --metric-name {metric} --dimensions Name={name},Value={value} "
        f"--statistic {statistic} --period 60 --evaluation-periods 5 --threshold {bound} "
        "--comparison-operator GreaterThanThreshold --alarm-actions TOPIC_ARN",
        cloudformation="Alarm:\n  Type: AWS::CloudWatch::Alarm\n  Properties:\n"
        f'    AlarmName: "{{name}}-{metric}"\n    Namespace: {namespace}\n'
        f"    MetricName: {metric}\n    Dimensions:\n"
        f'      - {{Name: {name}, Value: "{value}"}}\n'
        f"    Statistic: {statistic}\n    Period: 60\n    EvaluationPeriods: 5\n"
        f"    Threshold: {bound}\n    ComparisonOperator: GreaterThanThreshold\n"
        "    AlarmActions: [!Ref Topic]",
        terraform='resource "aws_cloudwatch_metric_alarm" "this" {\n'
        f'  alarm_name          = "{{name}}-{metric}"\n'
        f'  namespace           = "{namespace}"\n'
        f'  metric_name         = "{metric}"\n'
        f'  dimensions          = {{ {name} = "{value}" }}\n'
        f'  statistic           = "{statistic}"\n'
        "  period              = 60\n"
        "  evaluation_periods  = 5\n"
        f"  threshold           = {bound}\n"
        '  comparison_operator = "GreaterThanThreshold"\n'
        "  alarm_actions       = [aws_sns_topic.alarms.arn]\n}",
    )


ALARM_OF_ENTRY = replace(
    CREATE_ALARM,
    others=(
        (":rds:", _alarm("AWS/RDS", "CPUUtilization", "DBInstanceIdentifier={last}", "Average>90")),
        (
            "loadbalancer/app/",
            _alarm(
                "AWS/ApplicationELB",
                "HTTPCode_Target_5XX_Count",
                "LoadBalancer=app/{parent}/{last}",
                "Sum>10",
            ),
        ),
        (
            "loadbalancer/net/",
            _alarm(
                "AWS/NetworkELB",
                "TCP_Target_Reset_Count",
                "LoadBalancer=net/{parent}/{last}",
                "Sum>10",
            ),
        ),
    ),
)


@check(
    id="cloudwatch-alarm-covers-entry",
    title="Load balancers and databases have alarms",
    pillar="operationalExcellence",
    severity=Severity.MEDIUM,
    needs=[ALARMS, "elbv2.load_balancer", "rds.instance"],
    passes="An alarm names the load balancer or the database, or queries all of its kind. Where "
    "one has none, the choice is not taken as proved.",
    proves=[CHOICE, MONITORING],
    supports=["OPS08-BP04", "PERF05-BP02"],
    remedy=ALARM_OF_ENTRY,
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "Best_Practice_Recommended_Alarms_AWS_Services.html",
)
def alarm_covers_entry(snapshot: Snapshot) -> Iterator[Result]:
    for account, region in snapshot.places(ALARMS):
        alarms = operational_alarms(snapshot, account=account, region=region)
        for kind in METRIC_NAMESPACES:
            here = snapshot.of(kind, account=account, region=region)
            yield from judged(here, partial(_covered, alarms=alarms))


def _covered(resource: Resource, alarms: list[Resource]) -> Result:
    found = [alarm.name for alarm in alarms if _watches(alarm, resource)]
    if found:
        return passed(resource, f"{resource.name} is watched by {listed(found)}.")
    return failed(resource, f"No alarm watches {resource.name}.")


def _watches(alarm: Resource, resource: Resource) -> bool:
    if any(value in _values(resource) for _, value in watched(alarm)):
        return True
    query = expressions(alarm)
    return "SELECT" in query and any(n in query for n in METRIC_NAMESPACES[resource.kind])


def _values(resource: Resource) -> set[str]:
    """The dimension values that name the resource: CloudWatch knows `app/web/50dc6c495c0c9188`."""
    found = {
        resource.id.partition(":loadbalancer/")[2],
        str(resource.data.get("DBInstanceIdentifier") or ""),
        str(resource.data.get("DBClusterIdentifier") or ""),
    }
    return found - {""}


@check(
    id="cloudwatch-alarm-has-data",
    title="Alarms see data",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[ALARMS],
    passes=f"The alarm has not been without data for more than {STALE_DAYS} days. An alarm that "
    "never sees data often watches something that is gone; where one does, the choice is not "
    "taken as proved.",
    proves=[MONITORING],
    supports=["OPS08-BP04"],
    remedy=Remedy(
        console="CloudWatch → Alarms → {name}: check that the metric's dimensions still exist, "
        "then correct or delete the alarm.",
        cli="aws cloudwatch delete-alarms --region {region} --alarm-names {name}",
        terraform="# Remove the alarm whose metric is gone:\n# resource "
        '"aws_cloudwatch_metric_alarm" with alarm_name = "{name}"',
        cost="Saves about 0.10 USD per alarm and month",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "alarms-and-missing-data.html",
)
def alarm_has_data(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(each_operational_alarm(snapshot), lambda alarm: _has_data(snapshot, alarm))


def _has_data(snapshot: Snapshot, alarm: Resource) -> Result:
    state = str(required(alarm, "StateValue"))
    if state != "INSUFFICIENT_DATA":
        return passed(alarm, f"Alarm {alarm.name} is in state {state}.")
    days = days_since(snapshot, required(alarm, "StateUpdatedTimestamp"))
    if days is None:
        return unknown(alarm, f"Alarm {alarm.name} has no data; since when cannot be read.")
    reason = f"Alarm {alarm.name} has had no data for {days} days."
    return failed(alarm, reason) if days > STALE_DAYS else passed(alarm, reason)
