"""What a workload's templates would do to its answers. Nothing is written here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from pillars.lens.model import Question
from pillars.risk import assess
from reviewapp.reviews.domain.decisions import Decision, decision_of, selection_of
from reviewapp.reviews.models import Answer, LensReview

from .claims import WHOLE, Claim, Slot
from .grounds import Ground, Place
from .lefts import Left
from .merging import PEOPLES, Fate, Merged, merge_question
from .standings import Standing
from .values import Value, text_in, value_in

Takes = Mapping[Slot, int]


class Why(StrEnum):
    """Why a slot cannot be answered on a workload."""

    LENS = "lens"
    CLOSED = "closed"
    QUESTION = "question"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something a template says and the workload has no place for."""

    slot: Slot
    why: Why
    standing: Standing


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """What becomes of one slot. `claim` is None where the template says nothing of it any more.

    `behind` are templates that speak of the slot too and come later in the order.
    """

    slot: Slot
    title: str
    fate: Fate
    claim: Claim | None
    standing: Standing
    behind: tuple[Standing, ...]
    before: Value
    after: Value
    note_before: str
    note_after: str

    @property
    def changes(self) -> bool:
        return (self.before, self.note_before) != (self.after, self.note_after)


@dataclass(frozen=True)
class QuestionPlan:
    """What becomes of one answer."""

    ground: Ground
    review: LensReview
    question: Question
    answer: Answer
    before: Decision
    after: Decision
    slots: tuple[SlotPlan, ...]

    @property
    def changes(self) -> bool:
        return self.before != self.after

    @cached_property
    def risk_after(self) -> str:
        if not self.changes:
            return str(self.answer.risk)
        return assess(self.question, selection_of(self.after), self.ground.facts).risk.value

    def of(self, *fates: Fate) -> list[SlotPlan]:
        return [each for each in self.slots if each.fate in fates]


@dataclass(frozen=True, slots=True)
class WorkloadPlan:
    """What becomes of a workload's answers, and what each template will have left there.

    `given`: how many slots people gave to the templates, and nobody wrote there since.
    """

    ground: Ground
    questions: tuple[QuestionPlan, ...]
    skipped: tuple[Skipped, ...]
    lefts: Mapping[UUID, Mapping[Slot, Left]]
    given: int = 0

    @property
    def changes(self) -> list[QuestionPlan]:
        return [each for each in self.questions if each.changes]

    def of(self, *fates: Fate) -> list[SlotPlan]:
        return [slot for each in self.questions for slot in each.of(*fates)]

    @property
    def kept(self) -> int:
        """How many slots stay as people decided them, against a template."""
        return len(self.of(*PEOPLES))


def plan_workload(
    ground: Ground, standings: Sequence[Standing], takes: Takes | None = None
) -> WorkloadPlan:
    """Merges what the templates say into the answers, question by question.

    Args:
        ground: the workload.
        standings: its templates; of two that speak of one slot the first counts.
        takes: slots given to the templates, with the answer's version that was looked at; one
            that was written since is not taken. None for those that the uses keep.
    """
    return _Planning(ground, standings, _takes(standings) if takes is None else takes).plan()


def _takes(standings: Sequence[Standing]) -> dict[Slot, int]:
    return {slot: version for each in standings for slot, version in each.takes.items()}


class _Planning:
    """One plan under way."""

    def __init__(self, ground: Ground, standings: Sequence[Standing], takes: Takes) -> None:
        self.ground, self.takes = ground, takes
        self.speakers: dict[Slot, list[Standing]] = {}
        self.left_by: dict[Slot, Standing] = {}
        for standing in standings:
            for slot in standing.claims:
                self.speakers.setdefault(slot, []).append(standing)
            for slot in standing.lefts:
                self.left_by.setdefault(slot, standing)
        self.lefts: dict[UUID, dict[Slot, Left]] = {each.template.pk: {} for each in standings}
        self.skipped: list[Skipped] = []
        self.given = 0

    def plan(self) -> WorkloadPlan:
        slots: dict[Place, list[Slot]] = {}
        for slot in (*self.speakers, *(self.left_by.keys() - self.speakers.keys())):
            slots.setdefault((slot.lens, slot.question), []).append(slot)
        questions = [each for place in slots if (each := self._question(place, slots[place]))]
        order = {key: number for number, key in enumerate(self.ground.reviews)}
        questions.sort(key=lambda each: (order[_lens(each)], each.answer.position))
        return WorkloadPlan(
            self.ground, tuple(questions), tuple(self.skipped), self.lefts, self.given
        )

    def _question(self, place: Place, slots: list[Slot]) -> QuestionPlan | None:
        answer = self.ground.answers.get(place)
        if answer is None:
            self._skip(slots, self._why_not(place))
            return None
        question = self.ground.question(place)
        known = {WHOLE, *(choice.id for choice in question.choices)}
        self._skip([slot for slot in slots if slot.choice not in known], Why.CHOICE)
        here = [slot for slot in slots if slot.choice in known]
        before = decision_of(answer)
        takes = {s.choice for s in here if self.takes.get(s) == answer.version}
        self.given += len(takes)
        merged = merge_question(
            question,
            ours=before,
            decided=self.ground.decided(answer, before),
            lefts={s.choice: self._left(s) for s in here if s in self.left_by},
            claims={s.choice: self.speakers[s][0].claims[s] for s in here if s in self.speakers},
            takes=takes,
        )
        self._keep(place, merged)
        plans = tuple(self._slots(place, question, before, merged))
        return QuestionPlan(
            self.ground, answer.review, question, answer, before, merged.decision, plans
        )

    def _why_not(self, place: Place) -> Why:
        if place[0] in self.ground.closed:
            return Why.CLOSED
        return Why.QUESTION if place[0] in self.ground.reviews else Why.LENS

    def _left(self, slot: Slot) -> Left:
        return self.left_by[slot].lefts[slot]

    def _skip(self, slots: list[Slot], why: Why) -> None:
        """What cannot be said here now keeps its base, for when the place comes back."""
        for slot in slots:
            if slot in self.speakers:
                self.skipped.append(Skipped(slot, why, self.speakers[slot][0]))
            if slot in self.left_by:
                self.lefts[self.left_by[slot].template.pk][slot] = self._left(slot)

    def _keep(self, place: Place, merged: Merged) -> None:
        owners = {c: self._owner(Slot(*place, c)) for c in merged.fates}
        for choice, left in merged.lefts.items():
            # "None of these" follows from what is said of the practices: it is nobody's claim.
            owner = owners.get(choice) or next(iter(owners.values()))
            self.lefts[owner.template.pk][Slot(*place, choice)] = left

    def _owner(self, slot: Slot) -> Standing:
        return self.speakers[slot][0] if slot in self.speakers else self.left_by[slot]

    def _slots(
        self, place: Place, question: Question, before: Decision, merged: Merged
    ) -> Iterator[SlotPlan]:
        titles = {choice.id: choice.title for choice in question.choices}
        for choice, fate in merged.fates.items():
            slot = Slot(*place, choice)
            owner, speakers = self._owner(slot), self.speakers.get(slot, [])
            yield SlotPlan(
                slot=slot,
                title=titles.get(choice, "The whole question"),
                fate=fate,
                claim=owner.claims.get(slot),
                standing=owner,
                behind=tuple(speakers[1:]),
                before=value_in(before, choice),
                after=value_in(merged.decision, choice),
                note_before=text_in(before, choice),
                note_after=text_in(merged.decision, choice),
            )


def _lens(plan: QuestionPlan) -> str:
    return str(plan.review.version.lens_id)
