"""The level of a choice in a review: what counts, what was published, why they differ."""

from dataclasses import dataclass

from pillars.lens.model import Choice
from pillars.levels import Level
from reviewapp.lenses.domain.levels import OwnLevels
from reviewapp.lenses.models import LevelOverride


@dataclass(frozen=True, slots=True)
class LevelHere:
    """`own` is the organisation's own level, where it has one."""

    published: Level
    own: LevelOverride | None = None

    @property
    def level(self) -> Level:
        """The level that counts."""
        return Level(self.own.level) if self.own else self.published

    @property
    def reason(self) -> str:
        return self.own.reason if self.own else ""


def level_here(published: Choice, own: OwnLevels) -> LevelHere | None:
    """The level of a choice of a lens as it was published; None where the lens gives it none."""
    if published.risk_if_absent is None or published.is_none:
        return None
    return LevelHere(published.risk_if_absent, own.get(published.practice or ""))
