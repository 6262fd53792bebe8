"""Data Firehose: streams, how they are encrypted, and where each delivers."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged

KEPT = (
    *("DeliveryStreamName", "DeliveryStreamARN", "DeliveryStreamStatus", "DeliveryStreamType"),
    *("DeliveryStreamEncryptionConfiguration", "CreateTimestamp", "Destinations", "Source"),
)
DESCRIPTION = "DestinationDescription"
# AWS lists ten where nobody says how many.
AT_ONCE = 1000


@collects(
    "firehose.stream",
    call="firehose:ListDeliveryStreams",
    actions=("firehose:DescribeDeliveryStream", TAG_ACTION),
)
def streams(reader: Reader) -> Iterator[Item]:
    """Each with its destinations cut to their kind, bucket, and what they write of errors.

    Addresses, names of users and what becomes of the records on their way are left out.
    """
    found = reader.spread(lambda name: _stream(reader, name), _names(reader))
    yield from Tagged(reader, "firehose").onto(item for item in found if item is not None)


def _names(reader: Reader) -> Iterator[str]:
    """Firehose goes on after a name, and has no token for it."""
    answer = reader.call("list_delivery_streams", Limit=AT_ONCE)
    while names := answer.get("DeliveryStreamNames"):
        yield from names
        if not answer.get("HasMoreDeliveryStreams"):
            return
        answer = reader.call(
            "list_delivery_streams", Limit=AT_ONCE, ExclusiveStartDeliveryStreamName=names[-1]
        )


def _stream(reader: Reader, name: str) -> Item | None:
    arn = reader.arn("firehose", f"deliverystream/{name}")
    more = reader.aspects({"DeliveryStreamName": name, "DeliveryStreamARN": arn})
    gone = ("ResourceNotFoundException",)
    what = "DeliveryStreamDescription"
    if more.describe("describe_delivery_stream", what, gone=gone, DeliveryStreamName=name) is None:
        return None
    more.change("Destinations", lambda found: [_destination(each) for each in found])
    more.change("Source", _source)
    data, unread = _kept(more.data), _kept(more.unread)
    return Item(data["DeliveryStreamARN"], data, name=name, unread=unread)


def _destination(found: dict[str, Any]) -> dict[str, Any]:
    """`ExtendedS3` goes before `S3`: AWS gives both of the same bucket."""
    kinds = sorted(name.removesuffix(DESCRIPTION) for name in found if name.endswith(DESCRIPTION))
    kind = kinds[0] if kinds else ""
    own = found.get(f"{kind}{DESCRIPTION}") or {}
    bucket = own.get("BucketARN") or (own.get(f"S3{DESCRIPTION}") or {}).get("BucketARN")
    logging = own.get("CloudWatchLoggingOptions") or {}
    return {
        "Kind": kind,
        "BucketARN": bucket,
        "Logging": bool(logging.get("Enabled")),
        "LogGroupName": logging.get("LogGroupName"),
    }


def _source(found: dict[str, Any]) -> dict[str, Any]:
    stream = found.get("KinesisStreamSourceDescription") or {}
    cluster = found.get("MSKSourceDescription") or {}
    return {
        "KinesisStreamARN": stream.get("KinesisStreamARN"),
        "MSKClusterARN": cluster.get("MSKClusterARN"),
    }


def _kept(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in KEPT if name in found}
