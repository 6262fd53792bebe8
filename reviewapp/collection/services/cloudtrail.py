"""CloudTrail: which trails record, and what."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged


@collects(
    "cloudtrail.trail",
    call="cloudtrail:DescribeTrails",
    actions=("cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors", TAG_ACTION),
)
def trails(reader: Reader) -> Iterator[Item]:
    """Every trail that records in this region, the shadows of multi-region trails included.

    Tags are kept in a trail's home region and seen only there.
    """
    found = reader.pages("describe_trails", "trailList", includeShadowTrails=True)
    return Tagged(reader, "cloudtrail").onto(reader.spread(partial(_trail, reader), found))


def _trail(reader: Reader, trail: Mapping[str, Any]) -> Item:
    # By ARN, and at its home: AWS knows a trail of another region or of the organisation only so.
    arn = trail["TrailARN"]
    more = reader.aspects(trail, region=trail.get("HomeRegion", ""))
    more.read("Status", "get_trail_status", Name=arn)
    more.read("EventSelectors", "get_event_selectors", TrailName=arn)
    return Item(arn, more.data, name=trail["Name"], unread=more.unread)
