"""SNS: topics and who listens to them."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects


@collects(
    "sns.topic",
    call="sns:ListTopics",
    actions=("sns:GetTopicAttributes", "sns:ListSubscriptions"),
)
def topics(reader: Reader) -> Iterator[Item]:
    subscriptions = reader.listing("list_subscriptions", "Subscriptions")
    for topic in reader.pages("list_topics", "Topics"):
        arn = topic["TopicArn"]
        more = reader.aspects(topic)
        more.read("Attributes", "get_topic_attributes", pick="Attributes", TopicArn=arn)
        more.join("Subscriptions", subscriptions, lambda items, arn=arn: _of_topic(items, arn))
        yield Item(arn, more.data, name=arn.rpartition(":")[2], unread=more.unread)


def _of_topic(subscriptions: list[dict[str, Any]], arn: str) -> list[dict[str, Any]]:
    return [subscription for subscription in subscriptions if subscription["TopicArn"] == arn]
