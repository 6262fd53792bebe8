"""The database of the tests: the migrations run once, every process of tests takes a copy."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from tests.flushing import copy_rows

MADE = "made_"


def make_template(run: str) -> str:
    """The name of a migrated database, empty otherwise, that all processes of a run copy.

    The first that asks makes it; nobody copies it while it is made.
    """
    name = MADE + run
    with _alone():
        _drop_all_but(name)
        if not _exists(name):
            _make(name)
    return name


def drop_template(name: str) -> None:
    """Whoever asks for it later makes it again."""
    with _alone(), connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


@contextmanager
def copied(name: str) -> Iterator[str]:
    """The address of a copy of a template, for a product that runs beside the tests."""
    copy = f"{name}_product"
    with _alone(), connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
        # As for the tests themselves: nothing has to survive a power cut.
        cursor.execute(f'ALTER DATABASE "{copy}" SET synchronous_commit = off')
        folder = quote(connection.get_connection_params()["host"])
    try:
        yield f"postgresql://postgres@/{copy}?host={folder}"
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


@contextmanager
def _alone() -> Iterator[None]:
    with (Path(settings.VAR_DIR) / "test-database.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _exists(name: str) -> bool:
    with connection._nodb_cursor() as cursor:
        return connection.creation._database_exists(cursor, name)


def _make(name: str) -> None:
    """Under another name until it is whole: a process may be killed half-way."""
    own, tests = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    kept, tests["NAME"] = tests["NAME"], f"{name}_torso"
    try:
        torso = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        copy_rows()
        connection.close()
    finally:
        tests["NAME"] = kept
        settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = own
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{torso}" RENAME TO "{name}"')


def _drop_all_but(name: str) -> None:
    """What runs that were killed have left."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [MADE])
        for (left,) in cursor.fetchall():
            if not left.startswith(name):
                cursor.execute(f'DROP DATABASE "{left}" WITH (FORCE)')
