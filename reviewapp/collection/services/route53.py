"""Route 53: zones, the records that lead to endpoints, and the checks of their health."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from ..batches import batches
from ..reader import Reader
from ..registry import GLOBAL, Item, collects
from ..tags import name_of, tag_map

ZONES = "route53:ListHostedZones"
TAGS = "route53:ListTagsForResources"
TAGS_PER_CALL = 10

# The records that send somebody somewhere; the others prove, describe or delegate.
LEADING = frozenset({"A", "AAAA", "CNAME"})

Tags = dict[str, dict[str, str]]
Unread = dict[str, str]


@collects("route53.hosted_zone", scope=GLOBAL, call=ZONES, actions=(TAGS,))
def hosted_zones(reader: Reader) -> Iterator[Item]:
    zones = _zones(reader)
    tags, unread = _tags(reader, "hostedzone", [_zone_id(zone) for zone in zones])
    for zone in zones:
        identity = _zone_id(zone)
        arn = _arn(reader, f"hostedzone/{identity}")
        yield Item(arn, zone, name=zone["Name"], tags=tags.get(identity, {}), unread=unread)


@collects(
    "route53.record_set",
    scope=GLOBAL,
    call="route53:ListResourceRecordSets",
    actions=(ZONES,),
)
def record_sets(reader: Reader) -> Iterator[Item]:
    for records in reader.spread(partial(_records, reader), _zones(reader)):
        yield from records


@collects("route53.health_check", scope=GLOBAL, call="route53:ListHealthChecks", actions=(TAGS,))
def health_checks(reader: Reader) -> Iterator[Item]:
    checks = list(reader.pages("list_health_checks", "HealthChecks"))
    tags, unread = _tags(reader, "healthcheck", [check["Id"] for check in checks])
    for check in checks:
        identity = check["Id"]
        mine = tags.get(identity, {})
        arn = _arn(reader, f"healthcheck/{identity}")
        yield Item(arn, check, name=name_of(mine, identity), tags=mine, unread=unread)


def _zones(reader: Reader) -> list[dict[str, Any]]:
    zones: list[dict[str, Any]] = reader.once(
        "hosted zones", lambda: list(reader.pages("list_hosted_zones", "HostedZones"))
    )
    return zones


def _zone_id(zone: dict[str, Any]) -> str:
    """AWS lists `/hostedzone/Z1` and means `Z1`."""
    return str(zone["Id"].rsplit("/", 1)[-1])


def _records(reader: Reader, zone: dict[str, Any]) -> list[Item]:
    records = reader.pages(
        "list_resource_record_sets",
        "ResourceRecordSets",
        gone=("NoSuchHostedZone",),
        HostedZoneId=_zone_id(zone),
    )
    return [
        _record(reader, zone, record)
        for record in records
        if record["Type"] in LEADING or "AliasTarget" in record
    ]


def _record(reader: Reader, zone: dict[str, Any], record: dict[str, Any]) -> Item:
    """Records have no ARN: name, type and, where several share them, the set's own id tell them."""
    identity = _zone_id(zone)
    parts = [record["Name"], record["Type"], record.get("SetIdentifier", "")]
    path = "/".join(part for part in parts if part)
    data = {
        **record,
        "ZoneId": identity,
        "ZoneName": zone["Name"],
        "Private": bool(zone.get("Config", {}).get("PrivateZone")),
    }
    return Item(_arn(reader, f"hostedzone/{identity}/recordset/{path}"), data, name=record["Name"])


def _arn(reader: Reader, rest: str) -> str:
    return f"arn:{reader.partition}:route53:::{rest}"


def _tags(reader: Reader, kind: str, ids: Sequence[str]) -> tuple[Tags, Unread]:
    """Tags by id, and the aspect `Tags` as unread where they could not be read."""
    found: Tags = {}
    for some in batches(ids, TAGS_PER_CALL):
        listing = reader.listing(
            "list_tags_for_resources", "ResourceTagSets", ResourceType=kind, ResourceIds=list(some)
        )
        if listing.reason:
            return {}, {"Tags": listing.reason}
        found |= {each["ResourceId"]: tag_map(each.get("Tags")) for each in listing.items}
    return found, {}
