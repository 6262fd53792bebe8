"""How long questions and pillars were shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ..models import Meeting, MeetingStep


@dataclass(frozen=True, slots=True)
class PillarTime:
    """Seconds that a pillar's questions were shown, and what was planned; None where nothing."""

    pillar_id: str
    used: int
    planned: int | None

    @property
    def over(self) -> int:
        """Seconds beyond the plan; 0 within it."""
        return max(0, self.used - self.planned) if self.planned is not None else 0


def seconds_by_question(steps: Iterable[MeetingStep], now: datetime) -> Mapping[str, int]:
    return _sums(((step.question_id, step) for step in steps), now)


def pillar_times(meeting: Meeting, steps: Iterable[MeetingStep], now: datetime) -> list[PillarTime]:
    """In the order of the plan; pillars that were shown without a plan come last."""
    used = _sums(((step.pillar_id, step) for step in steps), now)
    planned = {each["pillar"]: each["minutes"] * 60 for each in meeting.plan}
    names = [*planned, *(name for name in used if name not in planned)]
    return [PillarTime(name, used.get(name, 0), planned.get(name)) for name in names]


def _sums(steps: Iterable[tuple[str, MeetingStep]], now: datetime) -> dict[str, int]:
    found: dict[str, float] = {}
    for name, step in steps:
        seconds = ((step.ended_at or now) - step.began_at).total_seconds()
        found[name] = found.get(name, 0.0) + max(0.0, seconds)
    return {name: round(seconds) for name, seconds in found.items()}
