"""Speed as a target: alarms on what the slowest users see, and figures of their networks."""

import re
from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from ..common import dig, judged, number, required

ALARMS = "cloudwatch.alarm"
MONITORS = "internetmonitor.monitor"
FLOW_LOGS = "ec2.flow_log"
_LATENCY = re.compile(r"latency|duration|responsetime|response_time|delay", re.IGNORECASE)
_PERCENTILE = re.compile(r"^(p|tm|tc|ts|wm)\d")
# Fields beyond the usual ones that say how traffic leaves and between which zones it goes.
_PATH_FIELDS = ("traffic-path", "az-id", "pkt-dst-aws-service", "flow-direction")


@check(
    id="latency-target-alarmed",
    title="Latency has a target for the slowest users",
    pillar="performance",
    severity=Severity.LOW,
    needs=[ALARMS],
    passes="An alarm compares a percentile of a latency with a threshold, which is a target. One "
    "on the average fails, since it hides the slowest. That the business agreed, people know.",
    supports=["PERF05-BP01"],
    remedy=Remedy(
        console="CloudWatch → Alarms → {name} → Edit: statistic p99, threshold as agreed.",
        cli="aws cloudwatch put-metric-alarm --region {region} --alarm-name {name} "
        "--extended-statistic p99 --cli-input-json file://alarm.json",
        cloudformation=(
            'Alarm:\n  Type: AWS::CloudWatch::Alarm\n  Properties:\n    AlarmName: "{name}"\n'
            "    Namespace: AWS/ApplicationELB\n    MetricName: TargetResponseTime\n"
            "    ExtendedStatistic: p99\n    Period: 60\n    EvaluationPeriods: 5\n"
            "    Threshold: 0.5\n    ComparisonOperator: GreaterThanThreshold"
        ),
        terraform=(
            'resource "aws_cloudwatch_metric_alarm" "latency" {\n'
            '  alarm_name          = "latency"\n'
            '  namespace           = "AWS/ApplicationELB"\n'
            '  metric_name         = "TargetResponseTime"\n'
            "  dimensions          = { LoadBalancer = aws_lb.api.arn_suffix }\n"
            '  extended_statistic  = "p99"\n'
            "  period              = 60\n"
            "  evaluation_periods  = 5\n"
            "  threshold           = 0.5\n"
            '  comparison_operator = "GreaterThanThreshold"\n'
            "  alarm_actions       = [aws_sns_topic.alarms.arn]\n"
            "}"
        ),
        cost="About 0.10 USD per alarm and month",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "Statistics-definitions.html",
)
def latency_alarmed(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(ALARMS), _latency)


def _latency(alarm: Resource) -> Result | None:
    if not _LATENCY.search(str(alarm.data.get("MetricName") or "")):
        return None
    threshold = number(alarm.data.get("Threshold"))
    statistic = str(alarm.data.get("ExtendedStatistic") or alarm.data.get("Statistic") or "")
    if threshold is None or not statistic:
        return None
    if _PERCENTILE.match(statistic):
        return passed(alarm, f"Alarm {alarm.name} holds {statistic} to {threshold:g}.")
    return failed(alarm, f"Alarm {alarm.name} looks at {statistic}, which hides the slowest.")


@check(
    id="internet-monitored",
    title="The way of users to the workload is measured",
    pillar="performance",
    severity=Severity.LOW,
    needs=[MONITORS],
    passes="A monitor of CloudWatch Internet Monitor is active, which tells latency and "
    "availability by city and network. Other tools do not show.",
    supports=["PERF04-BP07", "PERF04-BP06"],
    remedy=Remedy(
        console="CloudWatch → Network monitoring → Internet monitors → Create monitor.",
        cli="aws internetmonitor create-monitor --region {region} --monitor-name workload "
        "--resources ARNS --traffic-percentage-to-monitor 100",
        cloudformation=(
            "Monitor:\n  Type: AWS::InternetMonitor::Monitor\n  Properties:\n"
            "    MonitorName: workload\n    Resources: [ARN]\n"
            "    TrafficPercentageToMonitor: 100"
        ),
        terraform='resource "aws_internetmonitor_monitor" "workload" {\n'
        '  monitor_name = "workload"\n}',
        cost="By resource and by city and network that is monitored",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "CloudWatch-InternetMonitor.html",
)
def internet_monitored(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(MONITORS), _monitored)


def _monitored(monitor: Resource) -> Result:
    status = str(required(monitor, "Status"))
    if status == "ACTIVE":
        return passed(monitor, f"Monitor {monitor.name} measures the way of users.")
    return failed(monitor, f"Monitor {monitor.name} is {status.lower()}.")


@check(
    id="flow-logs-tell-paths",
    title="Flow logs tell which way traffic takes",
    pillar="performance",
    severity=Severity.LOW,
    needs=[FLOW_LOGS],
    passes="The flow log's own format keeps the path, zone or AWS service of each flow, by which "
    "network paths and paid transfer can be added up. The default format yields nothing.",
    supports=["PERF04-BP07", "COST08-BP01"],
    remedy=Remedy(
        console="VPC → Flow logs → Create: custom format with az-id, traffic-path, flow-direction "
        "and pkt-dst-aws-service, to S3 as Parquet.",
        cli="aws ec2 create-flow-logs --region {region} --resource-type VPC --resource-ids VPC "
        "--traffic-type ALL --log-destination-type s3 --log-destination BUCKET_ARN "
        '--log-format "$(cat format.txt)"',
        cloudformation=(
            "Log:\n  Type: AWS::EC2::FlowLog\n  Properties:\n    ResourceType: VPC\n"
            "    ResourceId: VPC\n    TrafficType: ALL\n    LogDestinationType: s3\n"
            "    LogDestination: BUCKET_ARN\n"
            '    LogFormat: "${az-id} ${traffic-path} ${flow-direction}"'
        ),
        terraform='resource "aws_flow_log" "paths" {\n  log_format = file("format.txt")\n}',
        cost="About 0.25 USD per GB of logs delivered to S3, and their storage",
    ),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html",
)
def flow_logs_tell(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(FLOW_LOGS), _tells)


def _tells(log: Resource) -> Result | None:
    kept = [name for name in _PATH_FIELDS if name in str(log.data.get("LogFormat") or "")]
    if not kept or dig(log.data, "FlowLogStatus") != "ACTIVE":
        return None
    return passed(log, f"Flow log {log.name} keeps {', '.join(kept)}.")
