"""Kinesis: data streams, how they are encrypted, and whom they let in."""

import json
from collections.abc import Iterator

from ..aspects import Aspects
from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged

PER_PAGE = 1000


@collects(
    "kinesis.stream",
    call="kinesis:ListStreams",
    actions=("kinesis:DescribeStreamSummary", "kinesis:GetResourcePolicy", TAG_ACTION),
)
def streams(reader: Reader) -> Iterator[Item]:
    tagged = Tagged(reader, "kinesis")
    names = reader.pages("list_streams", "StreamNames", Limit=PER_PAGE)
    for stream in reader.spread(lambda name: _describe(reader, name), names):
        if stream is None:
            continue
        name = stream.data["StreamName"]
        arn = stream.data.get("StreamARN") or reader.arn("kinesis", f"stream/{name}")
        unread = stream.unread | tagged.unread
        yield Item(arn, stream.data, name=name, tags=tagged.of(arn), unread=unread)


def _describe(reader: Reader, name: str) -> Aspects | None:
    more = reader.aspects({"StreamName": name})
    gone = ("ResourceNotFoundException",)
    found = more.describe(
        "describe_stream_summary", "StreamDescriptionSummary", gone=gone, StreamName=name
    )
    if found is None:
        return None
    arn = more.data.get("StreamARN") or reader.arn("kinesis", f"stream/{name}")
    more.read("Policy", "get_resource_policy", pick="Policy", absent=gone, ResourceARN=arn)
    more.change("Policy", lambda text: json.loads(text or "{}") or None)
    return more
