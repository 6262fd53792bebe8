"""What the library does when something happens elsewhere."""

from typing import Any

from django.db import connection

from .domain.builtin import sync_builtin_lenses
from .models import Lens, LensVersion


def bring_lenses(**_signal: Any) -> None:
    """After `migrate`, where it left the library's tables in place."""
    tables = set(connection.introspection.table_names())
    if {Lens._meta.db_table, LensVersion._meta.db_table} <= tables:
        sync_builtin_lenses()
