"""Queues, topics and events between the parts of the shop."""

import json
from typing import Any

from . import ACCOUNT, MAIN, SECOND
from .clients import Account
from .tags import listed, shop

LAMBDA = f"arn:aws:lambda:{MAIN}:{ACCOUNT}:function"


def build_queues(account: Account) -> dict[str, str]:
    """Queue ARNs by name; orders fall into a dead-letter queue, the others get lost."""
    sqs = account.client("sqs")
    arns = {name: _queue(sqs, name, encrypted=True) for name in ("orders-dlq", "emails")}
    redrive = json.dumps({"deadLetterTargetArn": arns["orders-dlq"], "maxReceiveCount": 5})
    arns["orders"] = _queue(sqs, "orders", encrypted=True, RedrivePolicy=redrive)
    arns["thumbnails"] = _queue(sqs, "thumbnails", encrypted=False)
    arns["us-orders"] = _queue(account.client("sqs", SECOND), "us-orders", encrypted=False)
    return arns


def build_topics(account: Account, queues: dict[str, str]) -> dict[str, str]:
    """Topic ARNs by name: alerts reach people, orders reach queues, one reaches nobody."""
    sns = account.client("sns")
    arns: dict[str, str] = {
        name: sns.create_topic(Name=name, Tags=listed(shop("shop")))["TopicArn"]
        for name in ("alerts", "order-events", "deploy-notices")
    }
    sns.subscribe(TopicArn=arns["alerts"], Protocol="email", Endpoint="on-call@larkspur.example")
    for queue in ("orders", "emails"):
        sns.subscribe(TopicArn=arns["order-events"], Protocol="sqs", Endpoint=queues[queue])
    return arns


def build_events(account: Account, queues: dict[str, str], topics: dict[str, str]) -> None:
    events = account.client("events")
    events.create_event_bus(Name="shop")
    placed = {"source": ["shop.orders"], "detail-type": ["OrderPlaced"]}
    _rule(events, "order-placed", "shop", {"EventPattern": json.dumps(placed)}, queues["orders"])
    findings = {"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"]}
    _rule(events, "threats", "default", {"EventPattern": json.dumps(findings)}, topics["alerts"])
    for name, function, when in (
        ("nightly-prices", "price-import", "cron(0 3 * * ? *)"),
        ("stock-every-hour", "stock-sync", "rate(1 hour)"),
    ):
        target = f"{LAMBDA}:{function}"
        _rule(events, name, "default", {"ScheduleExpression": when}, target)


def _queue(sqs: Any, name: str, *, encrypted: bool, **attributes: str) -> str:
    url = sqs.create_queue(
        QueueName=name,
        Attributes={"SqsManagedSseEnabled": str(encrypted).lower(), **attributes},
    )["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    arn: str = found["Attributes"]["QueueArn"]
    return arn


def _rule(events: Any, name: str, bus: str, when: dict[str, str], target: str) -> None:
    events.put_rule(Name=name, EventBusName=bus, State="ENABLED", **when)
    events.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": "1", "Arn": target}])
