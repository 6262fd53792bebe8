"""Truth tables over the choices of a question, a whole column at once in one integer.

Row r of the table is the combination in which the name number i holds where bit i of r is set; a
set of rows is an integer whose bit r stands for row r. So one operation on integers answers for
all combinations, and 2**15 of them take milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pillars.conditions import Condition

# A question of the format has 15 choices at most. Beyond it nothing is claimed.
MAX_NAMES: Final = 15


@dataclass(frozen=True, slots=True)
class Columns:
    """The table of all combinations of ``names``. ``every`` is the set of all its rows."""

    names: tuple[str, ...]

    @property
    def combinations(self) -> int:
        return 1 << len(self.names)

    @property
    def every(self) -> int:
        return (1 << self.combinations) - 1

    def by_name(self) -> dict[str, int]:
        """The rows in which each name holds."""
        return {name: _column(at, len(self.names)) for at, name in enumerate(self.names)}

    def holding(self, conditions: Iterable[Condition]) -> list[int]:
        """The rows in which each of ``conditions``, which name none but these names, holds."""
        columns, every = self.by_name(), self.every
        return [condition.rows(columns.__getitem__, every) for condition in conditions]


def columns_of(names: Iterable[str]) -> Columns | None:
    """The table of these names in their order, or None where there are too many to try them all."""
    found = tuple(dict.fromkeys(names))
    return Columns(found) if len(found) <= MAX_NAMES else None


def named(conditions: Iterable[Condition]) -> frozenset[str]:
    """All the ids that the conditions speak of."""
    return frozenset[str]().union(*(condition.names for condition in conditions))


def deciding(holds: Sequence[int], every: int) -> list[int]:
    """Of rules in order, each holding in some rows: the rows that each decides; last, the gap."""
    decided, left = [], every
    for rows in holds:
        decided.append(rows & left)
        left &= ~rows
    return [*decided, left]


def _column(at: int, names: int) -> int:
    """The column of the name number ``at``: 0101…, 0011…, …"""
    column, width = ((1 << (1 << at)) - 1) << (1 << at), 2 << at
    while width < 1 << names:
        column |= column << width
        width *= 2
    return column
