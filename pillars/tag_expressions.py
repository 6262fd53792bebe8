r"""What tags a resource must have, as people write it.

    app=checkout and (env=prod or env=stage) and not team

::

    expression = any
    any        = all {"or" all}
    all        = one {"and" one}
    one        = "not" one | "(" any ")" | key [("=" | "!=") value]

A key alone asks that the tag is there, whatever its value. `key!=value` is `not key=value`: it
also holds where the tag is missing. Keys and values are compared as AWS does, case and all; a
bare value may hold `*` for anything (`env=prod*`). What holds blanks, brackets, quotes, `=`, `!`
or a word of the grammar stands in double quotes, where `*` is a star and `\` takes the next sign
as it is. `and`, `or` and `not` may be written in any case.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

MOST_CHARACTERS = 2000
MOST_DEPTH = 40


class ExpressionError(ValueError):
    """What is wrong with an expression; `at` is the place of the wrong sign, from 0."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message = message
        self.at = at


@dataclass(frozen=True, slots=True)
class Has:
    """The tag is there; with this value where one is given. `pattern`: `*` is anything."""

    key: str
    value: str | None = None
    pattern: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    inner: "Expression"


@dataclass(frozen=True, slots=True)
class All:
    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Any:
    parts: "tuple[Expression, ...]"


Expression = Has | Not | All | Any


def parse(text: str) -> Expression:
    """Raises ExpressionError with the place of the first mistake."""
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(
            f"An expression has at most {MOST_CHARACTERS:,} characters.", MOST_CHARACTERS
        )
    return _Parser(text).whole()


def shown(expression: Expression) -> str:
    """The expression as text that `parse` reads as the same expression."""
    match expression:
        case Has(key, None):
            return _word(key)
        case Has(key, str(value), pattern):
            return f"{_word(key)}={_word(value, pattern=pattern)}"
        case Not(inner):
            return f"not {_inside(inner)}"
        case All(parts):
            return " and ".join(_inside(each) for each in parts)
        case Any(parts):
            return " or ".join(_inside(each) for each in parts)
    raise TypeError(expression)


def holds(expression: Expression, tags: Mapping[str, str]) -> bool:
    match expression:
        case Has(key, None):
            return key in tags
        case Has(key, str(value), pattern):
            found = tags.get(key)
            return found is not None and (_fits(value, found) if pattern else found == value)
        case Not(inner):
            return not holds(inner, tags)
        case All(parts):
            return all(holds(each, tags) for each in parts)
        case Any(parts):
            return any(holds(each, tags) for each in parts)
    raise TypeError(expression)


_TOKEN = re.compile(
    r"""\s*(?:(?P<sign>!=|[=()])|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s()="!]+))""", re.DOTALL
)
_BARE = re.compile(r'[^\s()="!]+')
_WORDS = frozenset({"and", "or", "not"})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # sign, quoted, bare, and, or, not, end
    text: str
    at: int


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._next = 0

    def whole(self) -> Expression:
        if self._now.kind == "end":
            raise ExpressionError("Write a tag, for example app=checkout.", 0)
        found = self._any(0)
        if self._now.kind != "end":
            raise ExpressionError(_unexpected(self._now), self._now.at)
        return found

    @property
    def _now(self) -> _Token:
        return self._tokens[self._next]

    def _take(self, kind: str, text: str = "") -> bool:
        if self._now.kind == kind and (not text or self._now.text == text):
            self._next += 1
            return True
        return False

    def _any(self, depth: int) -> Expression:
        if depth > MOST_DEPTH:
            raise ExpressionError(
                f"Brackets go at most {MOST_DEPTH} deep; this is deeper.", self._now.at
            )
        parts = [self._all(depth)]
        while self._take("or"):
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _all(self, depth: int) -> Expression:
        parts = [self._one(depth)]
        while self._take("and"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self, depth: int) -> Expression:
        if self._take("not"):
            if depth > MOST_DEPTH:
                raise ExpressionError("Too many “not” after each other.", self._now.at)
            return Not(self._one(depth + 1))
        opened = self._now
        if self._take("sign", "("):
            inside = self._any(depth + 1)
            if not self._take("sign", ")"):
                raise _missing(self._now, opened)
            return inside
        return self._tag()

    def _tag(self) -> Expression:
        key = self._named("A tag’s key is missing")
        differs = self._take("sign", "!=")
        if not differs and not self._take("sign", "="):
            return Has(key.text)
        value = self._named("A tag’s value is missing")
        found = Has(key.text, value.text, pattern=value.kind == "bare" and "*" in value.text)
        return Not(found) if differs else found

    def _named(self, wrong: str) -> _Token:
        token = self._now
        if token.kind not in ("bare", "quoted"):
            where = f" before “{token.text}”" if token.text else " at the end"
            hint = " A tag of that name stands in double quotes." if token.kind in _WORDS else ""
            raise ExpressionError(f"{wrong}{where}.{hint}", token.at)
        self._next += 1
        return token


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        kind = str(match.lastgroup)
        found.append(_token(kind, match.group(kind), match.start(kind) - (kind == "quoted")))
        at = match.end()
    return [*found, _Token("end", "", end)]


def _token(kind: str, text: str, at: int) -> _Token:
    if kind == "quoted":
        return _Token(kind, re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL), at)
    if kind == "bare" and text.lower() in _WORDS:
        return _Token(text.lower(), text, at)
    return _Token(kind, text, at)


def _unreadable(text: str, at: int) -> ExpressionError:
    at += len(text[at:]) - len(text[at:].lstrip())
    if text[at] == '"':
        return ExpressionError("This quotation mark is never closed.", at)
    return ExpressionError(f"“{text[at]}” cannot stand here. Put the text in double quotes.", at)


def _unexpected(token: _Token) -> str:
    if token.text == ")":
        return "This closing bracket has no opening one."
    if token.kind in ("bare", "quoted"):
        return f"Put “and” or “or” before “{token.text}”."
    return f"“{token.text}” cannot stand here."


def _missing(token: _Token, opened: _Token) -> ExpressionError:
    if token.kind == "end":
        return ExpressionError("This bracket is never closed.", opened.at)
    return ExpressionError(_unexpected(token), token.at)


def _inside(expression: Expression) -> str:
    """A part of a larger expression; in brackets where it would read otherwise without."""
    text = shown(expression)
    return f"({text})" if isinstance(expression, All | Any) else text


def _word(text: str, *, pattern: bool = False) -> str:
    bare = bool(_BARE.fullmatch(text)) and text.lower() not in _WORDS
    if pattern or (bare and "*" not in text):
        return text
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def _fits(pattern: str, value: str) -> bool:
    """Piece by piece, in one pass: a regular expression with many stars may take for ever."""
    first, *between, last = pattern.split("*")
    if len(value) < len(first) + len(last) or not value.startswith(first):
        return False
    if not value.endswith(last):
        return False
    at, end = len(first), len(value) - len(last)
    for piece in between:
        found = value.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
