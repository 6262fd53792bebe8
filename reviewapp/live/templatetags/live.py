"""What a page says of itself to the script of live pages."""

from django import template

from ..streams import MARGIN_SECONDS, moment

register = template.Library()


@register.simple_tag
def live_since() -> str:
    """The event from which on a page that is being rendered has to be told."""
    return moment(ago=MARGIN_SECONDS)
