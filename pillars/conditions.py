"""Conditions of risk rules: parse, evaluate, print.

The grammar is that of the custom lens format (AWS Well-Architected Tool user guide, "Lens format
specification")::

    condition := "default" | or
    or        := and { "||" and }
    and       := not { "&&" not }
    not       := "!" not | "(" or ")" | ident
    ident     := [A-Za-z0-9_]+

White space is free. ``default`` is the key word only where it is the whole condition; inside a
longer one it is an ident like any other, as the grammar says.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import ClassVar, Final

# Published lenses nest 2 deep and are 182 characters long; these leave room and keep hostile
# input from exhausting the stack.
MAX_DEPTH: Final = 50
# Counted without white space, so that the canonical text of a condition never exceeds it.
MAX_LENGTH: Final = 10_000

Column = Callable[[str], int]


class ConditionError(ValueError):
    """A text that is not a condition. ``position`` is the character offset, from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} (character {position + 1})")
        self.message = message
        self.position = position


class Condition(ABC):
    """A parsed condition: Default, Name, Not, And or Or. ``str()`` gives its canonical text."""

    __slots__ = ()
    # How tightly the text of this kind binds; an operand that binds no tighter gets brackets.
    _strength: ClassVar[int] = 3

    @abstractmethod
    def signed(self, positive: bool) -> frozenset[str]:
        """The ids under an even number of ``!`` (``positive``), or under an odd number.

        Selecting one of the first can only help the condition to hold, if it is none of the second.
        """

    @abstractmethod
    def rows(self, column: Column, every: int) -> int:
        """The rows of a truth table in which the condition holds, as a bit set.

        ``column(name)`` gives the rows in which the name is true, ``every`` the set of all rows.
        With one row this is plain evaluation; with 2**n it answers for every selection at once.
        """

    @abstractmethod
    def _text(self) -> str: ...

    @property
    def names(self) -> frozenset[str]:
        """The ids that the condition speaks of."""
        return self.signed(True) | self.signed(False)

    def evaluate(self, selected: AbstractSet[str]) -> bool:
        """Whether the condition holds where exactly the ids in ``selected`` are true."""
        return bool(self.rows(lambda name: int(name in selected), 1))

    def __str__(self) -> str:
        text = self._text()
        return "(default)" if text == "default" and self.names else text

    def _bracketed(self, above: int) -> str:
        return self._text() if self._strength > above else f"({self._text()})"


@dataclass(frozen=True, slots=True)
class Default(Condition):
    """``default``: true for every selection."""

    def signed(self, positive: bool) -> frozenset[str]:  # noqa: ARG002 - it names nothing
        return frozenset()

    def rows(self, column: Column, every: int) -> int:  # noqa: ARG002 - true whatever is selected
        return every

    def _text(self) -> str:
        return "default"


