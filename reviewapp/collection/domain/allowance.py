"""Calls that a part may still make, as its threads spend them; they wait where none are left."""

import threading
from contextlib import AbstractContextManager
from typing import Any


class Allowance:
    """Of one part: threads spend, the thread that speaks to the database adds."""

    def __init__(self, calls: int) -> None:
        self._left = calls
        self._waiting = 0
        self._open = False
        self._changed = threading.Condition()

    @property
    def left(self) -> int:
        return self._left

    @property
    def wanting(self) -> bool:
        """Whether a thread waits for a call."""
        return self._waiting > 0 and not self._left

    def add(self, calls: int) -> None:
        with self._changed:
            self._left += calls
            self._changed.notify_all()

    def open(self) -> None:
        """Lets everybody through; whoever was stopped is refused as it sends."""
        with self._changed:
            self._open = True
            self._changed.notify_all()

    def spend(self) -> None:
        with self._changed:
            self._waiting += 1
            while not (self._left or self._open):
                self._changed.wait()
            self._waiting -= 1
            if self._left:
                self._left -= 1

    def through(self, gate: AbstractContextManager[Any]) -> AbstractContextManager[Any]:
        """The gate of the account, with one call of this allowance to pay at it."""
        return _Toll(self, gate)


class _Toll(AbstractContextManager[None]):
    def __init__(self, allowance: Allowance, gate: AbstractContextManager[Any]) -> None:
        self._allowance, self._gate = allowance, gate

    def __enter__(self) -> None:
        self._allowance.spend()
        self._gate.__enter__()

    def __exit__(self, *_: object) -> None:
        self._gate.__exit__(None, None, None)
