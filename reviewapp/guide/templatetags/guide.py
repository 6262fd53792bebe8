"""The guide on the dashboard, a page of an earlier stage."""

from typing import Any

from django import template

from ..pages import step_rows
from ..progress import is_led, progress_of
from ..simulated import is_offered

register = template.Library()


@register.inclusion_tag("guide/_guide.html", takes_context=True)
def first_steps(context: dict[str, Any]) -> dict[str, Any]:
    """The steps that are left; nothing for those who were led, put it away, or set up nothing."""
    membership = context["request"].membership
    if membership is None or not is_led(membership):
        return {}
    progress = progress_of(membership)
    if progress.finished:
        return {}
    return {
        "progress": progress,
        "steps": step_rows(progress),
        "simulated": is_offered() and progress.workload is None,
        "csrf_token": context.get("csrf_token"),
        "dismissible": True,
    }
