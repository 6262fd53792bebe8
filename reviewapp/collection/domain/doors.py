"""The accounts of a run, each opened once by a worker however many threads ask for it."""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from django.conf import settings

from reviewapp.collection.models import Run
from reviewapp.workloads.models import Connection, ConnectionKind

from .sessions import Access, AccountUnreachable, open_access


def connection_for(run: Run, account: str) -> Connection:
    """The connection of an account, or this server's own credentials where it has none."""
    found = Connection.objects.filter(workload=run.workload, account_id=account).first()
    return found or Connection(
        workload=run.workload, kind=ConnectionKind.AMBIENT, account_id=account
    )


def open_door(run_id: object, connection: Connection) -> Access:
    """Opens an account for a run, under a name by which the account's owner finds the run.

    Raises:
        AccountUnreachable: see `open_access`.
    """
    return open_access(connection, session_name=f"pillars-{run_id}")


class Doors:
    """Opened accounts by run and account."""

    def __init__(self) -> None:
        self._opened: dict[tuple[object, str], Future[Access]] = {}
        self._lock = threading.Lock()

    @property
    def shut(self) -> dict[str, AccountUnreachable]:
        """The accounts that could not be opened so far, with the reason."""
        with self._lock:
            ended = [(key[1], door) for key, door in self._opened.items() if door.done()]
        errors = ((account, door.exception()) for account, door in ended)
        return {a: error for a, error in errors if isinstance(error, AccountUnreachable)}

    def open(self, run_id: object, connection: Connection) -> Access:
        """The first to ask opens; the others wait for it.

        Raises:
            AccountUnreachable: the account cannot be opened, for whoever asks.
        """
        key = (run_id, connection.account_id)
        with self._lock:
            first = key not in self._opened
            opened = self._opened.setdefault(key, Future())
        if first:
            try:
                opened.set_result(open_door(run_id, connection))
            except AccountUnreachable as error:
                opened.set_exception(error)
            except BaseException as error:
                opened.set_exception(error)
                raise
        return opened.result()


@contextmanager
def opening(run_id: object, connections: Iterable[Connection]) -> Iterator[Doors]:
    """Opens accounts beside the block, all at once, since each may take a minute to fail."""
    doors = Doors()
    with ThreadPoolExecutor(settings.SCAN_CONCURRENCY) as pool:
        for connection in connections:
            pool.submit(doors.open, run_id, connection)
        yield doors
