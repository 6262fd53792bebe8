"""How long a schedule of AWS's leaves between two of its times, at most.

`rate(12 hours)` and `cron(minute hour day month weekday year)` as AWS Backup and EventBridge
write them: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

import re
from collections.abc import Sequence
from typing import Final

DAY: Final = 24 * 60
MONTH: Final = 31 * DAY
YEAR: Final = 366 * DAY
_UNITS: Final = {"minute": 1, "hour": 60, "day": DAY}
_RATE: Final = re.compile(r"rate\((\d+) (minute|hour|day)s?\)$")
_CRON: Final = re.compile(r"cron\((.+)\)$")
_DAYS: Final = {name: n for n, name in enumerate("SUN MON TUE WED THU FRI SAT".split(), start=1)}  # noqa: SIM905
_EVERY: Final = ("*", "?")


def longest_gap(expression: str) -> int | None:
    """Minutes between two times at most; None for what is not understood."""
    if rate := _RATE.match(expression.strip()):
        return int(rate.group(1)) * _UNITS[rate.group(2)]
    cron = _CRON.match(expression.strip())
    fields = cron.group(1).upper().split() if cron else []
    if len(fields) != 6:
        return None
    minute, hour, day, month, weekday, _ = fields
    within = _within_a_day(minute, hour)
    between = _between_days(day, month, weekday)
    if within is None or between is None:
        return None
    return within if between == DAY else between


def _within_a_day(minute: str, hour: str) -> int | None:
    """The longest gap where every day has the same times."""
    minutes, hours = _numbers(minute, 0, 59), _numbers(hour, 0, 23)
    if not minutes or not hours:
        return None
    return _cyclic([h * 60 + m for h in hours for m in minutes], DAY)


def _between_days(day: str, month: str, weekday: str) -> int | None:
    """The longest gap between two days that have times."""
    if month not in _EVERY:
        return YEAR
    if day in _EVERY and weekday in _EVERY:
        return DAY
    if day not in _EVERY:
        days = _numbers(day, 1, 31)
        return _cyclic([d * DAY for d in days], MONTH) if days else None
    for name, number in _DAYS.items():
        weekday = weekday.replace(name, str(number))
    days = _numbers(weekday, 1, 7)
    return _cyclic([d * DAY for d in days], 7 * DAY) if days else None


def _cyclic(times: Sequence[int], cycle: int) -> int:
    """The longest way from one time to the next, the first coming again after the last."""
    ordered = sorted(set(times))
    following = [*ordered[1:], ordered[0] + cycle]
    return max(b - a for a, b in zip(ordered, following, strict=True))


def _numbers(field: str, low: int, high: int) -> list[int]:
    """What a field stands for: `*`, `5`, `1,15`, `2-6`, `0/4`; empty where it is not understood."""
    found: list[int] = []
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        if span in _EVERY:
            first, last = str(low), str(high)
        if not first.isdigit() or not (last or "0").isdigit() or not (step or "1").isdigit():
            return []
        end = int(last) if last else (high if step else int(first))
        found.extend(range(int(first), end + 1, int(step or 1) or 1))
    return [number for number in found if low <= number <= high]
