"""The lens that a stored version says, as it was published or with an organisation's own levels."""

from uuid import UUID

from pillars.lens.model import Lens as ParsedLens
from pillars.lens.parse import lens_from_document
from pillars.levels import Level, with_levels
from reviewapp.people.models import Organisation

from ..models import LensVersion
from .levels import OwnLevels, own_levels

REMEMBERED = 64
Levels = frozenset[tuple[str, Level]]
_remembered: dict[tuple[str, Levels], ParsedLens] = {}


def lens_of(version: LensVersion) -> ParsedLens:
    """The lens as it was published. What judges an answer takes `lens_for` instead.

    Documents never change, so one parsed before is taken again.
    """
    key = (version.digest, Levels())
    return _remembered.get(key) or _remember(key, lens_from_document(version.document))


def lens_for(version: LensVersion, organisation: Organisation | UUID) -> ParsedLens:
    """The lens as an organisation reviews with it: one query for its own levels.

    Whoever reads several lenses asks for `own_levels` once and takes `lens_with`.
    """
    return lens_with(version, own_levels(organisation))


def lens_with(version: LensVersion, own: OwnLevels) -> ParsedLens:
    """The lens with own levels of the practices of which it publishes one, and rules to match."""
    lens = lens_of(version)
    levels = {code: Level(own[code].level) for code in own.keys() & _practices(lens)}
    if not levels:
        return lens
    key = (version.digest, Levels(levels.items()))
    return _remembered.get(key) or _remember(key, with_levels(lens, levels))


def _practices(lens: ParsedLens) -> set[str]:
    """The codes of the practices that have a level in the lens."""
    choices = (choice for question in lens.questions for choice in question.choices)
    return {each.practice for each in choices if each.practice and each.risk_if_absent}


def _remember(key: tuple[str, Levels], lens: ParsedLens) -> ParsedLens:
    if len(_remembered) >= REMEMBERED:
        _remembered.clear()
    _remembered[key] = lens
    return lens
