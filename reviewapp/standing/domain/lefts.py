"""What templates left on a workload: the common base of every later merge."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .claims import Slot
from .values import Value


@dataclass(frozen=True, slots=True)
class Left:
    """What a template left in a slot.

    `text` is its words in the note; None once people rewrote them, then they are left for good.
    `own`: people decided the slot, so that it is theirs until they give it back.
    """

    value: Value
    text: str | None = ""
    own: bool = False


Lefts = Mapping[Slot, Left]


def to_rows(lefts: Lefts) -> list[dict[str, Any]]:
    return [_row(slot, lefts[slot]) for slot in sorted(lefts)]


def from_rows(rows: Iterable[Mapping[str, Any]]) -> dict[Slot, Left]:
    return {
        Slot(row["lens"], row["question"], row["choice"]): Left(
            Value(row["state"], row["reason"]), row["text"], row["own"]
        )
        for row in rows
    }


def _row(slot: Slot, left: Left) -> dict[str, Any]:
    return {
        **slot._asdict(),
        "state": left.value.state,
        "reason": left.value.reason,
        "text": left.text,
        "own": left.own,
    }
