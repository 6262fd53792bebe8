"""What a report may load while it is laid out: the product's own static files, nothing else.

WeasyPrint's own fetcher follows http and reads files of the server. Text of users is escaped
and so asks for nothing; this holds even where that fails.
"""

import mimetypes
from pathlib import Path
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousOperation
from weasyprint.urls import URLFetcher, URLFetcherResponse

STATIC = "static:///"


class Refused(ValueError):
    """An address that a report may not load."""


class OwnFilesOnly(URLFetcher):
    """Serves `static:///css/report-pdf.css` and `data:`; refuses every other address."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Raises Refused; WeasyPrint then goes on without the resource."""
        if url.startswith(STATIC):
            return _own_file(url)
        if not url.lower().startswith("data:"):
            raise Refused(f"A report loads nothing from outside: {url[:200]}")
        return super().fetch(url, headers)


def _own_file(url: str) -> URLFetcherResponse:
    name = unquote(url.removeprefix(STATIC))
    path = _found(name)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def _found(name: str) -> Path:
    try:
        path = finders.find(name)
    except SuspiciousOperation as error:
        raise Refused("That is no static file.") from error
    if not path or not Path(path).is_file():
        raise Refused(f"There is no static file {name[:200]}.")
    return Path(path)
