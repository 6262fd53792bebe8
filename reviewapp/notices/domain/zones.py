"""The hours of people's days."""

from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

UTC = "UTC"
# Old names and offsets that look like places but are none.
NOT_PLACES = ("Etc/", "SystemV/", "US/", "posix/", "right/")


@cache
def zone_names() -> list[str]:
    """Every zone that is named for a place, after UTC."""
    places = (name for name in available_timezones() if "/" in name)
    return [UTC, *sorted(name for name in places if not name.startswith(NOT_PLACES))]


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name; UTC where the machine does not know it (any more)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(UTC)


def last_time(hour: int, zone: ZoneInfo, now: datetime) -> datetime:
    """When it was that hour last in a zone, `now` included.

    An hour that clocks skip counts as the one after it, one that comes twice the first time: each
    day has exactly one.
    """
    today = now.astimezone(zone).date()
    moment = datetime.combine(today, time(hour), tzinfo=zone)
    if moment.timestamp() <= now.timestamp():
        return moment
    return datetime.combine(today - timedelta(days=1), time(hour), tzinfo=zone)
