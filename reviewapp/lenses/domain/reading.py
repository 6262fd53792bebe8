"""The lens that a stored version says."""

from pillars.lens.model import Lens as ParsedLens
from pillars.lens.parse import lens_from_document

from ..models import LensVersion

REMEMBERED = 64
_remembered: dict[str, ParsedLens] = {}


def lens_of(version: LensVersion) -> ParsedLens:
    """The lens of a version. Documents never change, so one parsed before is taken again."""
    found = _remembered.get(version.digest)
    if found is None:
        found = lens_from_document(version.document)
        if len(_remembered) >= REMEMBERED:
            _remembered.clear()
        _remembered[version.digest] = found
    return found