@dataclass(frozen=True, slots=True)
class Name(Condition):
    """An id: true where it is selected."""

    id: str

    def signed(self, positive: bool) -> frozenset[str]:
        return frozenset((self.id,)) if positive else frozenset()

    def rows(self, column: Column, every: int) -> int:
        return every & column(self.id)

    def _text(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """``!operand``."""

    operand: Condition

    def signed(self, positive: bool) -> frozenset[str]:
        return self.operand.signed(not positive)

    def rows(self, column: Column, every: int) -> int:
        return every & ~self.operand.rows(column, every)

    def _text(self) -> str:
        return "!" + self.operand._bracketed(And._strength)


@dataclass(frozen=True, slots=True)
class _Joined(Condition):
    operands: tuple[Condition, ...]
    _operator: ClassVar[str]

    def __post_init__(self) -> None:
        if len(self.operands) < 2:
            raise ValueError(f"{self._operator} joins two operands or more.")

    def signed(self, positive: bool) -> frozenset[str]:
        return frozenset().union(*(operand.signed(positive) for operand in self.operands))

    def _text(self) -> str:
        parts = (operand._bracketed(self._strength) for operand in self.operands)
        return f" {self._operator} ".join(parts)


@dataclass(frozen=True, slots=True)
class And(_Joined):
    """``operand && operand && …``."""

    _operator: ClassVar[str] = "&&"
    _strength: ClassVar[int] = 2

    def rows(self, column: Column, every: int) -> int:
        result = every
        for operand in self.operands:
            result &= operand.rows(column, every)
        return result


@dataclass(frozen=True, slots=True)
class Or(_Joined):
    """``operand || operand || …``."""

    _operator: ClassVar[str] = "||"
    _strength: ClassVar[int] = 1

    def rows(self, column: Column, every: int) -> int:
        result = 0
        for operand in self.operands:
            result |= operand.rows(column, every)
        return result


def parse(text: str) -> Condition:
    """The condition that ``text`` says. Raises ConditionError with the offset of what is wrong."""
    _check_length(text)
    if text.strip() == "default":
        return Default()
    return _Parser(text).condition()


_TOKEN: Final = re.compile(r"&&|\|\||[!()]|[A-Za-z0-9_]+")
_IDENT: Final = re.compile(r"[A-Za-z0-9_]+")
_SPACE: Final = re.compile(r"\s*")
_HINTS: Final = {"&": "write && for “and”", "|": "write || for “or”"}


def _check_length(text: str) -> None:
    if len(text) <= MAX_LENGTH or sum(map(len, text.split())) <= MAX_LENGTH:
        return
    raise ConditionError(f"the condition is longer than {MAX_LENGTH:,} characters", MAX_LENGTH)


def _tokens(text: str) -> list[tuple[str, int]]:
    """Each token with its offset, closed by an empty one at the end of the text."""
    found: list[tuple[str, int]] = []
    at = _skip_space(text, 0)
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unexpected(text[at], at)
        found.append((match[0], at))
        at = _skip_space(text, match.end())
    return [*found, ("", at)]


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _unexpected(character: str, at: int) -> ConditionError:
    hint = _HINTS.get(character, "ids are made of the letters A–Z and a–z, digits and _")
    return ConditionError(f"“{character}” has no meaning in a condition; {hint}", at)


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0

    def condition(self) -> Condition:
        if self._next == "":
            raise ConditionError("the condition is empty", 0)
        result = self._or()
        if self._next == ")":
            raise self._error("this bracket closes nothing")
        if self._next:
            raise self._error(f"&& or || is missing before “{self._next[:60]}”")
        return result

    @property
    def _next(self) -> str:
        return self._tokens[self._at][0]

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][0]

    def _error(self, message: str) -> ConditionError:
        return ConditionError(message, self._tokens[self._at][1])

    def _or(self) -> Condition:
        operands = self._operands("||", self._and)
        return operands[0] if len(operands) == 1 else Or(tuple(operands))

    def _and(self) -> Condition:
        operands = self._operands("&&", self._not)
        return operands[0] if len(operands) == 1 else And(tuple(operands))

    def _operands(self, operator: str, read: Callable[[], Condition]) -> list[Condition]:
        operands = [read()]
        while self._next == operator:
            self._take()
            operands.append(read())
        return operands

    def _not(self) -> Condition:
        if self._next == "!":
            return self._deeper(self._negated)
        if self._next == "(":
            return self._deeper(self._group)
        return self._name()

    def _deeper(self, read: Callable[[], Condition]) -> Condition:
        if self._depth == MAX_DEPTH:
            raise self._error(f"the condition is nested deeper than {MAX_DEPTH} levels")
        self._depth += 1
        self._take()
        result = read()
        self._depth -= 1
        return result

    def _negated(self) -> Condition:
        return Not(self._not())

    def _group(self) -> Condition:
        result = self._or()
        if self._next == "":
            raise self._error("a bracket is not closed")
        if self._next != ")":
            raise self._error(f"&& or || is missing before “{self._next[:60]}”")
        self._take()
        return result

    def _name(self) -> Condition:
        if self._next == "":
            raise self._error("an id is missing at the end")
        if not _IDENT.fullmatch(self._next):
            raise self._error(f"an id is missing before “{self._next}”")
        return Name(self._take())
