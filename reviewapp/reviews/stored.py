"""Sentences that are kept in English, worded anew for whoever reads them.

An answer keeps why it has its risk (`pillars.risk_words`), a suggestion what the findings say
(`pillars.prefill`), and each write where it came from. What is not known here stays as it is, and
so do the words of lenses, checks and people inside a sentence.
"""

import re
from collections.abc import Iterable
from functools import partial
from typing import Final

from django.utils.translation import get_language, gettext, gettext_noop

# As `pillars.risk_words` begins its sentences.
RISKS: Final = (
    gettext_noop("High risk"),
    gettext_noop("Medium risk"),
    gettext_noop("No risk"),
    gettext_noop("Unanswered"),
    gettext_noop("Not applicable"),
)

_WHOLE = frozenset(
    {
        gettext_noop("no choice is selected yet."),
        gettext_noop("the question is marked as not applying to this workload."),
        gettext_noop(
            "choices are marked not applicable but none is selected; where the whole question "
            "does not apply, mark the question."
        ),
    }
)

Phrases = tuple[tuple[re.Pattern[str], str], ...]


def _phrases(*found: tuple[str, str], start: str = r"(?:^|(?<=; ))") -> Phrases:
    return tuple((re.compile(start + pattern), words) for pattern, words in found)


# Parts of a sentence about a risk, which stand behind each other with semicolons between them.
_PARTS = _phrases(
    (
        r"raised from (?P<risk>no risk|medium risk|high risk) for this workload \(",
        gettext_noop("raised from %(risk)s for this workload ("),
    ),
    (
        r"no rule of the lens covers this answer, and such a gap counts as high risk",
        gettext_noop("no rule of the lens covers this answer, and such a gap counts as high risk"),
    ),
    (r"not in place: (?=“)", gettext_noop("not in place: ")),
    (r"standing against it: (?=“)", gettext_noop("standing against it: ")),
    (
        r"counted as satisfied because marked not applicable: (?=“)",
        gettext_noop("counted as satisfied because marked not applicable: "),
    ),
    (
        r"decided by rule (?P<rule>\d+) of (?P<rules>\d+), for what no earlier rule covers",
        gettext_noop("decided by rule %(rule)s of %(rules)s, for what no earlier rule covers"),
    ),
    (
        r"decided by rule (?P<rule>\d+) of (?P<rules>\d+)(?= \()",
        gettext_noop("decided by rule %(rule)s of %(rules)s"),
    ),
)
_MORE = _phrases(
    (r"(?<=”) and (?P<number>\d+) more", gettext_noop(" and %(number)s more")), start=""
)
_QUOTED = _phrases(("“(?P<text>[^“”]*)”", gettext_noop("“%(text)s”")), start="")

# What the findings say of a choice.
_FINDINGS = _phrases(
    (
        r"(?P<number>\d+) findings refute it\. First: ",
        gettext_noop("%(number)s findings refute it. First: "),
    ),
    (
        r"Everything was read and 1 finding passes: ",
        gettext_noop("Everything was read and 1 finding passes: "),
    ),
    (
        r"Everything was read and (?P<number>\d+) findings pass: ",
        gettext_noop("Everything was read and %(number)s findings pass: "),
    ),
    (
        r"Facts point this way, a person decides: ",
        gettext_noop("Facts point this way, a person decides: "),
    ),
    (r"Not everything could be read\. ", gettext_noop("Not everything could be read. ")),
    start="^",
)
_ENDINGS = _phrases(
    *(
        (f"{re.escape(words)}$", words)
        for words in (
            gettext_noop("No call can show this: people answer it."),
            gettext_noop("No supporting fact was found, which proves nothing: people answer it."),
            gettext_noop("Nothing else speaks for or against it: people answer it."),
            gettext_noop("Nothing in the account speaks for or against it: people answer it."),
        )
    ),
    (
        r"One finding against it is suppressed\.(?= |$)",
        gettext_noop("One finding against it is suppressed."),
    ),
    (
        r"(?P<number>\d+) findings against it are suppressed\.(?= |$)",
        gettext_noop("%(number)s findings against it are suppressed."),
    ),
    start=r"(?:^|(?<=[.] ))",
)

