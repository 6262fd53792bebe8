"""Which rules of a question can ever decide, found by trying every combination of its choices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pillars.conditions import Condition, Default

# A question of the format has 15 choices at most. Beyond it nothing is claimed.
MAX_NAMES: Final = 15


@dataclass(frozen=True, slots=True)
class Reach:
    """What trying every combination of the named choices shows.

    ``contradictory`` and ``unreachable``: indexes of rules that never hold, and of rules that hold
    only where an earlier one did. ``unmatched`` of ``combinations``: how many match no rule.
    """

    contradictory: tuple[int, ...]
    unreachable: tuple[int, ...]
    unmatched: int
    combinations: int


def reach(conditions: Sequence[Condition]) -> Reach | None:
    """What of the rules can decide, or None where there are too many names to try them all."""
    names = sorted(frozenset[str]().union(*(condition.names for condition in conditions)))
    if len(names) > MAX_NAMES:
        return None
    every = (1 << (1 << len(names))) - 1
    columns = {name: _column(at, len(names)) for at, name in enumerate(names)}
    holds = [condition.rows(columns.__getitem__, every) for condition in conditions]
    return _reach(holds, every, 1 << len(names))


def _reach(holds: Sequence[int], every: int, combinations: int) -> Reach:
    contradictory, unreachable, left = [], [], every
    for index, rows in enumerate(holds):
        if not rows:
            contradictory.append(index)
        elif not rows & left:
            unreachable.append(index)
        left &= ~rows
    return Reach(tuple(contradictory), tuple(unreachable), left.bit_count(), combinations)


def _column(at: int, names: int) -> int:
    """The truth table's column of the name number ``at``, row r being bit r: 0101…, 0011…, …"""
    column, width = ((1 << (1 << at)) - 1) << (1 << at), 2 << at
    while width < 1 << names:
        column |= column << width
        width *= 2
    return column


def after_default(conditions: Iterable[Condition]) -> tuple[int, ...]:
    """Indexes of the rules that stand behind a ``default`` and so never decide."""
    found = False
    behind = []
    for index, condition in enumerate(conditions):
        if found:
            behind.append(index)
        found = found or isinstance(condition, Default)
    return tuple(behind)
