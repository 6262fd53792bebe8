"""What a file is by its own bytes, whatever it calls itself.

Of the kinds that evidence comes in. Nothing is taken that a browser would run: no HTML, no SVG,
no other XML.
"""

import io
import re

from PIL import Image, UnidentifiedImageError

MAX_PIXELS = 80_000_000
PICTURES = {
    "image/png": ("PNG", (b"\x89PNG\r\n\x1a\n",)),
    "image/jpeg": ("JPEG", (b"\xff\xd8\xff",)),
    "image/gif": ("GIF", (b"GIF87a", b"GIF89a")),
    "image/webp": ("WEBP", (b"RIFF",)),
}
EXTENSIONS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "text/csv": "csv",
    "text/plain": "txt",
}
KINDS = "PDF, PNG, JPEG, GIF, WebP, plain text or CSV"
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
MARKUP = re.compile(
    r"<\s*(!doctype|html|head|body|script|svg|iframe|object|embed|\?xml)", re.IGNORECASE
)


class WrongType(Exception):
    """The bytes are of no kind that is taken, or damaged; the text says what to do."""


def true_type(content: bytes, *, name: str = "") -> str:
    """The media type; `name` tells CSV from other text, which bytes do not.

    Raises:
        WrongType: see there.
    """
    for media_type, (kind, starts) in PICTURES.items():
        if content.startswith(starts):
            return _picture(content, media_type, kind)
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    return _text(content, name)


def safe_name(name: str, media_type: str) -> str:
    """A file name that ends as its bytes say, without anything that leads elsewhere."""
    bare = re.split(r"[\\/]", name)[-1]
    tidy = "".join(each for each in bare if each.isprintable()).strip(" .")
    extension = EXTENSIONS[media_type]
    stem, dot, last = tidy.rpartition(".")
    same = dot and (last.lower() == extension or (extension, last.lower()) == ("jpg", "jpeg"))
    stem = stem if same else tidy
    return f"{(stem or 'file')[:190]}.{extension}"


def _picture(content: bytes, media_type: str, kind: str) -> str:
    try:
        _verify(content, kind)
    except Image.DecompressionBombError as error:
        raise WrongType("The picture has too many pixels. Save it smaller.") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise WrongType("The picture is damaged. Save it again and upload that.") from error
    return media_type


def _verify(content: bytes, kind: str) -> None:
    with Image.open(io.BytesIO(content), formats=[kind]) as image:
        if image.width * image.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        image.verify()


def _pdf(content: bytes) -> str:
    if b"%%EOF" not in content[-2048:]:
        raise WrongType("The PDF is cut short. Save it again and upload that.")
    return "application/pdf"


def _text(content: bytes, name: str) -> str:
    refused = WrongType(f"Only {KINDS} can be attached. Save the file as one of them.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused from error
    if not text.strip() or CONTROL.search(text):
        raise refused
    if text.lstrip().startswith("<") or MARKUP.search(text[:4096]):
        raise WrongType("HTML, SVG and other markup cannot be attached. Print it to a PDF.")
    return "text/csv" if name.lower().endswith(".csv") else "text/plain"
