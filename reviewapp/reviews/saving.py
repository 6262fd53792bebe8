"""Doing what a sent question page asks for: save, accept, or resolve a conflict."""

from dataclasses import replace

from django.db import transaction

from pillars.lens.model import Question
from reviewapp.people.models import User

from .domain.accepting import accept_question
from .domain.answers import decision_at, save_answer
from .domain.crossing import take_offer
from .domain.decisions import Decision, decision_of
from .domain.fates import trimmed
from .domain.merging import merge
from .domain.writing import StaleAnswer
from .forms import Submission
from .models import Answer

PICKED = "picked"


@transaction.atomic
def apply_submission(
    answer: Answer, question: Question, submission: Submission, *, by: User
) -> Answer:
    """Writes what was sent; with an acceptance, what was typed first and then the suggestion.

    Raises:
        InvalidDecision: what was sent cannot be kept; nothing was written.
        LensMoved: the page shows another version of the lens; nothing was written.
        QuestionGone: the question left the review; nothing was written.
        StaleAnswer: somebody else was faster; nothing was written.
    """
    saved = save_answer(
        answer_id=answer.pk,
        read_version=submission.read_version,
        decision=_wanted(answer, question, submission),
        by=by,
        read_major=submission.read_major,
    )
    if not submission.accept:
        return saved
    if submission.accept == "offer":
        return take_offer(
            answer_id=answer.pk,
            read_version=saved.version,
            choice_id=submission.accept_choice,
            by=by,
        )
    return accept_question(
        answer_id=answer.pk,
        read_version=saved.version,
        by=by,
        choice_id=submission.accept_choice,
    )


def carried_over(question: Question, decision: Decision) -> Decision:
    """A decision on an earlier version's question for the form of this one.

    What was noted on choices that are gone comes behind the notes: no words are lost.
    """
    kept = trimmed(question, decision)
    gone = decision.choice_details.keys() - kept.choice_details.keys()
    notes = [decision.choice_details[key].notes for key in sorted(gone)]
    return replace(kept, notes="\n\n".join(text for text in (kept.notes, *notes) if text))


def _wanted(answer: Answer, question: Question, submission: Submission) -> Decision:
    if submission.resolve != PICKED:
        return submission.decision
    if answer.version != submission.read_version:
        # The other side moved on since both were shown; what was picked is not on the page.
        raise StaleAnswer(answer, submission.decision, submission.read_version)
    base = None
    if submission.base_version is not None:
        base = decision_at(answer, submission.base_version)
    return merge(
        question,
        mine=submission.decision,
        theirs=decision_of(answer),
        picks=submission.picks,
        base=base,
    )
