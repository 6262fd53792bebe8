"""Taking one's own last change of an answer back; taken back again, it is there once more."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_noop

from reviewapp.people.models import User

from ..models import Answer, AnswerChange, LensReview, Origin
from .answers import QuestionGone, check_version, hold_answer
from .decisions import InvalidDecision, decision_of, from_json
from .fates import trimmed
from .writing import ReviewClosed, StaleAnswer

# Stored as they are here, and worded anew where they are shown.
WHY = gettext_noop("The change before it was taken back.")
PUT_BACK = gettext_noop("What was taken back is there again.")
# What people do question by question; what came over many at once has ways back of its own.
UNDONE = (Origin.PERSON, Origin.SUGGESTION, Origin.OTHER_LENS, Origin.UNDO)


class NothingToUndo(Exception):
    """The last change of the answer is not one that this person can take back."""


@dataclass(frozen=True, slots=True)
class Undone:
    """How many answers are as they were, and how many somebody changed since."""

    changed: int
    left: int


def can_undo(answer: Answer, person: User) -> bool:
    """Whether the answer's last change is the person's own and may be taken back."""
    return bool(answer.version) and answer.updated_by_id == person.pk and answer.origin in UNDONE


@transaction.atomic
def undo_change(*, answer_id: int, version: int, by: User) -> Answer:
    """Writes what the answer said before the change that made `version`.

    Nothing is deleted: the history has both. Whether a person decided is again what it was.

    Raises:
        NothingToUndo: that change was somebody else's, or came over many answers at once.
        StaleAnswer: the answer was changed since; nothing was written.
        InvalidDecision, QuestionGone: as for any save.
    """
    held = hold_answer(answer_id)
    change = held.answer.changes.filter(version=version).first()
    if change is None or change.by_id != by.pk or change.origin not in UNDONE:
        raise NothingToUndo
    before = trimmed(held.question, from_json(change.before))
    check_version(held.answer, version, before)
    if before != decision_of(held.answer):
        origin, why = _called(held.answer, change)
        standing = {"by_person": _decided_before(change)}
        held.write(before, by=by, origin=origin, why=why, standing=standing)
    return held.answer


def _called(answer: Answer, change: AnswerChange) -> tuple[Origin, str]:
    """What taking `change` back is: an undo, or what an undo took back, of the origin it had."""
    if change.origin != Origin.UNDO:
        return Origin.UNDO, WHY
    taken = answer.changes.filter(version=change.version - 1).first()
    return Origin(taken.origin) if taken else Origin.PERSON, PUT_BACK


@transaction.atomic
def undo_all(*, review: LensReview, written: Mapping[int, int], by: User) -> Undone:
    """Takes back what one step wrote into several answers of a review: their ids to versions.

    All in one transaction; an answer that cannot be taken back stays and holds none of the others.
    Raises ReviewClosed: nothing was written.
    """
    own = set(review.answers.filter(pk__in=written).values_list("pk", flat=True))
    changed = left = 0
    for answer_id in sorted(own):
        try:
            undo_change(answer_id=answer_id, version=written[answer_id], by=by)
        except ReviewClosed:
            raise
        except (NothingToUndo, StaleAnswer, InvalidDecision, QuestionGone):
            left += 1
        else:
            changed += 1
    return Undone(changed, left)


def _decided_before(change: AnswerChange) -> bool:
    """Whether a person had decided before; changes of before this was kept count as decided."""
    return change.by_person_before is not False
