"""What became of a lens between two of its versions. `pillars.lens.compare` finds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pillars.lens.model import Pillar
from pillars.lens.wording import Field, Lines


class Change(StrEnum):
    """What became of a part of a lens, in the words of the AWS Well-Architected Tool."""

    NEW = "NEW"
    UPDATED = "UPDATED"
    DELETED = "DELETED"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with its lines before and after, () where it said nothing."""

    field: Field
    before: Lines
    after: Lines


@dataclass(frozen=True, slots=True)
class ChoiceDifference:
    """A choice that changed. Of a new or deleted one ``fields`` are all that it says or said.

    ``reordered``: it stands elsewhere among the choices that the question has in both versions.
    """

    id: str
    title: str
    status: Change
    fields: tuple[FieldChange, ...]
    reordered: bool = False


@dataclass(frozen=True, slots=True)
class QuestionDifference:
    """A question that changed, with the choices of it that did.

    ``moved_from``: the pillar that it stood in before, None where it stands in the same.
    ``reordered``: it stands elsewhere among the questions that its pillar has in both versions.
    """

    id: str
    title: str
    status: Change
    fields: tuple[FieldChange, ...]
    choices: tuple[ChoiceDifference, ...]
    moved_from: Pillar | None = None
    reordered: bool = False


@dataclass(frozen=True, slots=True)
class PillarDifference:
    """A pillar that changed, with the questions of it that did.

    Where a question left for another pillar, that one lists it.
    """

    id: str
    name: str
    status: Change
    fields: tuple[FieldChange, ...]
    questions: tuple[QuestionDifference, ...]
    reordered: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many parts of one kind are new, updated and deleted."""

    new: int
    updated: int
    deleted: int


@dataclass(frozen=True, slots=True)
class LensDifference:
    """All that changed, in the order of the later version, what is deleted behind it."""

    fields: tuple[FieldChange, ...]
    pillars: tuple[PillarDifference, ...]

    @property
    def is_empty(self) -> bool:
        return not self.fields and not self.pillars

    @property
    def questions(self) -> tuple[QuestionDifference, ...]:
        return tuple(question for pillar in self.pillars for question in pillar.questions)

    @property
    def choices(self) -> tuple[ChoiceDifference, ...]:
        """Those of new and deleted questions too."""
        return tuple(choice for question in self.questions for choice in question.choices)

    @property
    def pillar_counts(self) -> Counts:
        return _counts(self.pillars)

    @property
    def question_counts(self) -> Counts:
        return _counts(self.questions)

    @property
    def choice_counts(self) -> Counts:
        return _counts(self.choices)


def _counts(
    parts: Iterable[PillarDifference | QuestionDifference | ChoiceDifference],
) -> Counts:
    found = Counter(part.status for part in parts)
    return Counts(found[Change.NEW], found[Change.UPDATED], found[Change.DELETED])
