"""Counts the processes that use an embedded server, without trusting any of them to say bye."""

import atexit
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_held: dict[Path, tuple[int, IO[bytes]]] = {}


@contextmanager
def starting(folder: Path) -> Iterator[None]:
    """Only one process at a time looks whether the server runs, starts or stops it."""
    with (folder / "start.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def join(folder: Path, stop: Callable[[], None]) -> None:
    """Counts this process as a user until it ends; the last one to leave calls `stop`.

    A forked child is a user of its own: it never stops what its parent started.
    """
    pid = os.getpid()
    if folder in _held and _held[folder][0] == pid:
        return
    file = (folder / "users.lock").open("ab")
    fcntl.flock(file, fcntl.LOCK_SH)
    _held[folder] = (pid, file)
    atexit.register(leave, folder, stop)


def leave(folder: Path, stop: Callable[[], None]) -> None:
    """Stops counting this process; stops the server if nobody else is left."""
    pid, file = _held.get(folder, (None, None))
    if pid != os.getpid() or file is None:
        return
    del _held[folder]
    with starting(folder):
        file.close()
        with (folder / "users.lock").open("ab") as alone:
            try:
                fcntl.flock(alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            stop()
