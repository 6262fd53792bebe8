"""Django's own `migrate`, one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

# Advisory locks are numbers; this one stands for changing the tables.
LOCK = 6_201_733


class Command(migrate.Command):
    """Every command of the product migrates before it begins, and two may begin at once: on an
    empty database both would make the same tables. The second waits, and finds nothing to do.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        with _alone(connections[options["database"]]):
            super().handle(*args, **options)


@contextmanager
def _alone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Holds the lock of this connection's database; a process that dies lets go of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
