"""What later stages add to the list of a review's questions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from pillars.priorities import Priority
from reviewapp.people.models import User

from ..models import Answer, LensReview
from ..signals import questions_asked

Matches = Callable[[Answer, Priority | None], bool]


@dataclass(frozen=True, slots=True)
class Show:
    """A filter of the list: its name in the address, its words, which answers it keeps.

    `matches` gets the answer, and its priority where it is prioritised.
    """

    key: str
    label: str | Promise
    matches: Matches


@dataclass(frozen=True, slots=True)
class Extras:
    """Filters, and what is shown beside each question and each pillar, by their ids.

    What is shown looks the same for everybody, and has `__html__`.
    """

    shows: tuple[Show, ...] = ()
    work: Mapping[str, Any] = field(default_factory=dict)
    pillars: Mapping[str, Any] = field(default_factory=dict)


def extras_of(review: LensReview, reader: User | None) -> Extras:
    answers: Iterable[tuple[Any, Any]] = questions_asked.send(
        LensReview, review=review, reader=reader
    )
    found = [said for _receiver, said in answers if isinstance(said, Extras)]
    return Extras(
        tuple(show for each in found for show in each.shows),
        {key: value for each in found for key, value in each.work.items()},
        {key: value for each in found for key, value in each.pillars.items()},
    )
