"""Words that the review's pages make of values."""

from django import template

from reviewapp.people.models import User
from reviewapp.web.templatetags.durations import age

from ..domain.undoing import can_undo
from ..models import Answer
from ..stored import origin_words, risk_words, risk_words_alone, suggestion_words
from ..words import level_words

register = template.Library()
register.filter(age)
register.filter("level_word", level_words)
register.filter("risk_words", risk_words)
register.filter("without_level", risk_words_alone)
register.filter("origin_words", origin_words)
register.filter("suggestion_words", suggestion_words)


@register.filter
def undoable(answer: Answer, person: User) -> bool:
    """Whether the reader may take the answer's last change back."""
    return can_undo(answer, person)


@register.filter
def small_first(words: str) -> str:
    """With a small first letter: inside a sentence, where nouns may keep their capitals."""
    return words[:1].lower() + words[1:]
