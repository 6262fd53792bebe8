"""How texts are cut into words, those of the index and those that people type.

Every run of letters and digits is a word, so that each part of an ARN, an id or a name is found by
itself; what was joined by signs stands side by side in the index, so that the whole is found as a
phrase. PostgreSQL's own parser takes such names apart by rules for prose, addresses and numbers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_QUERY = 200
MAX_TERMS = 16
# An index entry holds no more; far beyond it nobody looks for a word.
MOST_CHARACTERS, LONGEST_WORD = 20_000, 80

_WORD = re.compile(r"[^\W_]+")
_TYPED = re.compile(r'(?P<minus>-?)"(?P<phrase>[^"]*)"?|(?P<term>\S+)')


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is asked for: its words stand side by side.

    Attributes:
        words: in lower case, at least one.
        without: what is found must not have it.
        begun: the last word may go on: it is being typed, or ends an id of which more follows.
        exact: was put into quotes; other forms of its words do not count.
        alternative: the term before it would do as well.
    """

    words: tuple[str, ...]
    without: bool = False
    begun: bool = False
    exact: bool = False
    alternative: bool = False


def words_in(text: str) -> list[str]:
    """The words of a text, in lower case and in order."""
    return [found[0][:LONGEST_WORD] for found in _WORD.finditer(text[:MOST_CHARACTERS].lower())]


def indexed(text: str) -> str:
    """What an index entry keeps of a text."""
    return " ".join(words_in(text))


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and lower case of each word of a text as it is shown."""
    for found in _WORD.finditer(text):
        yield found.start(), found.end(), found[0].lower()[:LONGEST_WORD]


def terms_of(query: str) -> list[Term]:
    """What a query asks for, as search engines read it: `"a phrase"`, `-without`, `this or that`.

    The last word counts as begun. What holds no letter and no digit is left out.
    """
    found = list(_typed(query))[:MAX_TERMS]
    last = found[-1] if found else None
    if last and not last.exact and not last.without:
        found[-1] = Term(last.words, begun=True, alternative=last.alternative)
    return found


def _typed(query: str) -> Iterator[Term]:
    either = seen = False
    for typed in _TYPED.finditer(query):
        term = typed["term"]
        if term is not None and term.lower() == "or" and seen:
            either = True
            continue
        without = bool(typed["minus"]) if term is None else term.startswith("-")
        words = tuple(words_in(typed["phrase"] if term is None else term))
        if words:
            joined = either and not without
            yield Term(words, without=without, exact=term is None, alternative=joined)
            either, seen = False, not without
