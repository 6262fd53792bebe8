"""Words that the review's pages make of values."""

from datetime import datetime

from django import template
from django.utils.timesince import timesince

from ..models import RiskLevel

register = template.Library()
_LEVELS = ("High risk", "Medium risk", "No risk", *RiskLevel.labels)


@register.filter
def age(at: datetime | None) -> str:
    """How long ago, in one unit: `2 hours`."""
    return timesince(at, depth=1) if at else ""


@register.filter
def without_level(because: str) -> str:
    """Why an answer has its risk, without the risk's name in front: a badge says it already."""
    level, colon, rest = because.partition(": ")
    if not colon or level not in _LEVELS:
        return because
    return rest[:1].upper() + rest[1:]
