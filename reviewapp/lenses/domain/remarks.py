"""What the validator says of a published version."""

from pillars.lens.messages import Message
from pillars.lens.parse import export_lens, parse_lens

from ..models import LensVersion

REMEMBERED = 256
_remembered: dict[str, tuple[Message, ...]] = {}


def remarks_of(version: LensVersion) -> tuple[Message, ...]:
    """The warnings about a version; lines are those of its exported file.

    Documents never change, so what was found once is taken again.
    """
    found = _remembered.get(version.digest)
    if found is None:
        found = parse_lens(export_lens(version.document)).warnings
        if len(_remembered) >= REMEMBERED:
            _remembered.clear()
        _remembered[version.digest] = found
    return found
