"""A template made from what a workload's review says."""

from collections.abc import Collection, Iterator

from django.db import transaction

from pillars.lens.model import Question
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.people.models import User
from reviewapp.reviews.domain.decisions import CHOICE_NOTES_LIMIT, Decision, decision_of
from reviewapp.reviews.models import Answer, LensReview, RiskLevel
from reviewapp.workloads.models import Workload

from ..models import ReviewTemplate, StandingState
from .claims import WHOLE, Claim, Slot, tidied
from .saying import write_claims
from .templates import create_template
from .values import Value, text_in, value_in


def answered(workload: Workload) -> list[tuple[LensReview, list[tuple[Question, Answer]]]]:
    """What a template could be made from: by lens review, its decided questions in their order."""
    reviews = (
        LensReview.objects.filter(workload=workload)
        .select_related("version__lens")
        .defer("version__document")
        .order_by("created_at", "pk")
    )
    found = []
    for review in reviews:
        lens = lens_of(review.version)
        answers = review.answers.exclude(risk=RiskLevel.UNANSWERED).order_by("position")
        if rows := [(lens.question(answer.question_id), answer) for answer in answers]:
            found.append((review, rows))
    return found


@transaction.atomic
def make_template(
    *,
    workload: Workload,
    name: str,
    description: str,
    answer_ids: Collection[int],
    absent_too: bool,
    by: User | None,
) -> ReviewTemplate:
    """A template, not published yet, that says what these answers of a workload say.

    Args:
        workload: whose answers.
        name: of the template.
        description: of the template.
        answer_ids: which answers; others of the workload, and of others, are not looked at.
        absent_too: whether what is not ticked there becomes "not in place"; else the template
            says nothing of it.
        by: who makes it.

    Raises:
        NameTaken: the organisation has a template of this name.
    """
    template = create_template(
        organisation=workload.organisation, name=name, description=description, by=by
    )
    for review, rows in answered(workload):
        for question, answer in rows:
            if answer.pk in answer_ids:
                said = dict(claims_from(question, decision_of(answer), absent_too=absent_too))
                lens = str(review.version.lens_id)
                slots = {Slot(lens, question.id, choice): said[choice] for choice in said}
                write_claims(template, slots)
    return template


def claims_from(
    question: Question, decision: Decision, *, absent_too: bool
) -> Iterator[tuple[str, Claim]]:
    """What a decision says, as claims by choice id."""
    if decision.not_applicable:
        yield WHOLE, _claim(decision, WHOLE, value_in(decision, WHOLE))
        return
    for choice in question.choices:
        value = value_in(decision, choice.id)
        if not choice.is_none and (value != Value() or absent_too):
            yield choice.id, _claim(decision, choice.id, value)


def _claim(decision: Decision, choice: str, value: Value) -> Claim:
    state = value.state or StandingState.NOT_IN_PLACE
    note = text_in(decision, choice)[:CHOICE_NOTES_LIMIT]
    return tidied(Claim(state=state, reason=value.reason, note=note))
