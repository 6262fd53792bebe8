"""Hearing from WeasyPrint how far it is."""

import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from weasyprint.logger import PROGRESS_LOGGER

OnStep = Callable[[str], None]
_PAGE = re.compile(r"Page (\d+)$")
_WORDS = {
    "Step 3": gettext_lazy("Applying the style"),
    "Step 4": gettext_lazy("Building the pages"),
    "Step 6": gettext_lazy("Writing the PDF"),
}

# Its lines are for the handler below alone, never for the server's log.
PROGRESS_LOGGER.setLevel(logging.INFO)
PROGRESS_LOGGER.propagate = False


class _Listener(logging.Handler):
    """Passes the steps of the thread that made it on; what `on_step` raises ends the layout."""

    def __init__(self, on_step: OnStep) -> None:
        super().__init__(logging.INFO)
        self._on_step = on_step
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread and (words := step_words(record.getMessage())):
            self._on_step(words)


@contextmanager
def listening(on_step: OnStep) -> Iterator[None]:
    """Calls `on_step` with words for each step of the layout that this thread does meanwhile."""
    listener = _Listener(on_step)
    PROGRESS_LOGGER.addHandler(listener)
    try:
        yield
    finally:
        PROGRESS_LOGGER.removeHandler(listener)


def step_words(message: str) -> str:
    """Words for a line of WeasyPrint's progress; empty where a reader gains nothing from it."""
    if page := _PAGE.search(message):
        return _("Laying out page %(number)s") % {"number": page[1]}
    return next((str(words) for step, words in _WORDS.items() if message.startswith(step)), "")
