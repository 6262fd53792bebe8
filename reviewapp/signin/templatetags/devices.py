"""{{ session.user_agent|device }}"""

from django import template
from django.utils.translation import gettext as _

from reviewapp.signin.domain.devices import device_of

register = template.Library()


@register.filter
def device(user_agent: str) -> str:
    """“Chromium, Linux”; words for a browser that says nothing known."""
    return ", ".join(filter(None, device_of(user_agent))) or _("Unknown browser")
