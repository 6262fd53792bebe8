"""Bytes that somebody sends, looked into before anything else happens with them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from .true_types import WrongType, safe_name, true_type


@dataclass(frozen=True, slots=True)
class Upload:
    """Bytes that were looked into, with the type that they truly have."""

    name: str
    content_type: str
    content: bytes


def read_upload(
    sent: "UploadedFile[bytes]", *, limit: int, kinds: Collection[str] | None = None
) -> Upload:
    """What was sent, under a name that ends as its bytes say.

    Args:
        sent: the file as the form has it.
        limit: how many bytes it may have.
        kinds: the media types that are taken; None for all that `true_type` knows.

    Raises:
        WrongType: too large, damaged, or of a kind that is not taken; the text says what to do.
    """
    if sent.size is not None and sent.size > limit:
        raise WrongType(
            _("The file is larger than %(limit)s MB.") % {"limit": limit // 1024 // 1024}
        )
    content, name = sent.read(), sent.name or "file"
    media_type = true_type(content, name=name)
    if kinds is not None and media_type not in kinds:
        raise WrongType(_("Only pictures (PNG, JPEG, GIF, WebP) and PDF files can be attached."))
    return Upload(safe_name(name, media_type), media_type, content)
