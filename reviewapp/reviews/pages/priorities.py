"""What comes first in a lens review, by the profile that the workload uses."""

from collections.abc import Mapping

from pillars.lens.model import Lens
from pillars.priorities import Priorities
from reviewapp.priorities.pages.outcome import ReasonRow, reason_rows
from reviewapp.priorities.queries import priorities_of, profile_in_use

from ..models import Answer, LensReview
from .navigator import Navigator


def review_priorities(
    review: LensReview, lens: Lens, answers: Mapping[str, Answer]
) -> Priorities | None:
    """One query; None where the workload uses no profile.

    Args:
        review: with its workload and version at hand.
        lens: the one that the organisation reviews with.
        answers: how its questions stand, by question id.
    """
    use = profile_in_use(review.workload)
    if use is None:
        return None
    risks = {question: answer.risk for question, answer in answers.items()}
    return priorities_of(use, version=review.version, lens=lens, risks=risks)


def reasons_here(nav: Navigator) -> list[ReasonRow]:
    """Why the open question is prioritised; nothing where it is not."""
    here = nav.current.priority if nav.current else None
    return reason_rows(here) if here else []
