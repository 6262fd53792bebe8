"""Logs, metrics and alarms: some reach people, some go off unheard."""

import json
from typing import Any

from . import ACCOUNT, MAIN, SECOND
from .clients import Account

RETENTION = {
    "/larkspur/api": 90,
    "/aws/lambda/order-confirmation": 30,
    "/aws/lambda/stock-sync": 30,
    "/aws/lambda/thumbnails": 0,
    "/aws/lambda/invoice-mail": 0,
    "/larkspur/recommendations": 0,
    "/larkspur/erp": 0,
}
CUSTOM = {
    "Larkspur/Shop": ("OrdersPerMinute", "CheckoutSeconds", "CartsAbandoned"),
    "Larkspur/Payments": ("PaymentsRefused",),
}

Metric = tuple[str, str, dict[str, str]]


def build_monitoring(account: Account, topics: dict[str, str], balancer: str) -> None:
    _logs(account)
    watch = account.client("cloudwatch")
    for namespace, names in CUSTOM.items():
        data = [{"MetricName": name, "Value": 17.0, "Unit": "None"} for name in names]
        watch.put_metric_data(Namespace=namespace, MetricData=data)
    _alarms(watch, topics["alerts"], balancer)
    _hurried_alarm(account.client("cloudwatch", SECOND))
    text = {"type": "text", "x": 0, "y": 0, "width": 6, "height": 3}
    body = {"widgets": [{**text, "properties": {"markdown": "# The shop at a glance"}}]}
    watch.put_dashboard(DashboardName="shop-overview", DashboardBody=json.dumps(body))
    _tracing(account)


def _logs(account: Account) -> None:
    logs = account.client("logs")
    for name, days in RETENTION.items():
        logs.create_log_group(logGroupName=name)
        if days:
            logs.put_retention_policy(logGroupName=name, retentionInDays=days)
    account.client("logs", SECOND).create_log_group(logGroupName="/aws/lambda/us-payment-webhook")
    logs.put_metric_filter(
        logGroupName="/larkspur/api",
        filterName="failed-payments",
        filterPattern='{ $.event = "payment" && $.state = "failed" }',
        metricTransformations=[
            {
                "metricName": "PaymentsFailed",
                "metricNamespace": "Larkspur/Payments",
                "metricValue": "1",
            }
        ],
    )


def _alarms(watch: Any, alerts: str, balancer: str) -> None:
    shop = {"LoadBalancer": balancer.partition("loadbalancer/")[2]}
    errors = ("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", shop)
    _alarm(watch, "shop-5xx", errors, 20, [alerts])
    orders = ("AWS/RDS", "CPUUtilization", {"DBInstanceIdentifier": "shop-orders"})
    _alarm(watch, "orders-db-cpu", orders, 80, [alerts])
    payments = ("AWS/RDS", "FreeableMemory", {"DBClusterIdentifier": "payments"})
    _alarm(watch, "payments-memory", payments, 500_000_000, [alerts])
    refused: Metric = ("Larkspur/Payments", "PaymentsRefused", {})
    _alarm(watch, "payments-refused", refused, 5, [alerts])
    waiting = ("AWS/SQS", "ApproximateAgeOfOldestMessage", {"QueueName": "orders"})
    _alarm(watch, "orders-waiting", waiting, 300, [])
    build = ("AWS/EC2", "StatusCheckFailed", {"AutoScalingGroupName": "shop-web"})
    _alarm(watch, "web-status", build, 1, [])


def _hurried_alarm(watch: Any) -> None:
    carts = ("AWS/DynamoDB", "ThrottledRequests", {"TableName": "us-carts"})
    _alarm(watch, "us-carts-throttled", carts, 10, [])


def _alarm(
    watch: Any,
    name: str,
    metric: Metric,
    threshold: float,
    actions: list[str],
) -> None:
    namespace, metric_name, dimensions = metric
    watch.put_metric_alarm(
        AlarmName=name,
        Namespace=namespace,
        MetricName=metric_name,
        Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
        Statistic="Average",
        Period=300,
        EvaluationPeriods=2,
        Threshold=threshold,
        ComparisonOperator="GreaterThanThreshold",
        ActionsEnabled=True,
        AlarmActions=actions,
    )
    watch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="Below the threshold")


def _tracing(account: Account) -> None:
    place = f"arn:aws:xray:{MAIN}:{ACCOUNT}"
    group = {
        "GroupName": "checkout",
        "GroupARN": f"{place}:group/checkout/7K4XFM2VWQ",
        "FilterExpression": 'service("api")',
    }
    account.records.put("xray", MAIN, "POST /Groups", {"Groups": [group]})
    rule = {
        "RuleName": "Default",
        "RuleARN": f"{place}:sampling-rule/Default",
        "ResourceARN": "*",
        "Priority": 10000,
        "FixedRate": 0.05,
        "ReservoirSize": 1,
        "ServiceName": "*",
        "ServiceType": "*",
        "Host": "*",
        "HTTPMethod": "*",
        "URLPath": "*",
        "Version": 1,
        "Attributes": {},
    }
    account.records.put(
        "xray",
        MAIN,
        "POST /GetSamplingRules",
        {"SamplingRuleRecords": [{"SamplingRule": rule}]},
    )
