"""Which of two lists' common entries stand elsewhere, told with as few of them as can be."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def out_of_order(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """The fewest entries whose move explains the order of ``after``. Entries occur once in each.

    What only one of the lists holds does not count: an entry that comes or goes moves no other.
    """
    place = {entry: at for at, entry in enumerate(before)}
    common = [entry for entry in after if entry in place]
    kept = _longest_rise([place[entry] for entry in common])
    return frozenset(common) - {before[at] for at in kept}


def _longest_rise(numbers: list[int]) -> list[int]:
    """The longest part of ``numbers`` that only rises (patience sorting, n log n)."""
    # Of each length the smallest end of a rise so far, and for each number the one before it.
    ends: list[int] = []
    previous: dict[int, int | None] = {}
    for number in numbers:
        length = bisect_left(ends, number)
        previous[number] = ends[length - 1] if length else None
        ends[length : length + 1] = [number]
    rise: list[int] = []
    at = ends[-1] if ends else None
    while at is not None:
        rise.append(at)
        at = previous[at]
    return rise
