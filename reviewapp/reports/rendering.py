"""A report's content as a file of one of the formats."""

from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass

from .content import ReportContent
from .csv_file import as_csv
from .json_file import as_json
from .models import Format

OnStep = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished file. `pages` is None where the format has no pages."""

    name: str
    content_type: str
    data: bytes
    pages: int | None = None


def render(content: ReportContent, kind: Format, on_step: OnStep = lambda _: None) -> Rendered:
    """Writes the report. `on_step` hears words for each step; what it raises ends the work."""
    return _WRITERS[kind](content, on_step)


def _pdf(content: ReportContent, on_step: OnStep) -> Rendered:
    # WeasyPrint takes longer to load than the rest of the product; few commands print.
    from .pdf import print_pdf

    printed = print_pdf(content, on_step)
    return Rendered(f"{content.file_stem}.pdf", "application/pdf", printed.data, printed.pages)


def _json(content: ReportContent, _: OnStep) -> Rendered:
    return Rendered(f"{content.file_stem}.json", "application/json", as_json(content).encode())


def _csv(content: ReportContent, _: OnStep) -> Rendered:
    # Spreadsheets take a CSV for UTF-8 only with this mark in front.
    data = BOM_UTF8 + as_csv(content).encode()
    return Rendered(f"{content.file_stem}.csv", "text/csv; charset=utf-8", data)


_WRITERS: dict[Format, Callable[[ReportContent, OnStep], Rendered]] = {
    Format.PDF: _pdf,
    Format.JSON: _json,
    Format.CSV: _csv,
}
