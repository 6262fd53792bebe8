"""Addresses that somebody wrote, as links."""

import re

from django import template

register = template.Library()
# White space or a control character in front of a scheme is skipped by browsers: none is let by.
_OF_THE_WEB = re.compile(r"https?://[^\s\x00-\x20]", re.IGNORECASE)


@register.filter
def web_address(address: object) -> str:
    """The address where it leads to the web, else "": a link by `javascript:` would act.

    Forms and readers of files look at what they take; this stands where links are shown.
    """
    text = str(address or "")
    return text if _OF_THE_WEB.match(text) else ""
