"""The levels of practices on a review's pages: of one question, and counted over a pillar."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pillars.lens.model import Question
from pillars.levels import Level, follows_levels, missing
from reviewapp.lenses.domain.levels import OwnLevels

from ..domain.decisions import Decision, selection_of
from ..domain.levels import LevelHere, level_here


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many practices have a level, and how many of them are missing now."""

    level: Level
    missing: int
    total: int


@dataclass(frozen=True, slots=True)
class QuestionLevels:
    """The levels of a question's practices by choice id; `missing` holds those that are absent.

    `decides`: whether the question's risk follows from them, or they are shown and no more.
    `open`: whether nobody answered yet, so that nothing is known of what is missing.
    """

    here: Mapping[str, LevelHere]
    missing: Mapping[str, Level]
    decides: bool
    open: bool

    @property
    def counts(self) -> list[LevelCount]:
        return level_counts([self])


def question_levels(
    question: Question, published: Question, own: OwnLevels, stands: Decision
) -> QuestionLevels:
    """The levels of one question.

    Args:
        question: as the organisation reviews with it.
        published: as its lens has it.
        own: the organisation's own levels.
        stands: the answer as it is stored.
    """
    found = {choice.id: level_here(choice, own) for choice in published.choices}
    return QuestionLevels(
        here={key: each for key, each in found.items() if each},
        missing=missing(question, selection_of(stands)),
        decides=follows_levels(question),
        open=not (stands.selected or stands.not_applicable),
    )


def level_counts(questions: Iterable[QuestionLevels]) -> list[LevelCount]:
    """The counts over some questions, from the highest level; empty where no practice has one."""
    questions = list(questions)
    totals = Counter(each.level for one in questions for each in one.here.values())
    absent = Counter(level for one in questions for level in one.missing.values())
    return [LevelCount(level, absent[level], totals[level]) for level in Level if totals]
