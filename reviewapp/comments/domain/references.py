"""Practices and questions that a text names: `#SEC08-BP02`, `#question_id`."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from reviewapp.lenses.domain.reading import lens_of
from reviewapp.reviews.domain.totals import reviews_of
from reviewapp.reviews.models import LensReview
from reviewapp.reviews.pages.navigator import question_url
from reviewapp.workloads.models import Workload

from ..markdown import Links, references_in


def references_of(
    workload: Workload, texts: Iterable[str], *, first: UUID | None = None
) -> Mapping[str, str]:
    """Where the references in some texts lead, by reference in lower case.

    One query where a text has any, and none else. What several lenses of the workload have leads
    to that of the review with the id `first`, else to the oldest review that has it.
    """
    wanted = set().union(*map(references_in, texts))
    if not wanted:
        return {}
    reviews = sorted(reviews_of(workload), key=lambda each: each.pk != first)
    found: dict[str, str] = {}
    for review in reviews:
        for name, question_id in _named(review):
            if name in wanted:
                found.setdefault(name, question_url(workload.pk, review.slug, question_id))
    return found


def links_in(text: str, known: Mapping[str, str]) -> Links:
    """Those of one text, as `render` takes them."""
    return tuple((name, known[name]) for name in sorted(references_in(text) & known.keys()))


def _named(review: LensReview) -> Iterator[tuple[str, str]]:
    """Every question by its id, then every practice by its code; with the question's id."""
    questions = list(lens_of(review.version).questions)
    yield from ((each.id.casefold(), each.id) for each in questions)
    for question in questions:
        for choice in question.choices:
            if choice.practice:
                yield choice.practice.casefold(), question.id
