"""SNS: topics and who listens to them."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ..reader import Listing, Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged


@collects(
    "sns.topic",
    call="sns:ListTopics",
    actions=("sns:GetTopicAttributes", "sns:ListSubscriptions", TAG_ACTION),
)
def topics(reader: Reader) -> Iterator[Item]:
    subscriptions = reader.listing("list_subscriptions", "Subscriptions")
    found = reader.pages("list_topics", "Topics")
    topics = reader.spread(partial(_topic, reader, subscriptions), found)
    return Tagged(reader, "sns").onto(topics)


def _topic(reader: Reader, subscriptions: Listing, topic: Mapping[str, Any]) -> Item:
    arn = topic["TopicArn"]
    more = reader.aspects(topic)
    more.read("Attributes", "get_topic_attributes", pick="Attributes", TopicArn=arn)
    more.join("Subscriptions", subscriptions, partial(_of_topic, arn))
    return Item(arn, more.data, name=arn.rpartition(":")[2], unread=more.unread)


def _of_topic(arn: str, subscriptions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [subscription for subscription in subscriptions if subscription["TopicArn"] == arn]
