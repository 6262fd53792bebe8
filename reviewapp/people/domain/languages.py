"""In which language a person reads."""

from reviewapp.people.models import User
from reviewapp.web.languages import known


def choose_language(user: User, code: str) -> None:
    """From now on in this language; any code that is none: as the browser says."""
    user.language = known(code)
    user.save(update_fields=["language"])


def note_browser_language(user: User, code: str) -> None:
    """What the browser asked for: mails to somebody who chose none are written in it."""
    if user.browser_language != known(code):
        user.browser_language = known(code)
        user.save(update_fields=["browser_language"])
