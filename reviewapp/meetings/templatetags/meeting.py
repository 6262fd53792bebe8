"""Meetings on pages of earlier stages, which know nothing of them; times in words."""

from typing import Any

from django import template

from reviewapp.reviews.models import LensReview

from ..domain.beginning import running_on

register = template.Library()
Context = dict[str, Any]


@register.inclusion_tag("meetings/_running.html", takes_context=True)
def meeting_notice(context: Context) -> Context:
    """That a meeting is running on the page's review: one query. Takes `review`, `workload`."""
    review: LensReview = context["review"]
    return {
        "review": review,
        "workload": context["workload"],
        "meeting": running_on(review),
    }


@register.filter
def clock(seconds: int | None) -> str:
    """`754` as `12:34`, an hour and more as `1:02:03`; nothing stays nothing."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
