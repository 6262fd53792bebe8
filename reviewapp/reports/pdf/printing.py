"""From a report's content to the bytes of a PDF."""

from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string
from weasyprint import HTML

from ..content import ReportContent
from .context import pdf_context
from .fetcher import STATIC, OwnFilesOnly
from .progress import listening

TEMPLATE = "reports/pdf/document.html"
# XML, which a PDF's metadata are, has no place for most of these, and no font has a glyph.
# https://www.w3.org/TR/xml/#charsets
_UNPRINTABLE: dict[int, str | None] = {
    **dict.fromkeys({*range(32), *range(127, 160), 0xFFFE, 0xFFFF} - {9, 10, 13}),
    **dict.fromkeys((0x85, 0x2028, 0x2029), "\n"),
}
# Tagged, with title and language: what a screen reader needs (ISO 14289-1).
VARIANT = "pdf/ua-1"


@dataclass(frozen=True, slots=True)
class Printed:
    data: bytes
    pages: int


def print_pdf(content: ReportContent, on_step: Callable[[str], None]) -> Printed:
    """Lays the report out. `on_step` hears each step in words; what it raises ends the work."""
    return print_html(html_of(content), on_step)


def print_html(html: str, on_step: Callable[[str], None]) -> Printed:
    """Lays out HTML of ours, whose texts are escaped; it loads nothing from outside."""
    with listening(on_step):
        # `base_url` must be one of ours: a relative address in the text leads nowhere else.
        source = HTML(string=printable(html), base_url=STATIC, url_fetcher=OwnFilesOnly())
        document = source.render(pdf_variant=VARIANT)
        data = document.write_pdf(pdf_variant=VARIANT)
    return Printed(data, len(document.pages))


def html_of(content: ReportContent) -> str:
    """The report as the HTML that is laid out."""
    return printable(render_to_string(TEMPLATE, pdf_context(content)))


def printable(html: str) -> str:
    """Without the characters that a PDF cannot hold."""
    return html.translate(_UNPRINTABLE)
