"""Metrics of the customer's own, and dashboards."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, Verdict, check, passed
from pillars.facts import Resource, Snapshot

from ..common import (
    amounts,
    counted,
    in_account,
    judged,
    read_everywhere,
    required,
    running,
    unread,
)
from .logs import watches_trail

METRICS = "cloudwatch.metric"
FILTERS = "logs.metric_filter"
COMPUTE = ("ec2.instance", "lambda.function", "ecs.service")
# Namespaces that agents and add-ons of AWS fill: metrics of the machine, not of the application.
AGENTS = frozenset(
    {
        "CWAgent",
        "ContainerInsights",
        "ContainerInsights/Prometheus",
        "ECS/ContainerInsights",
        "LambdaInsights",
        "ApplicationSignals",
        "CloudWatchSynthetics",
        "Glue",
        "System/Linux",
        "System/Windows",
        "WAF",
    }
)


@check(
    id="cloudwatch-metrics-of-application",
    title="The application publishes metrics of its own",
    pillar="operationalExcellence",
    severity=Severity.MEDIUM,
    needs=[METRICS, FILTERS],
    passes="Metrics exist in a namespace of the customer's own; CloudWatch lists metrics of the "
    "last two weeks. Namespaces that an agent fills, or that filters on CloudTrail's records fill, "
    "do not count. Accounts without compute yield nothing.",
    refutes=["foundations/ops_custom_metrics"],
    proves=["foundations/ops_custom_metrics"],
    supports=["OPS04-BP02", "REL06-BP02"],
    remedy=Remedy(
        console="CloudWatch → Metrics: publish from the application with the embedded metric "
        "format or PutMetricData, or create a metric filter on a log group.",
        cli="aws cloudwatch put-metric-data --namespace App --metric-name OrdersPlaced --value 1",
        cloudformation=(
            "Orders:\n  Type: AWS::Logs::MetricFilter\n  Properties:\n"
            "    LogGroupName: GROUP\n    FilterPattern: '{ $.event = \"order\" }'\n"
            "    MetricTransformations:\n      - MetricNamespace: App\n"
            '        MetricName: OrdersPlaced\n        MetricValue: "1"'
        ),
        terraform=(
            'resource "aws_cloudwatch_log_metric_filter" "orders" {\n'
            '  name           = "orders-placed"\n'
            '  log_group_name = "LOG_GROUP"\n'
            '  pattern        = "{ $.event = \\"OrderPlaced\\" }"\n'
            "  metric_transformation {\n"
            '    namespace = "App"\n'
            '    name      = "OrdersPlaced"\n'
            '    value     = "1"\n'
            "  }\n"
            "}"
        ),
        cost="About 0.30 USD per metric and month",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html",
)
def metrics_of_application(snapshot: Snapshot) -> Iterator[Result]:
    found = [m for m in snapshot.of(METRICS) if _is_own(snapshot, m)]
    yield from judged(found, _published)
    having = {metric.account for metric in found}
    for account in read_everywhere(snapshot, METRICS, FILTERS):
        if account not in having:
            yield from _silent(snapshot, account)


def _silent(snapshot: Snapshot, account: str) -> Iterator[Result]:
    silent = "No application metric was published in two weeks"
    if compute := _compute(snapshot, account):
        yield in_account(Verdict.FAIL, f"{silent}, in an account that runs {compute}.", account)
    elif gap := unread(snapshot, account, *COMPUTE):
        yield in_account(Verdict.UNKNOWN, f"{silent}; whether anything runs: {gap}", account)


def _published(metric: Resource) -> Result:
    count = int(required(metric, "Metrics"))
    return passed(metric, f"Namespace {metric.name} holds {counted(count, 'metric')}.")


def _is_own(snapshot: Snapshot, metric: Resource) -> bool:
    namespace = str(metric.data.get("Namespace") or metric.name)
    if namespace in AGENTS or namespace.startswith("AWS/"):
        return False
    sources = [f for f in snapshot.of(FILTERS) if namespace in _namespaces(f)]
    return not sources or not all(watches_trail(str(f.data.get("filterPattern"))) for f in sources)


def _namespaces(metric_filter: Resource) -> list[str]:
    made = metric_filter.data.get("metricTransformations") or ()
    return [str(transformation.get("metricNamespace")) for transformation in made]


def _compute(snapshot: Snapshot, account: str) -> str:
    """`3 instances and 2 functions`, empty where the account computes nothing."""
    instances, functions, services = (snapshot.of(kind, account=account) for kind in COMPUTE)
    return amounts(
        (len(running(instances)), "instance"),
        (len(functions), "function"),
        (len(services), "service"),
    )


@check(
    id="cloudwatch-metrics-of-agents",
    title="Agents report memory, disks and containers",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[METRICS],
    passes="The CloudWatch agent, Container Insights or Lambda Insights publishes metrics.",
    supports=["PERF02-BP03", "OPS04-BP02"],
    remedy=Remedy(
        console="CloudWatch → Setup → configure the CloudWatch agent on instances, or Container "
        "Insights on clusters.",
        cli="aws ecs update-cluster-settings --region {region} --cluster CLUSTER "
        "--settings name=containerInsights,value=enabled",
        cloudformation=(
            "Cluster:\n  Type: AWS::ECS::Cluster\n  Properties:\n    ClusterSettings:\n"
            "      - Name: containerInsights\n        Value: enabled"
        ),
        terraform=(
            'resource "aws_ecs_cluster" "this" {\n'
            '  name = "CLUSTER"\n'
            "  setting {\n"
            '    name  = "containerInsights"\n'
            '    value = "enabled"\n'
            "  }\n"
            "}"
        ),
        cost="About 0.30 USD per metric and month",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "Install-CloudWatch-Agent.html",
)
def metrics_of_agents(snapshot: Snapshot) -> Iterator[Result]:
    found = [m for m in snapshot.of(METRICS) if m.data.get("Namespace") in AGENTS]
    yield from judged(found, _published)


@check(
    id="cloudwatch-dashboard-exists",
    title="Dashboards show the workload",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=["cloudwatch.dashboard"],
    passes="A dashboard exists. Whether it shows what matters, people know.",
    supports=["foundations/perf_monitoring", "OPS08-BP05", "OPS10-BP06", "PERF05-BP02"],
    remedy=Remedy(
        console="CloudWatch → Dashboards → Create dashboard: one for the users' experience, one "
        "for the resources behind it.",
        cli="aws cloudwatch put-dashboard --region {region} --dashboard-name workload "
        "--dashboard-body file://dashboard.json",
        cloudformation=(
            "Dashboard:\n  Type: AWS::CloudWatch::Dashboard\n  Properties:\n"
            '    DashboardName: workload\n    DashboardBody: !Sub |\n      {"widgets": []}'
        ),
        terraform='resource "aws_cloudwatch_dashboard" "workload" {\n'
        '  dashboard_name = "workload"\n  dashboard_body = file("dashboard.json")\n}',
        cost="The first three are free, then 3 USD per dashboard and month",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html",
)
def dashboard_exists(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("cloudwatch.dashboard"), _dashboard)


def _dashboard(dashboard: Resource) -> Result:
    return passed(dashboard, f"Dashboard {dashboard.name} exists in {dashboard.region}.")
