"""Availability zones: of subnets, and of things that are copies of each other."""

import re
from collections.abc import Iterable, Mapping

from pillars.facts import Resource, Snapshot, Unread

from .common import listed

# What tells copies apart at the end of their names: `web-1`, `web-a`, `web-eu-west-1b`, `web_az2`.
_ORDINAL = re.compile(r"([-_. ]+([a-f]|az[a-f\d]|[a-z]{2}-[a-z]+-\d[a-f]?)|[-_. ]*\d+[a-f]?)$")


def zones_of_subnets(snapshot: Snapshot, user: Resource, subnet_ids: Iterable[str]) -> list[str]:
    """The zones, sorted, of subnets that a resource uses.

    Raises Unread where one of them is not among the subnets read: nothing is known of its zone.
    """
    here = snapshot.of("ec2.subnet", account=user.account, region=user.region)
    known = {s.data.get("SubnetId"): s.data.get("AvailabilityZone") for s in here}
    zones = set()
    for subnet_id in subnet_ids:
        zone = known.get(subnet_id)
        if not zone:
            raise Unread(f"the zone of {subnet_id} was not read")
        zones.add(str(zone))
    return sorted(zones)


def stem(name: str) -> str:
    """The part of a name that copies share: `web` of `web-1`, `Web-2b` and `web-us-east-1a`."""
    found = name.strip().lower()
    while (shorter := _ORDINAL.sub("", found)) not in (found, ""):
        found = shorter
    return found


def spread(zones: Iterable[str]) -> str:
    """`2 zones (us-east-1a, us-east-1b)`, `one zone (us-east-1a)`."""
    found = sorted(set(zones))
    count = "one zone" if len(found) == 1 else f"{len(found)} zones"
    return f"{count} ({listed(found)})"


def tag_of(tags: Mapping[str, str], *keys: str) -> str:
    """The first of these tags, whatever the case of its key; empty where there is none."""
    lower = {key.lower(): value for key, value in tags.items()}
    return next((lower[key] for key in keys if lower.get(key)), "")
