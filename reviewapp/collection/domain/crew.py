"""Threads that finish what was begun before they begin anything new."""

import ctypes
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from heapq import heappop, heappush
from itertools import count
from typing import Any, TypeVar

R = TypeVar("R")
M_ARENA_MAX = -8

# Calls that an item takes one after the other: a bucket some twenty, most things one or two.
ITEM_STEPS = 10

# `steps`: calls that what the thread is at takes one after the other.
_doing = threading.local()


@dataclass(slots=True)
class _Job:
    future: "Future[Any]"
    work: Callable[..., Any]
    arguments: tuple[Any, ...]
    steps: int = ITEM_STEPS

    def do(self) -> None:
        _doing.steps = self.steps
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            self.future.set_result(self.work(*self.arguments))
        except BaseException as error:  # noqa: BLE001 - the future hands it to whoever waits
            self.future.set_exception(error)


class Crew:
    """A fixed number of threads with two queues.

    `begin` queues a part; the heaviest goes first, whenever it came, since what takes longest
    would end last. `submit` queues an item of a part that is being read:
    it goes before every part, or a part of a thousand items would be read by the one thread that
    began it until all other parts are done.
    """

    def __init__(self, size: int) -> None:
        _share_heaps()
        _take_turns()
        self.size = size
        self._parts: list[tuple[int, int, _Job]] = []  # a heap: weight, turn
        self._turns = count()
        self._items: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._closed = False
        for number in range(size):
            # Daemons: a call that hangs must not keep a process that wants to end.
            threading.Thread(target=self._work, name=f"collect-{number}", daemon=True).start()

    def begin(
        self, work: Callable[..., R], /, *arguments: Any, weight: int = 0, steps: int = 1
    ) -> "Future[R]":
        def queue(job: _Job) -> None:
            job.steps = steps
            heappush(self._parts, (-weight, next(self._turns), job))

        return self._queue(queue, work, arguments)

    def submit(self, work: Callable[..., R], /, *arguments: Any) -> "Future[R]":
        # Whoever has items takes some of them as well.
        _doing.steps = max(ITEM_STEPS, getattr(_doing, "steps", 1))
        return self._queue(self._items.append, work, arguments)

    @property
    def backlog(self) -> int:
        """Parts that no thread has begun."""
        return len(self._parts)

    def close(self) -> None:
        """Begins nothing any more; threads that are at work end by themselves."""
        with self._changed:
            self._closed = True
            left = [*(job for *_, job in self._parts), *self._items]
            self._parts.clear()
            self._items.clear()
            self._changed.notify_all()
        for job in left:
            job.future.cancel()

    def _queue(
        self, queue: Callable[[_Job], None], work: Callable[..., R], arguments: tuple[Any, ...]
    ) -> "Future[R]":
        future: Future[R] = Future()
        with self._changed:
            if self._closed:
                future.cancel()
            else:
                queue(_Job(future, work, arguments))
                self._changed.notify()
        return future

    def _work(self) -> None:
        while (job := self._next()) is not None:
            job.do()

    def _next(self) -> _Job | None:
        with self._changed:
            while not (self._items or self._parts or self._closed):
                self._changed.wait()
            if self._items:
                return self._items.popleft()
            return heappop(self._parts)[-1] if self._parts else None


@cache
def _share_heaps() -> None:
    """Two heaps for all threads, of which one at a time runs Python anyway.

    The C library (glibc, see mallopt(3)) would give each a heap of its own, and none of them ever
    gives back what descriptions of services and large answers took while they were read.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


@cache
def _take_turns() -> None:
    """A thread whose answer has come waits 0.2 ms at most for one that computes, not five.

    It holds its place in the account meanwhile, in which another call could be under way.
    """
    sys.setswitchinterval(0.0002)


class Gate:
    """Bounds the calls under way at once in one account; the bound may change while it is open.

    Who waits is let in by how many calls they make one after the other, the most first: they wait
    before each of them, and what was begun first would end last and alone.
    """

    def __init__(self, limit: int = 0) -> None:
        self.limit = limit
        self._inside = 0
        self._lock = threading.Lock()
        self._turns = count()
        self._waiting: list[tuple[int, int, threading.Lock]] = []  # a heap: steps, turn

    @property
    def inside(self) -> int:
        return self._inside

    def set_limit(self, limit: int) -> None:
        """Calls that are under way already are not interrupted by a lower one."""
        with self._lock:
            self.limit = limit
            self._let_in()

    def __enter__(self) -> None:
        with self._lock:
            if self._inside < self.limit:
                self._inside += 1
                return
            turn = threading.Lock()
            turn.acquire()
            steps = getattr(_doing, "steps", 1)
            heappush(self._waiting, (-steps, next(self._turns), turn))
        turn.acquire()  # once `_let_in` has released it

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            self._let_in()

    def _let_in(self) -> None:
        while self._waiting and self._inside < self.limit:
            self._inside += 1
            heappop(self._waiting)[-1].release()


@contextmanager
def crew(size: int) -> Iterator[Crew]:
    made = Crew(size)
    try:
        yield made
    finally:
        made.close()
