"""What pages say about their language."""

from django import template
from django.conf import settings

from reviewapp.web import texts

register = template.Library()

register.simple_tag(texts.texts_address)


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """All that the interface is there in: code, and name in the language itself."""
    return list(settings.LANGUAGES)
