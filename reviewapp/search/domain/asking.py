"""From what people type to what PostgreSQL looks for.

Words are looked for as they are, in every language, and in their English stem, so that
"encrypting" finds "encrypted". They are put together here, since PostgreSQL's own reading of a
query would cut names of resources by its own rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from .words import Term, terms_of

# What the English reading leaves of a word that says nothing by itself ("the").
NOTHING = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, ready to be looked for.

    Attributes:
        query: text of a `tsquery`; empty where nothing can be found.
        exact: words to mark in what is found.
        begun: beginnings of words to mark: stems, and what is being typed.
    """

    query: str
    exact: frozenset[str] = frozenset()
    begun: tuple[str, ...] = ()


def ask(typed: str) -> Asked:
    """One query to the database, for the stems."""
    terms = terms_of(typed)
    single = {each.words[0] for each in terms if len(each.words) == 1 and not each.exact}
    stems = _stems(sorted(single))
    terms = _telling(terms, stems)
    wanted = [each for each in terms if not each.without]
    if not wanted:
        return Asked("")
    return Asked(_joined(terms, stems), *_marks(wanted, stems))


def _telling(terms: Sequence[Term], stems: Mapping[str, str]) -> list[Term]:
    """Without words like "the", unless there is nothing else; the last may become another one."""
    telling = [each for each in terms if each.begun or stems.get(each.words[0]) != NOTHING]
    return telling if any(not each.without for each in telling) else list(terms)


def _joined(terms: Sequence[Term], stems: Mapping[str, str]) -> str:
    groups: list[list[str]] = []
    for each in (term for term in terms if not term.without):
        if each.alternative and groups:
            groups[-1].append(_one(each, stems))
        else:
            groups.append([_one(each, stems)])
    wanted = [f"({' | '.join(group)})" for group in groups]
    unwanted = [f"!({_one(each, stems)})" for each in terms if each.without]
    return " & ".join([*wanted, *unwanted])


def _one(term: Term, stems: Mapping[str, str]) -> str:
    """Words are letters and digits alone, so quotes around them are enough."""
    *before, last = (f"'{word}'" for word in term.words)
    phrase = " <-> ".join([*before, f"{last}:*" if term.begun else last])
    stem = stems.get(term.words[0], NOTHING) if len(term.words) == 1 and not term.exact else NOTHING
    return f"(({phrase}) | '{stem}':BD)" if stem else f"({phrase})"


def _marks(
    wanted: Sequence[Term], stems: Mapping[str, str]
) -> tuple[frozenset[str], tuple[str, ...]]:
    exact = frozenset(word for each in wanted for word in each.words)
    single = [each.words[0] for each in wanted if len(each.words) == 1 and not each.exact]
    found = [stems[word] for word in single if len(stems.get(word, NOTHING)) > 2]
    # "policy" and "policies" have the stem "polici".
    found += [f"{stem[:-1]}y" for stem in found if stem.endswith("i")]
    found += [each.words[-1] for each in wanted if each.begun]
    return exact, tuple(dict.fromkeys(found))


def _stems(words: Sequence[str]) -> Mapping[str, str]:
    """The English stem of each word, NOTHING for those that say nothing by themselves."""
    if not words:
        return {}
    query = """
        SELECT word, (SELECT max(lexeme) FROM unnest(to_tsvector('english', word)))
        FROM unnest(%s::text[]) AS word
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [list(words)])
        return {word: _plain(stem) for word, stem in cursor.fetchall()}


def _plain(stem: str | None) -> str:
    return stem if stem and stem.isalnum() else NOTHING
