"""Alarms and topics."""

from typing import Any

from ..account import REGION, Account


def topic(account: Account, name: str = "alarms", *, heard: bool = True) -> str:
    """A topic, with an address subscribed unless told otherwise; gives its ARN."""
    sns = account.client("sns")
    arn: str = sns.create_topic(Name=name)["TopicArn"]
    if heard:
        sns.subscribe(TopicArn=arn, Protocol="email", Endpoint="operations@example.com")
    return arn


def alarm(
    account: Account,
    name: str = "errors",
    *actions: str,
    dimensions: dict[str, str] | None = None,
    region: str = REGION,
    **more: Any,
) -> str:
    """An alarm that was last seen well; gives its ARN."""
    settings: dict[str, Any] = {
        "Namespace": "AWS/Lambda",
        "MetricName": "Errors",
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1.0,
        "ComparisonOperator": "GreaterThanThreshold",
        "Dimensions": [{"Name": k, "Value": v} for k, v in (dimensions or {}).items()],
    }
    watch = account.client("cloudwatch", region)
    watch.put_metric_alarm(AlarmName=name, AlarmActions=list(actions), **{**settings, **more})
    watch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="quiet")
    return account.arn("cloudwatch", f"alarm:{name}", region)
