"""How long something took, in words short enough for a table."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.timesince import timesince

register = template.Library()
MINUTE = timedelta(minutes=1)


@register.filter
def age(at: datetime | None) -> str:
    """How long ago, in one unit: `2 hours`; `moments` within the first minute."""
    if at is None:
        return ""
    return "moments" if timezone.now() - at < MINUTE else timesince(at, depth=1)


@register.filter
def took(started: datetime | None, ended: datetime | None) -> str:
    """`0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`; a dash where an end is missing."""
    if started is None or ended is None:
        return "–"
    seconds = max(0.0, (ended - started).total_seconds())
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes == 0:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
