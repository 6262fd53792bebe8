"""Many rows at once, by PostgreSQL's COPY: a fraction of the work of INSERT, here and there."""

import json
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model
from psycopg import sql

from reviewapp.isolation.scopes import everything


def copy_in(rows: Sequence[Model]) -> None:
    """Writes new rows of one model, whose keys the database gives; the rows do not learn them.

    Of many rows use `copy_rows`: to make a model of each takes longer than to write it.

    Sends no signals, and takes values as they are: nothing fills in a time or a default that is
    not on the row already.

    Raises:
        django.db.Error: as any other query.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and not getattr(field, "generated", False)
    ]
    readers = [_reader(field) for field in fields]
    _copy(model, fields, ([read(row) for read in readers] for row in rows))


def copy_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Writes new rows: of each the values of these attributes (`run_id`), in their order.

    Values are as the database has them: documents are JSON already, choices are text. What is
    not named has the database's default, or none.

    Raises:
        django.db.Error: as any other query.
    """
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    _copy(model, [by_name[name] for name in names], rows)


def _copy(
    model: type[Model], fields: Sequence["Field[Any, Any]"], rows: Iterable[Sequence[Any]]
) -> None:
    names = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields])
    table = sql.Identifier(model._meta.db_table)
    order = sql.SQL("COPY {} ({}) FROM STDIN").format(table, names)
    with (
        everything(),  # PostgreSQL takes no COPY where policies hold
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(order) as copying,
    ):
        for row in rows:
            copying.write_row(row)


def _reader(field: "Field[Any, Any]") -> Callable[[Model], Any]:
    """What the column of a field is to hold of a row."""
    name = field.attname

    def document(row: Model) -> str | None:
        value = getattr(row, name)
        return None if value is None and field.null else json.dumps(value)

    def plain(row: Model) -> Any:
        value = getattr(row, name)
        return value.value if isinstance(value, Enum) else value

    return document if isinstance(field, JSONField) else plain
