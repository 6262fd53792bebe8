"""Structured logs, as far as configuration shows them."""

import re
from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot, Unread

from ..common import dig, judged, required

# Fields of CloudTrail's own records: a filter on these says nothing of the application's logs.
_TRAIL_FIELD = re.compile(
    r"\$\.(eventName|eventSource|eventType|userIdentity|errorCode|errorMessage|sourceIPAddress"
    r"|additionalEventData|responseElements|requestParameters)\b"
)
_JSON_PATTERN = re.compile(r"^\s*\{\s*\(*\s*!?\s*\(*\s*\$")


def reads_json(pattern: str) -> bool:
    """Whether a metric filter's pattern selects by a field of a JSON log event."""
    return bool(_JSON_PATTERN.match(pattern))


def watches_trail(pattern: str) -> bool:
    """Whether a metric filter's pattern is about CloudTrail's records."""
    return reads_json(pattern) and bool(_TRAIL_FIELD.search(pattern))


@check(
    id="lambda-function-logs-json",
    title="Functions log in JSON",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=["lambda.function"],
    passes="The function's log format is JSON. A function with the text format may still print "
    "JSON by itself, so a failure proves nothing.",
    supports=["foundations/ops_structured_logging", "OPS04-BP02", "OPS08-BP02"],
    remedy=Remedy(
        console="Lambda → Functions → {name} → Configuration → Monitoring and operations tools → "
        "Logging configuration → Edit: log format JSON.",
        cli="aws lambda update-function-configuration --region {region} --function-name {id} "
        "--logging-config LogFormat=JSON",
        cloudformation=(
            "Function:\n  Type: AWS::Lambda::Function\n  Properties:\n"
            '    FunctionName: "{name}"\n    LoggingConfig:\n      LogFormat: JSON'
        ),
        terraform=(
            'resource "aws_lambda_function" "this" {\n'
            "  # the rest stays as it is\n"
            '  function_name = "{name}"\n'
            "  logging_config {\n"
            '    log_format = "JSON"\n'
            "  }\n"
            "}"
        ),
        cost="Free but for longer lines at 0.50 USD per GB",
    ),
    url="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html",
)
def function_logs_json(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("lambda.function"), _log_format)


def _log_format(function: Resource) -> Result:
    log_format = dig(function.get("LoggingConfig"), "LogFormat")
    if log_format is None:
        raise Unread("the answer holds no LoggingConfig")
    reason = f"Function {function.name} logs in the {log_format} format."
    return passed(function, reason) if log_format == "JSON" else failed(function, reason)


@check(
    id="logs-filter-reads-json",
    title="Metric filters read fields of JSON logs",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=["logs.metric_filter"],
    passes="A metric filter selects by a JSON field, which only structured logs have. Filters on "
    "CloudTrail's records yield nothing: they show no application's logs.",
    supports=["foundations/ops_structured_logging", "OPS04-BP02", "OPS08-BP02", "REL06-BP02"],
    remedy=Remedy(
        console="CloudWatch → Log groups → Create metric filter: select by a field of the JSON "
        "event.",
        cli="aws logs put-metric-filter --region {region} --log-group-name GROUP "
        "--filter-name errors --filter-pattern '{ $.level = \"ERROR\" }' "
        "--metric-transformations metricName=Errors,metricNamespace=App,metricValue=1",
        cloudformation=(
            "Errors:\n  Type: AWS::Logs::MetricFilter\n  Properties:\n"
            "    LogGroupName: GROUP\n    FilterPattern: '{ $.level = \"ERROR\" }'\n"
            "    MetricTransformations:\n      - MetricNamespace: App\n"
            '        MetricName: Errors\n        MetricValue: "1"'
        ),
        terraform=(
            'resource "aws_cloudwatch_log_metric_filter" "errors" {\n'
            '  name           = "errors"\n'
            '  log_group_name = "LOG_GROUP"\n'
            '  pattern        = "{ $.level = \\"ERROR\\" }"\n'
            "  metric_transformation {\n"
            '    namespace = "App"\n'
            '    name      = "Errors"\n'
            '    value     = "1"\n'
            "  }\n"
            "}"
        ),
        cost="About 0.30 USD per metric and month",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html",
)
def filter_reads_json(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("logs.metric_filter"), _json_filter)


def _json_filter(found: Resource) -> Result | None:
    pattern = str(required(found, "filterPattern"))
    if not reads_json(pattern) or watches_trail(pattern):
        return None
    group = found.get("logGroupName", "a log group")
    return passed(found, f"Filter {found.name} reads JSON events of {group}: {pattern}")
