"""SQS: queues with their attributes."""

from collections.abc import Iterator
from functools import partial

from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged


@collects("sqs.queue", call="sqs:ListQueues", actions=("sqs:GetQueueAttributes", TAG_ACTION))
def queues(reader: Reader) -> Iterator[Item]:
    # Without a page size AWS returns the first thousand queues and no token.
    urls = reader.pages("list_queues", "QueueUrls", PaginationConfig={"PageSize": 1000})
    return Tagged(reader, "sqs").onto(reader.spread(partial(_queue, reader), urls))


def _queue(reader: Reader, url: str) -> Item:
    name = url.rpartition("/")[2]
    more = reader.aspects({"QueueUrl": url})
    more.read(
        "Attributes",
        "get_queue_attributes",
        pick="Attributes",
        QueueUrl=url,
        AttributeNames=["All"],
    )
    return Item(reader.arn("sqs", name), more.data, name=name, unread=more.unread)
