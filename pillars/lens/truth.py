"""The truth table of a question: what is ticked → what risk, and what is odd about its rules.

The table covers every combination of the choices that the risk rules name, and says of each what
`pillars.risk.assess` says of an answer that ticks just these:

* Nothing ticked at all is unanswered, whatever the rules say. Where the question has choices that
  no rule names, "none of the named" is an answer all the same (another choice is ticked); where it
  has none, that combination is the unanswered one and no rule decides it.
* "None of these" is the whole answer: what is ticked beside it does not count.
* What no rule covers is a gap and counts as high risk.

A choice marked not applicable counts as ticked. Workload rules are left out, for they speak of more
than the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import chain, combinations, islice
from operator import or_
from typing import Final

from pillars.conditions import Default
from pillars.lens.columns import Columns, columns_of, deciding, named
from pillars.lens.cubes import cubes
from pillars.lens.model import Question
from pillars.risk import RISK_OF_RULE, Risk

# More rows than this explain nothing.
MAX_ROWS: Final = 64
# The format has three rules. Beyond this many nothing is claimed.
MAX_RULES: Final = 100

_CONTRADICTORY: Final = "It contradicts itself: no answer makes it true."
_ONLY_NOTHING: Final = "It holds only where nothing is ticked, and that is unanswered."
_ONLY_MARKS: Final = (
    "No ticks alone reach it, only “none of these” beside choices marked not applicable."
)


@dataclass(frozen=True, slots=True)
class Row:
    """Answers that tick all of ``ticked`` and none of ``unticked`` have ``risk``.

    ``rule_index``: the rule that decides, None in a gap and where nothing is ticked.
    ``combinations``: how many combinations of the named choices the row covers. The one with
    nothing ticked is never among them where it is unanswered.
    """

    ticked: tuple[str, ...]
    unticked: tuple[str, ...]
    risk: Risk
    rule_index: int | None
    combinations: int


@dataclass(frozen=True, slots=True)
class RuleUse:
    """What one rule does.

    ``combinations``: how many it decides. ``contradictory``: no answer makes it true.
    ``unreachable``: it can hold but never decides; ``taken_by`` are the indexes of the
    earlier rules that decide instead. ``sentence``: why it decides nothing, "" where it does.
    """

    index: int
    combinations: int
    contradictory: bool = False
    unreachable: bool = False
    taken_by: tuple[int, ...] = ()
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Combinations that no rule covers. ``example``: the ids of an answer of fewest ticks."""

    combinations: int
    example: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TruthTable:
    """All ``combinations`` of the choices ``names`` that rules name, in the order of the file.

    ``counts``: risk → how many combinations have it. ``rows``: first what ticks nothing, then rows
    that cover every other combination once; ``left``: how many are in rows beyond MAX_ROWS, which
    are not listed. ``gap`` is None where the rules cover every answer.
    """

    names: tuple[str, ...]
    combinations: int
    counts: Mapping[Risk, int]
    rows: tuple[Row, ...]
    left: int
    rules: tuple[RuleUse, ...]
    gap: Gap | None


def truth_table(question: Question) -> TruthTable | None:
    """The table of ``question``, or None where its rules or the choices they name are too many."""
    mentioned = named(rule.condition for rule in question.risk_rules)
    order = [choice.id for choice in question.choices if choice.id in mentioned]
    columns = columns_of(_from_last(question, order))
    if columns is None or len(question.risk_rules) > MAX_RULES:
        return None
    return _Maker(question, tuple(order), columns).table()


def _from_last(question: Question, order: list[str]) -> list[str]:
    """The names in the order that keeps the table short, those to ask first last.

    "None of these" settles all; then comes what most rules ask for, which settles most.
    """
    times = Counter(name for rule in question.risk_rules for name in rule.condition.names)
    asked = sorted(order, key=lambda name: (not question.choice(name).is_none, -times[name]))
    return asked[::-1]


