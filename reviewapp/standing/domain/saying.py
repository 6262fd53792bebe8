"""What a template says while it is being written, question by question."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pillars.lens.model import Question
from reviewapp.lenses.models import Lens
from reviewapp.people.models import User

from ..models import ReviewTemplate, StandingAnswer
from .claims import WHOLE, Claim, Claims, Slot, of_question, problems, tidied, to_rows
from .templates import hold_template, touch


class StaleClaims(Exception):
    """Somebody wrote what the template says of this question after it was read.

    Nothing was written. `current` is what it says, by choice id.
    """

    def __init__(self, current: Mapping[str, Claim]) -> None:
        super().__init__("Somebody else changed these standing answers in the meantime.")
        self.current = current


class InvalidClaims(Exception):
    """Claims that cannot be kept. `errors`: `<field>:<choice id>` to sentences."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__("; ".join(text for texts in errors.values() for text in texts))
        self.errors = dict(errors)


def said_by(template: ReviewTemplate) -> dict[Slot, Claim]:
    """What the template says as it is being written: one query."""
    return said_by_each([template])[template.pk]


def said_by_each(templates: Iterable[ReviewTemplate]) -> dict[UUID, dict[Slot, Claim]]:
    """What each template says as it is being written: one query."""
    found: dict[UUID, dict[Slot, Claim]] = {each.pk: {} for each in templates}
    for each in StandingAnswer.objects.filter(template__in=list(found)):
        slot = Slot(str(each.lens_id), each.question_id, each.choice_id)
        found[each.template_id][slot] = _claim(each)
    return found


def digest_of(claims: Mapping[str, Claim]) -> str:
    """Names what is said of one question, to tell whether it is still what was read."""
    rows = to_rows({Slot("", "", choice): claim for choice, claim in claims.items()})
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]


@transaction.atomic
def say(
    *,
    template: ReviewTemplate,
    lens: Lens,
    question: Question,
    claims: Mapping[str, Claim],
    read: str,
    by: User | None,
) -> ReviewTemplate:
    """Writes all that a template says of one question; what is not in `claims` it says no more.

    Args:
        template: the template.
        lens: the question's lens.
        question: as its newest version has it. Claims on choices that it has no more may stay.
        claims: by choice id, or WHOLE.
        read: `digest_of` what the template said when the person began.
        by: who says it.

    Raises:
        InvalidClaims: nothing was written.
        StaleClaims: nothing was written. What says the same already is not stale.
    """
    held = hold_template(template.pk)
    before = of_question(said_by(held), str(lens.pk), question.id)
    tidy = settled(question, claims, before, today=timezone.localdate())
    if tidy == before:
        return held
    if digest_of(before) != read:
        raise StaleClaims(before)
    held.answers.filter(lens=lens, question_id=question.id).delete()
    write_claims(held, {Slot(str(lens.pk), question.id, c): each for c, each in tidy.items()})
    touch(held, by)
    return held


def settled(
    question: Question,
    claims: Mapping[str, Claim],
    before: Mapping[str, Claim] | None = None,
    *,
    today: date,
) -> dict[str, Claim]:
    """The claims in their one spelling. `before` may name choices that the question has no more.

    Raises:
        InvalidClaims: with everything that is wrong.
    """
    tidy = {choice: tidied(claim) for choice, claim in claims.items()}
    errors: dict[str, list[str]] = {}
    for choice, claim in tidy.items():
        for field, text in problems(claim, today=today):
            errors.setdefault(f"{field}:{choice}", []).append(text)
    known = {choice.id for choice in question.choices if not choice.is_none}
    for choice in tidy.keys() - known - {WHOLE} - (before or {}).keys():
        errors.setdefault(f"state:{choice}", []).append(_("This question has no such practice."))
    if errors:
        raise InvalidClaims(errors)
    return tidy


def write_claims(template: ReviewTemplate, claims: Claims) -> None:
    """Adds claims to a template that the caller holds, or has just made."""
    StandingAnswer.objects.bulk_create(
        [_row(template, slot, claim) for slot, claim in claims.items()]
    )


def _claim(answer: StandingAnswer) -> Claim:
    return Claim(
        state=answer.state,
        reason=answer.reason,
        note=answer.note,
        evidence=answer.evidence,
        url=answer.url,
        checked_on=answer.checked_on,
    )


def _row(template: ReviewTemplate, slot: Slot, claim: Claim) -> StandingAnswer:
    return StandingAnswer(
        template=template,
        lens_id=UUID(slot.lens),
        question_id=slot.question,
        choice_id=slot.choice,
        state=claim.state,
        reason=claim.reason,
        note=claim.note,
        evidence=claim.evidence,
        url=claim.url,
        checked_on=claim.checked_on,
    )
