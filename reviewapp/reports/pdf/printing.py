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
# Tagged, with title and language: what a screen reader needs (ISO 14289-1).
VARIANT = "pdf/ua-1"


@dataclass(frozen=True, slots=True)
class Printed:
    data: bytes
    pages: int


def print_pdf(content: ReportContent, on_step: Callable[[str], None]) -> Printed:
    """Lays the report out. `on_step` hears each step in words; what it raises ends the work."""
    html = render_to_string(TEMPLATE, pdf_context(content))
    with listening(on_step):
        # `base_url` must be one of ours: a relative address in the text leads nowhere else.
        source = HTML(string=html, base_url=STATIC, url_fetcher=OwnFilesOnly())
        document = source.render(pdf_variant=VARIANT)
        data = document.write_pdf(pdf_variant=VARIANT)
    return Printed(data, len(document.pages))
