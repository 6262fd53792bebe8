"""The smallest answer that makes a condition hold, to show a rule by an example."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, combinations

from pillars.conditions import Condition
from pillars.lens.columns import columns_of


def example_of(condition: Condition, order: Sequence[str]) -> tuple[str, ...] | None:
    """The fewest choices to tick, in the given order, so that ``condition`` holds.

    None where nothing makes it hold, or where it names too many choices to try.
    """
    names = [name for name in order if name in condition.names]
    columns = columns_of(names)
    if columns is None:
        return None
    rows = columns.holding([condition])[0]
    sizes = (combinations(enumerate(names), size) for size in range(len(names) + 1))
    for chosen in chain.from_iterable(sizes):
        if rows >> sum(1 << at for at, _ in chosen) & 1:
            return tuple(name for _, name in chosen)
    return None