class _Maker:
    """Makes the table of one question.

    Of the rows of the columns that each rule decides, the gap last, there are two sets: ``ticked``
    as ticks alone give them, ``decided`` with marks "not applicable", which count beside "none of
    these" as well. The table is of the first; a rule is dead only where the second is empty too.
    """

    def __init__(self, question: Question, names: tuple[str, ...], columns: Columns) -> None:
        self._question = question
        self._names = names
        self._columns = columns
        self._unnamed = [choice for choice in question.choices if choice.id not in names]
        # Row 0 ticks nothing.
        self._answers = columns.every if self._unnamed else columns.every & ~1
        conditions = [rule.condition for rule in question.risk_rules]
        self._holds = columns.holding(conditions)
        self._decided = deciding(self._holds, columns.every)
        ticks = _ticks(question, columns)
        by_ticks = [each.rows(ticks.__getitem__, columns.every) for each in conditions]
        self._ticked = deciding(by_ticks, columns.every)

    def table(self) -> TruthTable:
        rows = (self._nothing(), *islice(self._rows(), MAX_ROWS))
        return TruthTable(
            names=self._names,
            combinations=self._columns.combinations,
            counts=self._counts(),
            rows=rows,
            left=self._columns.combinations - sum(row.combinations for row in rows),
            rules=tuple(map(self._use, range(len(self._question.risk_rules)))),
            gap=self._gap(),
        )

    def _nothing(self) -> Row:
        return Row((), self._names, Risk.UNANSWERED, None, 0 if self._unnamed else 1)

    def _rows(self) -> Iterator[Row]:
        parts = {at: rows for at, rows in enumerate(self._ticked) if rows}
        for cube in cubes(self._columns, parts):
            # The cube that ticks nothing by itself holds the row that ticks nothing at all.
            covered = cube.combinations - (not cube.on and not self._unnamed)
            if covered:
                index, risk = self._verdict(cube.part)
                yield Row(self._sorted(cube.on), self._sorted(cube.off), risk, index, covered)

    def _sorted(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in self._names if name in names)

    def _verdict(self, part: int) -> tuple[int | None, Risk]:
        rules = self._question.risk_rules
        return (part, RISK_OF_RULE[rules[part].risk]) if part < len(rules) else (None, Risk.HIGH)

    def _counts(self) -> dict[Risk, int]:
        found = {Risk.HIGH: 0, Risk.MEDIUM: 0, Risk.NONE: 0}
        for part, rows in enumerate(self._ticked):
            found[self._verdict(part)[1]] += (rows & self._answers).bit_count()
        return found | {Risk.UNANSWERED: self._nothing().combinations}

    def _use(self, at: int) -> RuleUse:
        if decides := (self._ticked[at] & self._answers).bit_count():
            return RuleUse(at, decides)
        if not self._holds[at]:
            return RuleUse(at, 0, contradictory=True, sentence=_CONTRADICTORY)
        if self._decided[at] & self._answers:
            return RuleUse(at, 0, sentence=_ONLY_MARKS)
        holds = self._holds[at] & self._answers
        takers = tuple(part for part in range(at) if self._decided[part] & holds)
        default = isinstance(self._question.risk_rules[at].condition, Default)
        return RuleUse(at, 0, unreachable=True, taken_by=takers, sentence=_taken(takers, default))

    def _gap(self) -> Gap | None:
        rows = self._ticked[-1] & self._answers
        return Gap(rows.bit_count(), self._example(rows)) if rows else None

    def _example(self, rows: int) -> tuple[str, ...]:
        """The ids to tick for the first of ``rows``, of those that tick fewest."""
        bit = {name: 1 << at for at, name in enumerate(self._columns.names)}
        by_size = chain.from_iterable(
            combinations(self._names, size) for size in range(len(self._names) + 1)
        )
        found = next(ids for ids in by_size if rows >> sum(map(bit.__getitem__, ids)) & 1)
        return found or (min(self._unnamed, key=lambda choice: not choice.is_none).id,)


def _ticks(question: Question, columns: Columns) -> dict[str, int]:
    """The columns of what counts as ticked: beside "none of these", nothing does."""
    found = columns.by_name()
    none = {name: rows for name, rows in found.items() if question.choice(name).is_none}
    settled = reduce(or_, none.values(), 0)
    return {name: rows & ~settled for name, rows in found.items()} | none


def _taken(takers: tuple[int, ...], default: bool) -> str:
    if not takers:
        return _ONLY_NOTHING
    one = len(takers) == 1
    numbers = [str(part + 1) for part in takers]
    rules = f"rule {numbers[0]}" if one else f"rules {', '.join(numbers[:-1])} and {numbers[-1]}"
    if default:
        return f"Nothing is left for it: {rules} {'covers' if one else 'cover'} every answer."
    return f"Wherever it holds, {rules} {'decides' if one else 'decide'} before it."
