"""What the answers to one built-in lens offer in the other: Foundations and the Framework."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_noop

from pillars.correspondence import FOUNDATIONS, FRAMEWORK, Offer, Place, Says, offers
from pillars.lens.model import Lens, Question
from pillars.risk import Selection
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.people.models import User

from ..models import Answer, LensReview, Origin, Reason
from .answers import check_version, hold_answer
from .decisions import ChoiceDetail, Decision, decision_of, selection_of
from .proposing import Proposal, proposal
from .totals import reviews_of

CROSSING: Final = (FOUNDATIONS, FRAMEWORK)
_SAID: Final = {
    Says.IN_PLACE: gettext_noop("in place"),
    Says.NOT_IN_PLACE: gettext_noop("not in place"),
    Says.NOT_APPLICABLE: gettext_noop("not applicable"),
    Says.HINT: gettext_noop("in place, which hints at this"),
}


@dataclass(frozen=True, slots=True)
class OfferHere:
    """An offer for a choice of this lens, with the names of where it comes from."""

    offer: Offer
    source_lens: str
    source_question: Question

    @property
    def source_title(self) -> str:
        return self.source_question.choice(self.offer.source.choice).title

    @property
    def says(self) -> str:
        """In English, as histories keep it; pages translate it."""
        return _SAID[self.offer.says]

    @property
    def firm(self) -> bool:
        """Whether it may be taken over: no mere hint, and nothing speaks against it."""
        return self.offer.says is not Says.HINT and not self.offer.disputed

    @property
    def why(self) -> str:
        return f"{self.source_lens}: “{self.source_title}” is {self.says}. {self.offer.because}"


Offers = Mapping[str, Mapping[str, Sequence[OfferHere]]]


def offers_for(review: LensReview, reviews: Iterable[LensReview]) -> Offers:
    """By question and choice id what the workload's other built-in lens offers: one query.

    Nothing where the workload is not reviewed with both, or the lens is an organisation's own.
    """
    pair = {alias: each for each in reviews if (alias := _alias(each))}
    if len(pair) < len(CROSSING) or review.pk not in {each.pk for each in pair.values()}:
        return {}
    lenses = {alias: lens_of(pair[alias].version) for alias in CROSSING}
    names = {alias: pair[alias].version.lens.name for alias in CROSSING}
    found: dict[str, dict[str, list[OfferHere]]] = {}
    for offer in offers(_selections(pair), lenses):
        if pair[offer.place.lens].pk == review.pk:
            here = OfferHere(offer, names[offer.source.lens], _asked(lenses, offer.source))
            choices = found.setdefault(offer.place.question, {})
            choices.setdefault(offer.place.choice, []).append(here)
    return found


def with_offer(question: Question, decision: Decision, offer: Offer) -> Decision:
    """The decision with what a firm offer says of its choice; the rest stays as it is.

    That something is not in place cannot be said where nothing is answered: it changes nothing.
    """
    choice = offer.place.choice
    if decision.not_applicable or offer.says is Says.HINT:
        return decision
    detail = decision.detail(choice)
    none = {each.id for each in question.choices if each.is_none}
    if offer.says is Says.IN_PLACE:
        return _with_detail(
            replace(decision, selected=(decision.selected | {choice}) - none),
            choice,
            replace(detail, not_applicable=False, reason=Reason.NONE),
        )
    without = replace(decision, selected=decision.selected - {choice})
    if offer.says is Says.NOT_IN_PLACE:
        return without
    return _with_detail(without, choice, replace(detail, not_applicable=True))


@transaction.atomic
def take_offer(*, answer_id: int, read_version: int, choice_id: str, by: User | None) -> Answer:
    """Takes over what the other lens says of one choice.

    Raises:
        StaleAnswer: the answer was changed after it was read; nothing was written.
    """
    held = hold_answer(answer_id)
    found = offers_for(held.review, reviews_of(held.workload))
    here = found.get(held.question.id, {}).get(choice_id, ())
    before = decision_of(held.answer)
    for each in here:
        if not each.firm:
            continue
        after = with_offer(held.question, before, each.offer)
        if after != before:
            check_version(held.answer, read_version, after)
            held.write(after, by=by, origin=Origin.OTHER_LENS, why=each.why)
            break
    return held.answer


def proposals(lens: Lens, answers: Iterable[Answer], found: Offers) -> list[Proposal]:
    """What taking over all firm offers would change, in the order of the answers."""
    made = (
        _proposal(lens, answer, found[answer.question_id])
        for answer in answers
        if answer.question_id in found
    )
    return [each for each in made if each]


def _proposal(
    lens: Lens, answer: Answer, found: Mapping[str, Sequence[OfferHere]]
) -> Proposal | None:
    question = lens.question(answer.question_id)
    decision, reasons = decision_of(answer), []
    for here in (each for choice in found.values() for each in choice if each.firm):
        after = with_offer(question, decision, here.offer)
        if after != decision:
            decision = after
            reasons.append(f"“{here.source_title}” is {here.says}")
    if not reasons:
        return None
    source = next(iter(found.values()))[0].source_lens
    why = f"{source}: {'; '.join(reasons)}."
    return proposal(question=question, answer=answer, decision=decision, why=why)


def _alias(review: LensReview) -> str:
    """The alias of a built-in lens that crosses; empty for every other lens."""
    lens = review.version.lens
    return lens.alias if lens.organisation_id is None and lens.alias in CROSSING else ""


def _asked(lenses: Mapping[str, Lens], place: Place) -> Question:
    return lenses[place.lens].question(place.question)


def _selections(pair: Mapping[str, LensReview]) -> dict[str, dict[str, Selection]]:
    aliases = {review.pk: alias for alias, review in pair.items()}
    found: dict[str, dict[str, Selection]] = {alias: {} for alias in pair}
    answers = Answer.objects.filter(review__in=list(aliases)).only(
        "review_id",
        "question_id",
        "selected",
        "not_applicable",
        "reason",
        "notes",
        "choice_details",
    )
    for answer in answers:
        found[aliases[answer.review_id]][answer.question_id] = selection_of(decision_of(answer))
    return found


def _with_detail(decision: Decision, choice: str, detail: ChoiceDetail) -> Decision:
    details = {**decision.choice_details, choice: detail}
    if detail == ChoiceDetail():
        del details[choice]
    return replace(decision, choice_details=details)
