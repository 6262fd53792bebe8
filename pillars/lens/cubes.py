"""A truth table in few rows: a walk down a decision tree that stops where all the rest is alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pillars.lens.columns import Columns


@dataclass(frozen=True, slots=True)
class Cube:
    """All combinations with the names ``on`` and without those ``off``, the others either way.

    ``part``: the part of the table that they all belong to. ``combinations``: how many they are.
    """

    on: tuple[str, ...]
    off: tuple[str, ...]
    part: int
    combinations: int


def cubes(columns: Columns, parts: Mapping[int, int]) -> Iterator[Cube]:
    """Every combination once, in cubes that each lie within one of ``parts``.

    ``parts``: number of a part → its rows; together they are all rows, and no row is in two. The
    last name of the table is asked first, on before off; one that makes no difference is left out.
    """
    yield from _walk(columns.names, parts, Cube((), (), 0, columns.combinations))


def _walk(names: tuple[str, ...], parts: Mapping[int, int], above: Cube) -> Iterator[Cube]:
    if len(parts) == 1:
        (part,) = parts
        yield Cube(above.on, above.off, part, above.combinations)
        return
    *others, name = names
    off, on = _halves(parts, 1 << len(others))
    if on == off:
        yield from _walk(tuple(others), on, above)
        return
    half = above.combinations // 2
    yield from _walk(tuple(others), on, Cube((*above.on, name), above.off, 0, half))
    yield from _walk(tuple(others), off, Cube(above.on, (*above.off, name), 0, half))


def _halves(parts: Mapping[int, int], width: int) -> tuple[dict[int, int], dict[int, int]]:
    """The parts of the rows where the last name does not hold, and of those where it does."""
    low = (1 << width) - 1
    off = {part: rows & low for part, rows in parts.items() if rows & low}
    return off, {part: rows >> width for part, rows in parts.items() if rows >> width}
