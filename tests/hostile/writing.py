"""Writes a hostile text into every field that holds free text, past every form and check."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, transaction
from django.db.models import Field

from reviewapp.lenses.domain import reading
from reviewapp.lenses.models import LensVersion

from .documents import hostile_document
from .fields import hostile_fields, is_document, label_of, number_of
from .markers import URLS, another, text_for
from .rows import fill_rows

URL_NAMES = ("url", "diagram_url")


def write_everywhere() -> None:
    with connection.cursor() as cursor:
        # The audit log lets nobody change it, not even a test; the test takes everything back.
        cursor.execute("SET LOCAL session_replication_role = replica")
        fill_rows()
        for field in hostile_fields():
            _write(field)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        # The audit log numbers its entries at the commit, and shows those that have a number.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for version in LensVersion.objects.only("pk"):
        LensVersion.objects.filter(pk=version.pk).update(digest=f"hostile {version.pk}"[:64])
    reading._remembered.clear()


def _write(field: Field) -> None:
    rows = field.model._base_manager
    if is_document(field) or field.name in URL_NAMES:
        for number, (pk, value) in enumerate(rows.order_by("pk").values_list("pk", field.name)):
            rows.filter(pk=pk).update(**{field.name: _one(field, value, number)})
        return
    try:
        with transaction.atomic():
            rows.update(**{field.name: _same(field)})
    except IntegrityError:
        _write_different(field)


def _one(field: Field, value: Any, number: int) -> Any:
    if is_document(field):
        return hostile_document(value, label_of(field), number_of(field))
    return URLS[number % len(URLS)]


def _same(field: Field) -> Any:
    if isinstance(field, ArrayField):
        return [text_for(number_of(field), field.base_field.max_length)]
    return text_for(number_of(field), field.max_length)


def _write_different(field: Field) -> None:
    rows = field.model._base_manager
    for number, pk in enumerate(_keys(rows)):
        rows.filter(pk=pk).update(**{field.name: another(_same(field), number, field.max_length)})


def _keys(rows: Any) -> Iterator[Any]:
    yield from rows.order_by("pk").values_list("pk", flat=True)
