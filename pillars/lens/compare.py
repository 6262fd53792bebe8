"""Finding the difference of two versions of a lens, and whether it is a minor one.

Pillars and questions are the same in both where their id is, and so are choices within a question.
A question that went to another pillar is one and the same question, because answers are kept by its
id. Compared is what the product reads; keys outside the format are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from pillars.lens.difference import (
    Change,
    ChoiceDifference,
    FieldChange,
    LensDifference,
    PillarDifference,
    QuestionDifference,
)
from pillars.lens.model import Choice, Lens, Pillar, Question
from pillars.lens.order import out_of_order
from pillars.lens.wording import Field, Wording, of_choice, of_lens, of_pillar, of_question

# What is no text: it moves a risk, or tells which checks and overrides speak of a choice.
_BINDING: Final = (
    *(Field.RULES, Field.WORKLOAD_RULES),
    *(Field.LEVEL, Field.PRACTICE, Field.EVIDENCE),
)
_BECAME: Final = {Change.NEW: "is new", Change.DELETED: "is gone"}


def compare_lenses(before: Lens, after: Lens) -> LensDifference:
    """What changed from ``before`` to ``after``, which may be any two lenses."""
    homes = {each.id: (pillar, each) for pillar in before.pillars for each in pillar.questions}
    kept = frozenset(question.id for question in after.questions)
    moved = _moved(before.pillars, after.pillars)
    pairs = _pairs(before.pillars, after.pillars)
    return LensDifference(
        fields=_changes(of_lens(before), of_lens(after)),
        pillars=_found(_pillar(pair, moved, _Questions(homes, kept)) for pair in pairs),
    )


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Part = TypeVar("_Part", bound=_Named)
_Difference = TypeVar("_Difference", PillarDifference, QuestionDifference, ChoiceDifference)


@dataclass(frozen=True, slots=True)
class _Pair(Generic[_Part]):
    """A part as it was and as it is. ``stands``: as it is, or as it was where it is gone."""

    before: _Part | None
    after: _Part | None
    stands: _Part

    @property
    def status(self) -> Change:
        if self.before is None:
            return Change.NEW
        return Change.DELETED if self.after is None else Change.UPDATED

    def changes(self, words: Callable[[_Part], Wording]) -> tuple[FieldChange, ...]:
        was, now = (words(each) if each else {} for each in (self.before, self.after))
        return _changes(was, now)

    def same(self, *changes: object) -> bool:
        return self.status is Change.UPDATED and not any(changes)


def _pillar(
    pair: _Pair[Pillar], moved: AbstractSet[str], questions: _Questions
) -> PillarDifference | None:
    pillar, reordered = pair.stands, pair.stands.id in moved
    fields, differing = pair.changes(of_pillar), questions.differing(pair)
    if pair.same(fields, differing, reordered):
        return None
    return PillarDifference(pillar.id, pillar.name, pair.status, fields, differing, reordered)


@dataclass(frozen=True, slots=True)
class _Questions:
    """Where the questions stood before (id → pillar and question), and which are there still."""

    homes: Mapping[str, tuple[Pillar, Question]]
    kept: AbstractSet[str]

    def differing(self, pillars: _Pair[Pillar]) -> tuple[QuestionDifference, ...]:
        """The questions of a pillar that changed; what went to another pillar is not of it."""
        was, now = (each.questions if each else () for each in (pillars.before, pillars.after))
        moved = _moved(was, now)
        found = [self._question(each, pillars.before, each.id in moved) for each in now]
        gone = (_Pair(each, None, each) for each in was if each.id not in self.kept)
        return _found([*found, *map(_question, gone)])

    def _question(
        self, question: Question, pillar: Pillar | None, reordered: bool
    ) -> QuestionDifference | None:
        home, before = self.homes.get(question.id, (None, None))
        moved_from = None if home is pillar else home
        return _question(_Pair(before, question, question), moved_from, reordered=reordered)


def _question(
    pair: _Pair[Question], moved_from: Pillar | None = None, *, reordered: bool = False
) -> QuestionDifference | None:
    question, fields, choices = pair.stands, pair.changes(of_question), _choices(pair)
    if pair.same(fields, choices, moved_from, reordered):
        return None
    return QuestionDifference(
        question.id, question.title, pair.status, fields, choices, moved_from, reordered
    )


def _choices(pair: _Pair[Question]) -> tuple[ChoiceDifference, ...]:
    was, now = (each.choices if each else () for each in (pair.before, pair.after))
    moved = _moved(was, now)
    return _found(_choice(choices, choices.stands.id in moved) for choices in _pairs(was, now))


def _choice(pair: _Pair[Choice], reordered: bool) -> ChoiceDifference | None:
    choice, fields = pair.stands, pair.changes(of_choice)
    if pair.same(fields, reordered):
        return None
    return ChoiceDifference(choice.id, choice.title, pair.status, fields, reordered)


def _pairs(before: Sequence[_Part], after: Sequence[_Part]) -> Iterator[_Pair[_Part]]:
    """Of each part its pair, in the order of what is, what is gone behind it."""
    was, now = ({part.id: part for part in parts} for parts in (before, after))
    for part in after:
        yield _Pair(was.get(part.id), part, part)
    for part in before:
        if part.id not in now:
            yield _Pair(part, None, part)


def _moved(before: Iterable[_Named], after: Iterable[_Named]) -> frozenset[str]:
    return out_of_order([part.id for part in before], [part.id for part in after])


def _changes(before: Wording, after: Wording) -> tuple[FieldChange, ...]:
    found = (FieldChange(each, before.get(each, ()), after.get(each, ())) for each in Field)
    return tuple(change for change in found if change.before != change.after)


def _found(differences: Iterable[_Difference | None]) -> tuple[_Difference, ...]:
    return tuple(difference for difference in differences if difference)


def is_minor(difference: LensDifference) -> tuple[bool, list[str]]:
    """Whether texts alone changed, and a sentence for each thing that makes the version major.

    Minor are other words, links, efforts and another order; major is what comes, goes or moves to
    another pillar, and every change of a rule, a level, a practice code or evidence keys.
    """
    reasons = [reason for pillar in difference.pillars for reason in _of_pillar(pillar)]
    return not reasons, reasons


def _of_pillar(pillar: PillarDifference) -> Iterator[str]:
    if pillar.status is not Change.UPDATED:
        yield f"The pillar “{pillar.name}” {_BECAME[pillar.status]}."
    for question in pillar.questions:
        yield from _of_question(question, pillar.name)


def _of_question(question: QuestionDifference, pillar: str) -> Iterator[str]:
    name = f"The question “{question.title}”"
    if question.status is not Change.UPDATED:
        yield f"{name} {_BECAME[question.status]}."
        return
    if question.moved_from:
        yield f"{name} moved from the pillar “{question.moved_from.name}” to “{pillar}”."
    yield from (f"{name} changed its {field}." for field in _binding(question))
    for choice in question.choices:
        yield from _of_choice(choice, question.title)


def _of_choice(choice: ChoiceDifference, question: str) -> Iterator[str]:
    name = f"The choice “{choice.title}” of “{question}”"
    if choice.status is not Change.UPDATED:
        yield f"{name} {_BECAME[choice.status]}."
        return
    yield from (f"{name} changed its {field}." for field in _binding(choice))


def _binding(part: QuestionDifference | ChoiceDifference) -> Iterator[Field]:
    return (change.field for change in part.fields if change.field in _BINDING)
