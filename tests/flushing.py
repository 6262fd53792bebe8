"""How the database is emptied after a test whose transactions are real ones.

Django truncates every table, which makes and removes some six hundred files, and then runs all that
follows a migration. Here few rows lie in few tables: they are deleted, and what a migration left
behind (types of content, permissions, policies) stays.
"""

from collections.abc import Iterable
from typing import Any

from django.core.management.commands import flush
from django.db import connection

KEPT = frozenset({"django_content_type", "auth_permission"})


def delete_rows(_style: Any, tables: Iterable[str], **_options: Any) -> list[str]:
    """Statements for `sql_flush`. As a replica, without triggers: rows of logs go too."""
    quote = connection.ops.quote_name
    deletes = "".join(f"DELETE FROM {quote(name)};" for name in sorted({*tables} - KEPT))
    return [f"SET LOCAL session_replication_role = replica; {deletes}"]


def flush_by_deleting() -> None:
    """From here on, in this process."""
    connection.ops.sql_flush = delete_rows
    flush.emit_post_migrate_signal = lambda *_args, **_options: None