# Where a write came from.
_ORIGINS = _phrases(
    (
        r"(?P<lens>.+): upgraded from version (?P<before>\S+) to (?P<after>\S+)\.$",
        gettext_noop("%(lens)s: upgraded from version %(before)s to %(after)s."),
    ),
    (
        r"(?P<lens>.+): back from version (?P<before>\S+) to (?P<after>\S+)\.$",
        gettext_noop("%(lens)s: back from version %(before)s to %(after)s."),
    ),
    (
        r"(?P<lens>.+): version (?P<before>\S+) to (?P<after>\S+), which changes words alone\.$",
        gettext_noop("%(lens)s: version %(before)s to %(after)s, which changes words alone."),
    ),
    (r"Copied from the milestone (?=“)", gettext_noop("Copied from the milestone ")),
    (r"Copied from (?=“)", gettext_noop("Copied from ")),
    start="^",
)
_COPIED = _phrases(
    (
        r"(?<=”), version (?P<version>[^\s,]+), decided by (?P<by>.+) on (?P<day>[\d-]{10})\.$",
        gettext_noop(", version %(version)s, decided by %(by)s on %(day)s."),
    ),
    (
        r"(?<=”), version (?P<version>[^\s,]+), decided by (?P<by>.+)\.$",
        gettext_noop(", version %(version)s, decided by %(by)s."),
    ),
    (
        r"(?<=”), version (?P<version>[^\s,]+) on (?P<day>[\d-]{10})\.$",
        gettext_noop(", version %(version)s on %(day)s."),
    ),
    (
        r"(?<=”), version (?P<version>[^\s,]+)\.$",
        gettext_noop(", version %(version)s."),
    ),
    start="",
)
_TAKEN = _phrases(
    (
        r"(?<=”) is (?P<said>in place|not in place|not applicable)(?=[.;])",
        gettext_noop(" is %(said)s"),
    ),
    start="",
)


def risk_words(because: str) -> str:
    """Why an answer has its risk; a sentence of `pillars.risk_words` in the reader's language."""
    level, colon, rest = because.partition(": ")
    if not colon or level not in RISKS or _is_read_as_kept():
        return because
    return f"{gettext(level)}: {_reworded_risk(rest)}"


def risk_words_alone(because: str) -> str:
    """The same without the risk's name in front: a badge beside it says it already."""
    level, colon, rest = because.partition(": ")
    if not colon or level not in RISKS:
        return because
    words = rest if _is_read_as_kept() else _reworded_risk(rest)
    return words[:1].upper() + words[1:]


def suggestion_words(because: str) -> str:
    """What the findings say of a choice; a sentence of `pillars.prefill` reworded likewise."""
    if _is_read_as_kept():
        return because
    return _reworded(because, (*_FINDINGS, *_ENDINGS))


def origin_words(why: str) -> str:
    """Where a write of an answer came from, in the reader's language."""
    if not why or _is_read_as_kept():
        return why
    return _reworded(gettext(why), (*_ORIGINS, *_COPIED, *_TAKEN, *_QUOTED))


def _reworded_risk(rest: str) -> str:
    if rest in _WHOLE:
        return gettext(rest)
    return _reworded(rest, (*_PARTS, *_MORE, *_QUOTED))


def _reworded(text: str, phrases: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, words in phrases:
        text = pattern.sub(partial(_worded, words), text)
    return text


def _worded(words: str, found: re.Match[str]) -> str:
    own = ("risk", "said")
    said = {key: gettext(each) if key in own else each for key, each in found.groupdict().items()}
    return gettext(words) % said if said else gettext(words)


def _is_read_as_kept() -> bool:
    return (get_language() or "en").startswith("en")
