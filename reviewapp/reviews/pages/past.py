"""What a lens review asked before: questions and choices that its version has no more."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from pillars.lens.model import Choice, Question
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.lenses.models import LensVersion

from ..models import AnswerChange, LensReview


def past_question(review: LensReview, question_id: str) -> Question | None:
    """The question as the last version had it that had it at all."""
    return next(_past(review, question_id), None)


def past_questions(review: LensReview, question_ids: Iterable[str]) -> list[Question]:
    """Those of these questions that any version had, each as the last one had it."""
    known: dict[str, Question] = {}
    for version in _versions(review):
        for question in lens_of(version).questions:
            known.setdefault(question.id, question)
    return [known[each] for each in question_ids if each in known]


def with_past_choices(
    question: Question, review: LensReview, changes: Iterable[AnswerChange]
) -> Question:
    """The question with the choices that some changes speak of and that it has no more."""
    said = {key for change in changes for key in _spoken(change)}
    gone = said - {choice.id for choice in question.choices}
    if not gone:
        return question
    titles = {
        choice.id: choice.title
        for past in reversed(list(_past(review, question.id)))
        for choice in past.choices
    }
    words = _("%(title)s (gone from the lens)")
    past = (Choice(key, words % {"title": titles.get(key, key)}) for key in sorted(gone))
    return replace(question, choices=(*question.choices, *past))


def _past(review: LensReview, question_id: str) -> Iterator[Question]:
    """The question in the versions that the review had, the last one first."""
    for version in _versions(review):
        found = (each for each in lens_of(version).questions if each.id == question_id)
        yield from found


def _versions(review: LensReview) -> Iterator[LensVersion]:
    yield review.version
    moves = review.upgrades.select_related("before", "after").order_by("-at")
    for move in moves.defer("before__document", "after__document"):
        yield from (move.after, move.before)


def _spoken(change: AnswerChange) -> Iterator[str]:
    for side in (change.before, change.after):
        yield from (*side["selected"], *side["choice_details"])
