"""How long something took, in words short enough for a table."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.timesince import timesince
from django.utils.translation import npgettext_lazy, pgettext

register = template.Library()
MINUTE = timedelta(minutes=1)

# In the form that languages want beside “ago”, as in “vor 2 Tagen”.
AGO = {
    "year": npgettext_lazy("ago", "%(num)d year", "%(num)d years", "num"),
    "month": npgettext_lazy("ago", "%(num)d month", "%(num)d months", "num"),
    "week": npgettext_lazy("ago", "%(num)d week", "%(num)d weeks", "num"),
    "day": npgettext_lazy("ago", "%(num)d day", "%(num)d days", "num"),
    "hour": npgettext_lazy("ago", "%(num)d hour", "%(num)d hours", "num"),
    "minute": npgettext_lazy("ago", "%(num)d minute", "%(num)d minutes", "num"),
}


@register.filter
def age(at: datetime | None) -> str:
    """How long ago, in one unit: `2 hours`; `moments` within the first minute.

    Stands in a sentence with “ago”.
    """
    if at is None:
        return ""
    if timezone.now() - at < MINUTE:
        return pgettext("ago", "moments")
    return timesince(at, time_strings=AGO, depth=1)  # type: ignore[arg-type]


@register.filter
def took(started: datetime | None, ended: datetime | None) -> str:
    """`0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`; a dash where an end is missing."""
    if started is None or ended is None:
        return "–"
    seconds = max(0.0, (ended - started).total_seconds())
    if seconds < 10:
        return f"{number_format(seconds, 1)} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes == 0:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
