"""Words of `pillars` that the pages of a review show, for the catalogue."""

from django.utils.translation import gettext, gettext_noop

# The levels of `pillars.levels.Level` and the efforts of `pillars.lens.words`, in small letters.
LEVELS = {
    "high": gettext_noop("high"),
    "medium": gettext_noop("medium"),
    "low": gettext_noop("low"),
}


def level_words(value: str) -> str:
    """A level or an effort in the reader's language; a word that is none stays as it is."""
    small = value.lower()
    return gettext(LEVELS[small]) if small in LEVELS else small
