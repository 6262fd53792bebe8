"""Data Exports: the successor of Cost and Usage Reports."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import GLOBAL, Item, collects
from .cur import HOME


@collects(
    "dataexports.export",
    call="bcm-data-exports:ListExports",
    actions=("bcm-data-exports:GetExport",),
    client="bcm-data-exports",
    scope=GLOBAL,
)
def exports(reader: Reader) -> Iterator[Item]:
    """Each with `Export`: its query and the settings of the table that it reads."""
    found = reader.pages("list_exports", "Exports", region=HOME)
    yield from reader.spread(lambda each: _export(reader, each), found)


def _export(reader: Reader, export: dict[str, Any]) -> Item:
    more = reader.aspects(export, region=HOME)
    more.read("Export", "get_export", pick="Export", ExportArn=export["ExportArn"])
    return Item(export["ExportArn"], more.data, name=export["ExportName"], unread=more.unread)
