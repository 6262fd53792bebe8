"""How the database is emptied after a test whose transactions are real ones.

Django truncates every table, which makes and removes some six hundred files, and then runs all that
follows a migration. Here few rows lie in few tables: they are deleted, and what the migrations had
brought, such as the built-in lenses, is put back from a copy beside it.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.core.management.commands import flush
from django.db import connection

SCHEMA = "as_migrated"
# Rows that only a migration writes.
KEPT = frozenset({"django_content_type", "auth_permission"})

COLUMNS = f"""
SELECT copy.table_name, string_agg(format('%I', copy.column_name), ', ')
FROM information_schema.columns copy
JOIN information_schema.columns here USING (table_name, column_name)
WHERE copy.table_schema = '{SCHEMA}' AND here.table_schema = 'public' AND here.is_generated = 'NEVER'
GROUP BY copy.table_name
"""


def copy_rows() -> None:
    """Keeps what the tables hold, in a schema of its own. For a database just migrated."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        for name in sorted(
            {*connection.introspection.django_table_names(only_existing=True)} - KEPT
        ):
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{name}")')
            if cursor.fetchone()[0]:
                cursor.execute(f'CREATE TABLE {SCHEMA}."{name}" AS TABLE "{name}"')


def put_back(_style: Any, tables: Iterable[str], **_options: Any) -> list[str]:
    """Statements for `sql_flush`. As a replica, without triggers: rows of logs go too."""
    deletes = [f'DELETE FROM "{name}"' for name in sorted({*tables} - KEPT)]
    inserts = [
        f'INSERT INTO "{name}" ({columns}) SELECT {columns} FROM {SCHEMA}."{name}"'
        for name, columns in _copied()
    ]
    return ["; ".join(["SET LOCAL session_replication_role = replica", *deletes, *inserts])]


@cache
def _copied() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        return cursor.fetchall()


def flush_by_deleting() -> None:
    """From here on, in this process."""
    connection.ops.sql_flush = put_back
    flush.emit_post_migrate_signal = lambda *_args, **_options: None
