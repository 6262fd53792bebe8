"""CloudTrail: which trails record, and what."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects


@collects(
    "cloudtrail.trail",
    call="cloudtrail:DescribeTrails",
    actions=("cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"),
)
def trails(reader: Reader) -> Iterator[Item]:
    """Every trail that records in this region, the shadows of multi-region trails included."""
    for trail in reader.pages("describe_trails", "trailList", includeShadowTrails=True):
        arn = trail["TrailARN"]
        more = reader.aspects(trail)
        # By ARN: AWS finds a trail of another region or of the organisation only so.
        more.read("Status", "get_trail_status", Name=arn)
        more.read("EventSelectors", "get_event_selectors", TrailName=arn)
        yield Item(arn, more.data, name=trail["Name"], unread=more.unread)
