"""The number at the bell."""

from typing import Any

from django import template

from reviewapp.notices.queries import unread_count

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notices(context: dict[str, Any]) -> int:
    """How much the person has not read; pages of errors may come before anybody is known."""
    membership = getattr(context.get("request"), "membership", None)
    return unread_count(membership) if membership else 0
