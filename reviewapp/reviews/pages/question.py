"""Everything that the page of one question shows, and the fragments of it that move."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from pillars.lens.model import Lens, Question
from pillars.risk import Risk
from reviewapp.lenses.domain.levels import OwnLevels, own_levels
from reviewapp.lenses.domain.reading import lens_of, lens_with
from reviewapp.people.models import User
from reviewapp.workloads.models import Workload

from ..domain.crossing import OfferHere, offers_for
from ..domain.decisions import Decision, decision_of
from ..models import Answer, LensReview, Reason, Suggestion
from ..queries import answer_in_full, reviews_with_lenses, standings, suggestions_of
from .choices import ChoiceOffer, ChoiceRow, Errors, acceptable, build_choices, choice_offers
from .evidence import build_evidence
from .extras import extras_of
from .items import build_attached
from .levels import QuestionLevels, question_levels
from .navigator import ALL, Navigator, build_navigator, question_url
from .priorities import reasons_here, review_priorities

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A lens review that an address names, with the others of its workload.

    `lens` is the one that the organisation reviews with: its `own` levels are in it. `reader` is
    who looks at it, where that makes a difference.
    """

    workload: Workload
    reviews: list[LensReview]
    review: LensReview
    lens: Lens
    own: OwnLevels
    reader: User | None = None

    def levels(self, answer: Answer) -> QuestionLevels:
        """The levels of an answer's question, and what of it is missing."""
        return question_levels(
            self.lens.question(answer.question_id),
            lens_of(self.review.version).question(answer.question_id),
            self.own,
            decision_of(answer),
        )

    @property
    def alias(self) -> str:
        return self.review.slug


def find_place(workload: Workload, alias: str, reader: Any = None) -> Place:
    """Raises Http404 where the workload is not reviewed with that lens."""
    reviews = list(reviews_with_lenses(workload))
    for review in reviews:
        if review.slug == alias:
            review.workload = workload
            own = own_levels(workload.organisation_id)
            return Place(workload, reviews, review, lens_with(review.version, own), own, reader)
    raise Http404


def find_question(place: Place, question_id: str) -> tuple[Question, Answer]:
    """Raises Http404 where the lens has no such question."""
    answer = answer_in_full(place.review, question_id)
    if answer is None:
        raise Http404
    answer.review = place.review
    try:
        return place.lens.question(question_id), answer
    except KeyError as gone:
        # An upgrade came between reading the lens and reading the answer.
        raise Http404 from gone


def question_context(
    place: Place,
    answer: Answer,
    *,
    show: str,
    shown: Decision | None = None,
    errors: Errors | None = None,
) -> Context:
    """What moves when an answer changes; the page adds the evidence to it.

    Args:
        place: the lens review.
        answer: as it is stored.
        show: the filter of the question list.
        shown: a decision that was sent and not taken, so that nothing typed is lost.
        errors: why it was not taken, by field.
    """
    question = place.lens.question(answer.question_id)
    decision = shown or decision_of(answer)
    suggestions = suggestions_of(place.review, answer.question_id)
    nav = _navigator(place, answer, show)
    return {
        **place_context(place),
        "question": question,
        "answer": answer,
        "decision": decision,
        "rows": _rows(place, answer, decision, suggestions, errors),
        "levels": place.levels(answer),
        "errors": errors or {},
        "acceptable": acceptable(question, decision, suggestions),
        "reasons": Reason.choices,
        "nav": nav,
        "first_because": reasons_here(nav),
    }


def _rows(
    place: Place,
    answer: Answer,
    decision: Decision,
    suggestions: Mapping[str, Suggestion],
    errors: Errors | None,
) -> list[ChoiceRow]:
    question = place.lens.question(answer.question_id)
    return build_choices(
        question,
        decision,
        suggestions,
        answered=answer.risk not in (Risk.UNANSWERED, Risk.NOT_APPLICABLE),
        errors=errors,
        offers=_offers(place, question, decision),
        levels=place.levels(answer),
    )


def _navigator(place: Place, answer: Answer, show: str) -> Navigator:
    others = standings(place.review)
    return build_navigator(
        place.review,
        place.lens,
        others,
        show=show,
        current=answer.question_id,
        priorities=review_priorities(place.review, place.lens, others),
        extras=extras_of(place.review, place.reader),
    )


def _offers(place: Place, question: Question, decision: Decision) -> dict[str, list[ChoiceOffer]]:
    slugs = {review.version.lens.alias: review.slug for review in place.reviews}

    def url(here: OfferHere) -> str:
        source = here.offer.source
        return question_url(place.workload.pk, slugs[source.lens], source.question, ALL)

    found = offers_for(place.review, place.reviews).get(question.id, {})
    return choice_offers(question, decision, found, url=url)


def place_context(place: Place) -> Context:
    return {
        "workload": place.workload,
        "review": place.review,
        "reviews": place.reviews,
        "lens": place.lens,
    }


def question_page(place: Place, answer: Answer, **shown: Any) -> Context:
    """The whole page of a question. Arguments as for `question_context`."""
    context = question_context(place, answer, **shown)
    panel = build_evidence(place.review.prefilled_from, context["rows"], place.workload)
    attached = build_attached(context["question"], answer)
    return {**context, "evidence": panel, "attached": attached}
