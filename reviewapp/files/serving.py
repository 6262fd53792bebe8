"""Giving out what people sent, so that nothing in it acts."""

from csp.constants import NONE, UNSAFE_INLINE
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from .models import StoredFile

# Of an address that gives out such bytes, which a browser may also show as a page of its own.
NOTHING_ACTS = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
    "sandbox": [""],
}


def served(stored: StoredFile) -> HttpResponse:
    """Pictures are shown, everything else is saved; the type is the one that was looked for."""
    kind = stored.content_type
    text = kind.startswith("text/")
    response = HttpResponse(
        bytes(stored.content), content_type=f"{kind}; charset=utf-8" if text else kind
    )
    attachment = not kind.startswith("image/")
    header = content_disposition_header(attachment, stored.name)
    response["Content-Disposition"] = header or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
