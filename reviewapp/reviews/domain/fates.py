"""What a change of a lens's version does to each answer, told before it is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from pillars.lens.model import Choice, Lens, Question
from pillars.risk import Assessment, Risk, assess

from ..models import Answer
from .decisions import Decision, decision_of, selection_of

Facts = frozenset[str]
Row = Mapping[str, Any]
Rows = Mapping[str, Row]


class Fate(StrEnum):
    """KEPT: the answer stays as it is. CUT: it stays without choices that are gone. NEW: a
    question that nobody was asked before. BACK: one that was out, with the answer that was kept
    aside. RESTORED: the answer as it was before the change that is undone. GONE: the question
    leaves; its answer is kept aside.
    """

    KEPT = "kept"
    CUT = "cut"
    NEW = "new"
    BACK = "back"
    RESTORED = "restored"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Step:
    """One question of the way.

    `question` is the new version's, or the old one's where it goes. `decision` will stand,
    `judged` is what it comes to; both mean nothing where it goes. `lost` are choices of which
    the answer says something now and that the question will not have. `changed` tells of an
    undo that somebody changed the answer since. `standing` are columns of the answer that come
    back with it.
    """

    fate: Fate
    question: Question
    pillar_id: str
    position: int
    answer: Answer | None
    decision: Decision
    judged: Assessment
    lost: tuple[Choice, ...] = ()
    changed: bool = False
    standing: Mapping[str, Any] = field(default_factory=dict)

    @property
    def risk_before(self) -> str:
        return self.answer.risk if self.answer and not self.answer.retired else Risk.UNANSWERED

    @property
    def risk_moves(self) -> bool:
        """Whether the risk of a question that stays becomes another."""
        return self.fate not in (Fate.NEW, Fate.GONE) and self.risk_before != self.judged.risk

    @property
    def answered(self) -> bool:
        """Whether anybody ever decided it."""
        return self.answer is not None and self.answer.version > 0


@dataclass(frozen=True, slots=True)
class Place:
    """A question where the version has it."""

    question: Question
    pillar_id: str
    position: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What every step is judged on: the version that is left, and the facts of the workload."""

    old: Lens
    facts: Facts

    def lost(self, question: Question, decision: Decision) -> tuple[Choice, ...]:
        ids = {choice.id for choice in question.choices}
        said = (decision.selected | decision.choice_details.keys()) - ids
        titles = {choice.id: choice for choice in _choices(self.old, question.id)}
        known = [choice for key, choice in titles.items() if key in said]
        return (*known, *(Choice(key, key) for key in sorted(said - titles.keys())))

    def judge(self, question: Question, decision: Decision) -> Assessment:
        return assess(question, selection_of(decision), self.facts)


def foresee(answers: Mapping[str, Answer], *, old: Lens, new: Lens, facts: Facts) -> list[Step]:
    """What moving from `old` to `new` does, in the order of the new lens; what goes comes last.

    Args:
        answers: every answer of the review by question id, those kept aside included.
        old: the version that the review has.
        new: the version that it gets.
        facts: of the workload.
    """
    ground = Ground(old, facts)
    steps = [_onward(ground, place, answers.get(place.question.id)) for place in _places(new)]
    return steps + _gone(ground, new, answers)


def foresee_undo(
    answers: Mapping[str, Answer],
    *,
    old: Lens,
    new: Lens,
    facts: Facts,
    before: Rows,
) -> list[Step]:
    """What going back does. `before` has the answers' columns as the upgrade found them.

    `old` is the version that the review has now, `new` the one that it had.
    """
    ground = Ground(old, facts)
    steps = [
        _backward(ground, place, answers.get(place.question.id), before.get(place.question.id))
        for place in _places(new)
    ]
    return steps + _gone(ground, new, answers, before)


def trimmed(question: Question, decision: Decision) -> Decision:
    """The decision without choices that the question does not have."""
    ids = {choice.id for choice in question.choices}
    details = {key: each for key, each in decision.choice_details.items() if key in ids}
    return replace(decision, selected=decision.selected & ids, choice_details=details)


def _onward(ground: Ground, place: Place, answer: Answer | None) -> Step:
    stands = decision_of(answer) if answer else Decision()
    decision = trimmed(place.question, stands)
    lost = ground.lost(place.question, stands)
    return Step(
        fate=_fate(answer, lost),
        question=place.question,
        pillar_id=place.pillar_id,
        position=place.position,
        answer=answer,
        decision=decision,
        judged=ground.judge(place.question, decision),
        lost=lost,
    )


def _fate(answer: Answer | None, lost: tuple[Choice, ...]) -> Fate:
    if answer is None:
        return Fate.NEW
    if answer.retired:
        return Fate.BACK if answer.version else Fate.NEW
    return Fate.CUT if lost else Fate.KEPT


def _backward(ground: Ground, place: Place, answer: Answer | None, row: Row | None) -> Step:
    if answer is None or row is None:
        return _onward(ground, place, answer)
    question, stands, was = place.question, decision_of(answer), decision_of_row(row)
    decision = trimmed(question, was)
    return Step(
        fate=_fate_of_undo(answer, stands, decision),
        question=question,
        pillar_id=place.pillar_id,
        position=place.position,
        answer=answer,
        decision=decision,
        judged=ground.judge(question, decision),
        lost=ground.lost(question, stands),
        changed=not answer.retired and stands != _left(ground.old, question.id, was),
        standing={name: row[name] for name in STANDING},
    )


def _fate_of_undo(answer: Answer, stands: Decision, decision: Decision) -> Fate:
    if answer.retired:
        return Fate.BACK if answer.version else Fate.NEW
    return Fate.KEPT if stands == decision else Fate.RESTORED


def _left(lens: Lens, question_id: str, was: Decision) -> Decision:
    """What the upgrade made of a decision."""
    return trimmed(lens.question(question_id), was)


def _gone(
    ground: Ground, new: Lens, answers: Mapping[str, Answer], before: Rows | None = None
) -> list[Step]:
    stay = {question.id for question in new.questions}
    return [
        _leaving(place, answers[place.question.id], before)
        for place in _places(ground.old)
        if place.question.id in answers and place.question.id not in stay
    ]


def _leaving(place: Place, answer: Answer, before: Rows | None) -> Step:
    decision = decision_of(answer)
    row = (before or {}).get(place.question.id)
    left = trimmed(place.question, decision_of_row(row)) if row else Decision()
    return Step(
        fate=Fate.GONE,
        question=place.question,
        pillar_id=place.pillar_id,
        position=place.position,
        answer=answer,
        decision=decision,
        judged=Assessment(Risk(answer.risk), answer.risk_because),
        changed=before is not None and decision != left,
    )


# Where a value came from, who stands behind it: columns that an undo brings back.
STANDING = ("by_person", "origin", "origin_note")
_DECIDED = ("selected", "not_applicable", "reason", "notes", "choice_details")


def row_of(answer: Answer) -> dict[str, Any]:
    """The columns that an undo needs."""
    return {name: getattr(answer, name) for name in (*_DECIDED, *STANDING, "retired", "version")}


def decision_of_row(row: Row) -> Decision:
    return decision_of(Answer(**{name: row[name] for name in _DECIDED}))


def _places(lens: Lens) -> list[Place]:
    homes = ((pillar.id, each) for pillar in lens.pillars for each in pillar.questions)
    return [Place(each, pillar_id, position) for position, (pillar_id, each) in enumerate(homes)]


def _choices(lens: Lens, question_id: str) -> tuple[Choice, ...]:
    try:
        return lens.question(question_id).choices
    except KeyError:
        return ()
