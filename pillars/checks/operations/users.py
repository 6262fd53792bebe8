"""What users get: walked by machines, measured in their browsers, promised as objectives."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from ..common import dig, judged, required

CANARIES = "synthetics.canary"
MONITORS = "rum.app_monitor"
OBJECTIVES = "applicationsignals.objective"
DETECTORS = "cloudwatch.anomaly_detector"


@check(
    id="synthetics-canary-runs",
    title="Canaries walk the vital journeys",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[CANARIES],
    passes="The canary runs on a schedule. One that is stopped or broken fails; which journeys "
    "matter, people know.",
    supports=["OPS04-BP03", "REL11-BP01"],
    remedy=Remedy(
        console="CloudWatch → Synthetics Canaries → {name} → Start.",
        cli="aws synthetics start-canary --region {region} --name {name}",
        cloudformation=(
            'Canary:\n  Type: AWS::Synthetics::Canary\n  Properties:\n    Name: "{name}"\n'
            "    StartCanaryAfterCreation: true\n    Schedule:\n"
            "      Expression: rate(5 minutes)"
        ),
        terraform=(
            'resource "aws_synthetics_canary" "this" {\n'
            "  # the rest stays as it is\n"
            '  name         = "{name}"\n'
            "  start_canary = true\n"
            "}"
        ),
        cost="About 0.0012 USD per run: 10 USD a month at one every five minutes",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "CloudWatch_Synthetics_Canaries.html",
)
def canary_runs(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(CANARIES), _canary)


def _canary(canary: Resource) -> Result:
    state = str(dig(required(canary, "Status"), "State"))
    if str(dig(canary.data, "Schedule", "Expression") or "").startswith("rate(0 "):
        return failed(canary, f"Canary {canary.name} runs once, whenever it is started.")
    if state == "RUNNING":
        return passed(canary, f"Canary {canary.name} runs.")
    return failed(canary, f"Canary {canary.name} does not run: it is {state.lower()}.")


@check(
    id="rum-monitor-active",
    title="Real users' browsers report what they see",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[MONITORS],
    passes="An application monitor of CloudWatch RUM is active. Scripts of other vendors do not "
    "show.",
    supports=["OPS04-BP03"],
    remedy=Remedy(
        console="CloudWatch → Application monitoring → RUM → Add app monitor.",
        cli="aws rum create-app-monitor --region {region} --name shop --domain shop.example.com",
        cloudformation=(
            "Shop:\n  Type: AWS::RUM::AppMonitor\n  Properties:\n    Name: shop\n"
            "    Domain: shop.example.com"
        ),
        terraform='resource "aws_rum_app_monitor" "shop" {\n  name   = "shop"\n'
        '  domain = "shop.example.com"\n}',
        cost="1 USD per 100,000 events",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-RUM.html",
)
def monitor_active(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(MONITORS), _monitor)


def _monitor(monitor: Resource) -> Result:
    state = str(required(monitor, "State"))
    if state == "ACTIVE":
        return passed(monitor, f"Monitor {monitor.name} hears from users.")
    return failed(monitor, f"Monitor {monitor.name} hears from nobody: it is {state.lower()}.")


@check(
    id="service-objective-defined",
    title="Services have measured objectives",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[OBJECTIVES],
    passes="Application Signals measures a service level objective. That the business agreed to "
    "it, people know; objectives kept elsewhere do not show.",
    supports=["OPS04-BP01", "REL11-BP07", "PERF05-BP01"],
    remedy=Remedy(
        console="CloudWatch → Application Signals → Service Level Objectives → Create SLO.",
        cli="aws application-signals create-service-level-objective --region {region} "
        "--name checkout-latency --sli-config file://sli.json --goal file://goal.json",
        cloudformation=(
            "Latency:\n  Type: AWS::ApplicationSignals::ServiceLevelObjective\n"
            "  Properties:\n    Name: checkout-latency\n    Goal:\n"
            "      AttainmentGoal: 99.9\n      WarningThreshold: 50"
        ),
        terraform='resource "awscc_applicationsignals_service_level_objective" "latency" {\n'
        '  name = "checkout-latency"\n}',
        cost="By the requests that Application Signals sees, and the objective's metrics",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "CloudWatch-ServiceLevelObjectives.html",
)
def objective_defined(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(OBJECTIVES), _objective)


def _objective(objective: Resource) -> Result:
    return passed(objective, f"Objective {required(objective, 'Name')} is measured.")


@check(
    id="cloudwatch-anomalies-watched",
    title="Metrics are compared with what is normal",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[DETECTORS],
    passes="A trained anomaly detector knows the usual band of a metric. That people study the "
    "trends, they know themselves.",
    supports=["OPS08-BP01"],
    remedy=Remedy(
        console="CloudWatch → Metrics → the metric → Graphed metrics → Anomaly detection.",
        cli="aws cloudwatch put-anomaly-detector --region {region} "
        "--single-metric-anomaly-detector Namespace=Shop,MetricName=Orders,Stat=Sum",
        cloudformation=(
            "Orders:\n  Type: AWS::CloudWatch::AnomalyDetector\n  Properties:\n"
            "    Namespace: Shop\n    MetricName: Orders\n    Stat: Sum"
        ),
        terraform=(
            'resource "aws_cloudwatch_metric_alarm" "orders" {\n'
            '  alarm_name          = "orders-unusual"\n'
            '  comparison_operator = "LessThanLowerOrGreaterThanUpperThreshold"\n'
            "  evaluation_periods  = 3\n"
            '  threshold_metric_id = "band"\n'
            "  alarm_actions       = [aws_sns_topic.alarms.arn]\n"
            "  metric_query {\n"
            '    id          = "band"\n'
            '    expression  = "ANOMALY_DETECTION_BAND(orders)"\n'
            "    return_data = true\n"
            "  }\n"
            "  metric_query {\n"
            '    id          = "orders"\n'
            "    return_data = true\n"
            "    metric {\n"
            '      namespace   = "App"\n'
            '      metric_name = "OrdersPlaced"\n'
            '      stat        = "Sum"\n'
            "      period      = 300\n"
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="About 0.30 USD per month for an alarm on a band",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "CloudWatch_Anomaly_Detection.html",
)
def anomalies_watched(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(DETECTORS), _detector)


def _detector(detector: Resource) -> Result | None:
    state = str(required(detector, "StateValue"))
    if state == "TRAINED":
        return passed(detector, f"The usual band of {detector.name} is known.")
    if state == "TRAINED_INSUFFICIENT_DATA":
        return failed(detector, f"{detector.name} has too few values to know what is usual.")
    return None
