"""Labels inside a sentence: English writes them small there, German keeps its nouns large."""

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def midsentence(label: object) -> str:
    """The label as it stands after the first word of a sentence, in the active language."""
    text = str(label)
    return text if (get_language() or "").startswith("de") else text.lower()
