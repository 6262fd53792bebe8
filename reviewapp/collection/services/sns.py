"""SNS: topics and who listens to them."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ..reader import Listing, Reader
from ..registry import Item, collects


@collects(
    "sns.topic",
    call="sns:ListTopics",
    actions=("sns:GetTopicAttributes", "sns:ListSubscriptions"),
)
def topics(reader: Reader) -> Iterator[Item]:
    subscriptions = reader.listing("list_subscriptions", "Subscriptions")
    return reader.spread(
        partial(_topic, reader, subscriptions), reader.pages("list_topics", "Topics")
    )


def _topic(reader: Reader, subscriptions: Listing, topic: Mapping[str, Any]) -> Item:
    arn = topic["TopicArn"]
    more = reader.aspects(topic)
    more.read("Attributes", "get_topic_attributes", pick="Attributes", TopicArn=arn)
    more.join("Subscriptions", subscriptions, partial(_of_topic, arn))
    return Item(arn, more.data, name=arn.rpartition(":")[2], unread=more.unread)


def _of_topic(arn: str, subscriptions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [subscription for subscription in subscriptions if subscription["TopicArn"] == arn]
