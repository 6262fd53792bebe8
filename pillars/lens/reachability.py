"""Which rules of a question can ever decide, found by trying every combination of its choices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pillars.conditions import Condition, Default
from pillars.lens.columns import columns_of, deciding, named


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
    columns = columns_of(sorted(named(conditions)))
    if columns is None:
        return None
    holds = columns.holding(conditions)
    *decided, gap = deciding(holds, columns.every)
    contradictory = tuple(at for at, rows in enumerate(holds) if not rows)
    unreachable = tuple(at for at, rows in enumerate(decided) if holds[at] and not rows)
    return Reach(contradictory, unreachable, gap.bit_count(), columns.combinations)


def after_default(conditions: Iterable[Condition]) -> tuple[int, ...]:
    """Indexes of the rules that stand behind a ``default`` and so never decide."""
    found = False
    behind = []
    for index, condition in enumerate(conditions):
        if found:
            behind.append(index)
        found = found or isinstance(condition, Default)
    return tuple(behind)
