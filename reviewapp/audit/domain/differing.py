"""What differs between two states, so that an entry holds no more than that."""

from collections.abc import Iterable, Mapping
from typing import Any

Side = dict[str, Any]


def only_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Side, Side]:
    """The fields that differ, as they were and as they are. A field of one side is None on the
    other.
    """
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}


def columns_of(row: Any, names: Iterable[str]) -> Side:
    """Columns of a model's row by their names; what is related by its key."""
    return {name: getattr(row, name) for name in names}
