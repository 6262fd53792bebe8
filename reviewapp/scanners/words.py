"""Why a file is refused, as `pillars.scanners` says it, in the language that holds.

`pillars` speaks English alone. Its sentences are listed here with names in place of what changes
in them, so that they can be translated where they are shown; a test fails for one that is not
listed. What stands in them, such as a parser's own words, stays as it is.
"""

import re
from functools import cache

from django.utils.translation import gettext, gettext_noop

# The first that fits is taken: what names less comes before what names more.
REFUSALS = (
    gettext_noop("The file is empty. Export it again."),
    gettext_noop("The file is neither JSON nor CSV with a line of column names."),
    gettext_noop(
        "The file is no text in UTF-8. Choose the JSON, CSV or SARIF file itself: "
        "unpack an archive, and save a spreadsheet as “CSV UTF-8”."
    ),
    gettext_noop("The file is nested deeper than any such export is."),
    gettext_noop("The file holds more values than are read. Export less at a time."),
    gettext_noop("The file has more than %(most)s lines. Export less at a time."),
    gettext_noop(
        "The file has %(size)s MB; at most %(most)s MB are read. "
        "Export less at a time: one account, or only what fails."
    ),
    gettext_noop("A line of the file has more cells than any such export has."),
    gettext_noop("Line %(line)s cannot be read as CSV (%(reason)s). Export the file again."),
    gettext_noop(
        "Line %(line)s, column %(column)s is no JSON (%(reason)s). "
        "The file may have been cut off: export it again."
    ),
    gettext_noop(
        "The file lists no finding and does not tell whose it is. "
        "Where a tool looked and found nothing, choose that tool; else export it again."
    ),
    gettext_noop(
        "This is not a file of any tool that is known here. It begins with %(seen)s. "
        "Known are: %(names)s, and SARIF of any tool."
    ),
    gettext_noop(
        "This is not a file of any tool that is known here. "
        "Known are: %(names)s, and SARIF of any tool."
    ),
    gettext_noop(
        "This is not a file of %(tool)s. It begins with %(seen)s. "
        "Known are: %(names)s, and SARIF of any tool."
    ),
    gettext_noop("This is not a file of %(tool)s. Known are: %(names)s, and SARIF of any tool."),
    gettext_noop(
        "This is a file of %(tool)s (%(name)s), not of %(other)s. "
        "Choose %(right)s, or let it be recognised."
    ),
    gettext_noop("Nothing of this file (%(name)s) can be taken. %(why)s"),
)
_NAMED = re.compile(r"%\\\((\w+)\\\)s")


def refusal_words(sentence: str) -> str:
    """The sentence as it is where it is not listed."""
    for template, pattern in _patterns():
        if found := pattern.fullmatch(sentence):
            return gettext(template) % found.groupdict()
    return sentence


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((each, re.compile(_expression(each), re.DOTALL)) for each in REFUSALS)


def _expression(template: str) -> str:
    return _NAMED.sub(r"(?P<\1>.+?)", re.escape(template))
