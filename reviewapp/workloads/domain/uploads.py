"""Architecture diagrams: only what they say they are, only what a browser can show safely."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, UnidentifiedImageError

from reviewapp.files.domain import store_file
from reviewapp.files.models import StoredFile

MAX_PIXELS = 80_000_000
TOO_MANY_PIXELS = gettext_lazy("The picture has more than 80 million pixels. Export it smaller.")


class UploadRefused(Exception):
    """The file cannot be taken; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class CheckedUpload:
    """Bytes that are what they say."""

    name: str
    content_type: str
    content: bytes


def check_diagram(upload: "UploadedFile[bytes]") -> CheckedUpload:
    """Looks into an uploaded PNG, SVG or PDF.

    Raises:
        UploadRefused: too large, empty, or not truly one of the three.
    """
    limit = settings.UPLOAD_LIMIT_BYTES
    if upload.size is not None and upload.size > limit:
        megabytes = limit // 1024 // 1024
        raise UploadRefused(_("The file is larger than %(limit)s MB.") % {"limit": megabytes})
    content = upload.read()
    return CheckedUpload((upload.name or "diagram")[-200:], true_type(content), content)


def store_diagram(checked: CheckedUpload, organisation_id: UUID) -> StoredFile:
    return store_file(
        organisation_id=organisation_id,
        name=checked.name,
        content_type=checked.content_type,
        content=checked.content,
    )


def true_type(content: bytes) -> str:
    """The media type that the bytes themselves show.

    Raises:
        UploadRefused: it is none of PNG, SVG and PDF, or it is damaged.
    """
    for content_type, looks_like, check in KINDS:
        if looks_like(content):
            check(content)
            return content_type
    raise UploadRefused(_("Only PNG, SVG and PDF files can be shown. Export the diagram as one."))


def _check_png(content: bytes) -> None:
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise UploadRefused(str(TOO_MANY_PIXELS))
            image.verify()
    except Image.DecompressionBombError as error:
        raise UploadRefused(str(TOO_MANY_PIXELS)) from error
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise UploadRefused(_("The PNG picture is damaged. Export it again.")) from error


def _check_svg(content: bytes) -> None:
    """An SVG is served with a policy that lets nothing in it run; it must still be one."""
    try:
        root = fromstring(content, forbid_dtd=False)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise UploadRefused(_("The file looks like SVG but is not well-formed.")) from error
    if root.tag not in ("{http://www.w3.org/2000/svg}svg", "svg"):
        raise UploadRefused(_("The file looks like SVG but its root is not an svg element."))
    for element in root.iter():
        name = str(element.tag).rsplit("}", 1)[-1].lower()
        if name in ("script", "foreignobject") or _has_handler(element.attrib):
            raise UploadRefused(_("The SVG contains scripts. Export it without them, or as PNG."))


def _has_handler(attributes: dict[str, str]) -> bool:
    return any(
        name.rsplit("}", 1)[-1].lower().startswith("on")
        # Browsers skip white space inside an address' scheme.
        or "".join(value.split()).lower().startswith("javascript:")
        for name, value in attributes.items()
    )


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-2048:]:
        raise UploadRefused(_("The PDF is cut short. Save it again and upload that."))


def _is_svg(content: bytes) -> bool:
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and b"<svg" in content[:4096]


KINDS: tuple[tuple[str, Callable[[bytes], bool], Callable[[bytes], None]], ...] = (
    ("image/png", lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"), _check_png),
    ("application/pdf", lambda content: content.startswith(b"%PDF-"), _check_pdf),
    ("image/svg+xml", _is_svg, _check_svg),
)
