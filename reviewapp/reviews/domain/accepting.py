"""Taking over what the evidence suggests. What people decided is changed only where they ask."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext_noop

from pillars.lens.model import Question
from pillars.prefill import Suggested
from reviewapp.audit.domain import gathering
from reviewapp.lenses.domain.reading import lens_for
from reviewapp.people.models import User

from ..models import Answer, LensReview, Origin, Reason
from .answers import check_version, hold_answer
from .decisions import ChoiceDetail, Decision, decision_of
from .profile import current_facts
from .totals import held_review, hold_workload, recount
from .writing import Verdicts, verdicts_of, write_answer

# Stored as it is here, and worded anew where it is shown.
WHY = gettext_noop("The evidence of the scan was accepted.")


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an acceptance wrote, and how many questions it left because people decided.

    `written` is the version that each changed answer has now, by the answer's id.
    """

    written: Mapping[int, int]
    kept: int

    @property
    def changed(self) -> int:
        return len(self.written)


def with_suggestions(
    question: Question, decision: Decision, verdicts: Verdicts, *, only: str = ""
) -> Decision:
    """The decision with what facts prove ticked and what they refute not ticked.

    What facts leave open stays as it is, and so do a question marked as not applicable and
    choices marked so, unless `only` names that choice. "None of these" is taken where every
    practice is refuted and nothing is left.
    """
    if decision.not_applicable:
        return decision
    spoken = _spoken(decision, verdicts, only)
    met = {key for key, verdict in spoken.items() if verdict is Suggested.MET}
    refuted = {key for key, verdict in spoken.items() if verdict is Suggested.NOT_MET}
    if not met and not refuted:
        return decision
    selected = (decision.selected | met) - refuted
    return replace(
        decision,
        selected=_with_none(question, selected, verdicts, excused=decision.excused),
        choice_details=_without_mark(decision, only),
    )


@transaction.atomic
def accept_question(
    *, answer_id: int, read_version: int, by: User | None, choice_id: str = ""
) -> Answer:
    """Accepts what the evidence says of one question, or of one of its choices.

    Raises:
        StaleAnswer: the answer was changed after it was read; nothing was written.
    """
    held = hold_answer(answer_id)
    before = decision_of(held.answer)
    after = with_suggestions(held.question, before, held.verdicts, only=choice_id)
    if after == before:
        return held.answer
    check_version(held.answer, read_version, after)
    held.write(after, by=by, origin=Origin.SUGGESTION, why=WHY)
    return held.answer


@transaction.atomic
@gathering()
def accept_pillar(*, review: LensReview, pillar_id: str, by: User | None) -> Accepted:
    """Accepts the evidence for the questions of a pillar that no person decided.

    Raises:
        ReviewGone: the lens was taken off the workload.
    """
    workload = hold_workload(review.workload_id)
    # Its lens may have been upgraded since it was read.
    review = held_review(workload, review.pk)
    facts = current_facts(workload)
    lens = lens_for(review.version, workload.organisation_id)
    answers = list(review.answers.filter(pillar_id=pillar_id))
    verdicts = verdicts_of(answers)
    written, kept = {}, 0
    for answer in answers:
        question = lens.question(answer.question_id)
        spoken = verdicts.get((review.pk, answer.question_id), {})
        before = decision_of(answer)
        after = with_suggestions(question, before, spoken)
        if after == before:
            continue
        if answer.by_person:
            kept += 1
            continue
        write_answer(
            answer,
            question=question,
            decision=after,
            facts=facts,
            verdicts=spoken,
            by=by,
            origin=Origin.SUGGESTION,
            why=WHY,
        )
        written[answer.pk] = answer.version
    recount(workload, review)
    return Accepted(written, kept)


def _spoken(decision: Decision, verdicts: Verdicts, only: str) -> dict[str, Suggested]:
    if only:
        return {key: each for key, each in verdicts.items() if key == only}
    return {key: each for key, each in verdicts.items() if key not in decision.excused}


def _with_none(
    question: Question, selected: frozenset[str], verdicts: Verdicts, *, excused: frozenset[str]
) -> frozenset[str]:
    none = question.none_choice
    if none is None:
        return selected
    if selected - {none.id}:
        return selected - {none.id}
    practices = {choice.id for choice in question.choices if not choice.is_none}
    refuted = {key for key in practices if verdicts.get(key) is Suggested.NOT_MET}
    return frozenset({none.id}) if practices and practices <= refuted | excused else selected


def _without_mark(decision: Decision, choice_id: str) -> dict[str, ChoiceDetail]:
    details = dict(decision.choice_details)
    if choice_id in decision.excused:
        detail = replace(details.pop(choice_id), not_applicable=False, reason=Reason.NONE)
        if detail.notes:
            details[choice_id] = detail
    return details
