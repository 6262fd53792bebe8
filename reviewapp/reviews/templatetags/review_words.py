"""Words that the review's pages make of values."""

from django import template

from reviewapp.people.models import User
from reviewapp.web.templatetags.durations import age

from ..domain.undoing import can_undo
from ..models import Answer, RiskLevel

register = template.Library()
register.filter(age)
_LEVELS = ("High risk", "Medium risk", "No risk", *RiskLevel.labels)


@register.filter
def undoable(answer: Answer, person: User) -> bool:
    """Whether the reader may take the answer's last change back."""
    return can_undo(answer, person)


@register.filter
def without_level(because: str) -> str:
    """Why an answer has its risk, without the risk's name in front: a badge says it already."""
    level, colon, rest = because.partition(": ")
    if not colon or level not in _LEVELS:
        return because
    return rest[:1].upper() + rest[1:]
