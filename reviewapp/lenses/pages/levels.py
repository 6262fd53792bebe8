"""The pages of own levels: every practice in a list, and one with its history."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict

from pillars.levels import Level
from reviewapp.people.models import Organisation

from ..domain.levels import OwnLevels, last_rejudging, levels_history, own_levels
from ..domain.practices import Practice, practices_of
from ..models import LevelOverride, PracticeLevel

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which practices the list shows; what an address says and no practice can be is left out."""

    words: str = ""
    level: str = ""
    own: bool = False

    @classmethod
    def of(cls, data: QueryDict) -> "Wanted":
        level = data.get("level", "")
        words = data.get("q", "").strip()[:200]
        return cls(words, level if level in PracticeLevel.values else "", bool(data.get("own")))


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A practice with its own level. `practice` is None where no lens asks for it any more."""

    code: str
    practice: Practice | None
    own: LevelOverride | None

    @property
    def published(self) -> Level | None:
        return self.practice.published if self.practice else None

    @property
    def level(self) -> str:
        """The level that counts."""
        return self.own.level if self.own else str(self.published)

    def shown(self, wanted: Wanted) -> bool:
        text = f"{self.code} {self.practice.title if self.practice else ''}".casefold()
        return (
            wanted.words.casefold() in text
            and wanted.level in ("", self.level)
            and not (wanted.own and self.own is None)
        )


def levels_context(organisation: Organisation, data: QueryDict) -> dict[str, Any]:
    """The list. The number of queries does not grow with the practices."""
    own = own_levels(organisation)
    rows = list(_rows(practices_of(organisation), own))
    wanted = Wanted.of(data)
    shown = [row for row in rows if row.shown(wanted)]
    return {
        "wanted": wanted,
        "levels": PracticeLevel.choices,
        "page_obj": Paginator(shown, PER_PAGE).get_page(data.get("page")),
        "total": len(rows),
        "own_total": len(own),
        **judging_context(organisation),
    }


def practice_context(organisation: Organisation, row: LevelRow) -> dict[str, Any]:
    """One practice: where it is asked for, and every own level that it ever had."""
    return {
        "row": row,
        "history": levels_history(organisation, row.code),
        **judging_context(organisation),
    }


def find_row(organisation: Organisation, code: str) -> LevelRow | None:
    """The row of a practice that a lens asks for or that has, or had, an own level."""
    practice = practices_of(organisation).get(code)
    own = own_levels(organisation).get(code)
    if practice or own or levels_history(organisation, code).exists():
        return LevelRow(code, practice, own)
    return None


def judging_context(organisation: Organisation) -> dict[str, Any]:
    """How far the judging after the last change is."""
    return {"judging": last_rejudging(organisation)}


def _rows(practices: dict[str, Practice], own: OwnLevels) -> Iterable[LevelRow]:
    for code, practice in practices.items():
        yield LevelRow(code, practice, own.get(code))
    for code in sorted(own.keys() - practices.keys()):
        yield LevelRow(code, None, own[code])
