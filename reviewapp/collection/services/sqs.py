"""SQS: queues with their attributes."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects


@collects("sqs.queue", call="sqs:ListQueues", actions=("sqs:GetQueueAttributes",))
def queues(reader: Reader) -> Iterator[Item]:
    # Without a page size AWS returns the first thousand queues and no token.
    for url in reader.pages("list_queues", "QueueUrls", PaginationConfig={"PageSize": 1000}):
        name = url.rpartition("/")[2]
        more = reader.aspects({"QueueUrl": url})
        more.read(
            "Attributes",
            "get_queue_attributes",
            pick="Attributes",
            QueueUrl=url,
            AttributeNames=["All"],
        )
        yield Item(reader.arn("sqs", name), more.data, name=name, unread=more.unread)
