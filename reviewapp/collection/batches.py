"""Lists cut to the size that one AWS call takes."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def batches(things: Sequence[Thing], size: int) -> Iterator[Sequence[Thing]]:
    """Slices of at most `size`, in order; none where there is nothing."""
    for start in range(0, len(things), size):
        yield things[start : start + size]
