"""Words that the review's pages make of values."""

from django import template

from reviewapp.people.models import User
from reviewapp.web.templatetags.durations import age

from ..domain.undoing import can_undo
from ..models import Answer
from ..words import level_words

register = template.Library()
register.filter(age)
register.filter("level_word", level_words)
# As `pillars.risk` begins its sentences, which are stored in English.
_LEVELS = (
    "High risk",
    "Medium risk",
    "No risk",
    "No risk identified",
    "Unanswered",
    "Not applicable",
)


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


@register.filter
def small_first(words: str) -> str:
    """With a small first letter: inside a sentence, where nouns may keep their capitals."""
    return words[:1].lower() + words[1:]
