"""The list of questions beside a question: pillars, filters, where one is, where to go next."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from pillars.lens.model import Lens, Pillar, Question
from pillars.risk import Risk
from reviewapp.lenses.pages.icons import icon_of

from ..document import counts_of
from ..models import Answer, LensReview

ALL = "all"
Matches = Callable[[Answer], bool]


@dataclass(frozen=True, slots=True)
class Show:
    """A filter of the list: its name in the address, its words, which answers it keeps."""

    key: str
    label: str
    matches: Matches


SHOWS = (
    Show(ALL, "All", lambda answer: True),  # noqa: ARG005 - every filter takes an answer
    Show("unanswered", "Unanswered", lambda answer: answer.risk == Risk.UNANSWERED),
    Show("high", "High risk", lambda answer: answer.risk == Risk.HIGH),
    Show("medium", "Medium risk", lambda answer: answer.risk == Risk.MEDIUM),
    Show("disagrees", "Evidence disagrees", lambda answer: answer.disagrees),
)
_BY_KEY = {show.key: show for show in SHOWS}


@dataclass(frozen=True, slots=True)
class NavItem:
    question: Question
    answer: Answer
    url: str
    current: bool
    shown: bool

    @property
    def dom_id(self) -> str:
        return f"nav-q{self.answer.position}"


@dataclass(frozen=True, slots=True)
class NavPillar:
    number: int
    pillar: Pillar
    icon: str
    counts: Mapping[str, int]
    items: tuple[NavItem, ...]

    @property
    def dom_id(self) -> str:
        return f"nav-p{self.number}"

    @property
    def answered(self) -> int:
        return self.counts["total"] - self.counts["unanswered"]

    @property
    def shown(self) -> list[NavItem]:
        return [item for item in self.items if item.shown]


@dataclass(frozen=True, slots=True)
class NavFilter:
    key: str
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Navigator:
    """`previous` and `following` keep to the filter; `next_unanswered` goes round the lens."""

    show: str
    pillars: tuple[NavPillar, ...]
    filters: tuple[NavFilter, ...]
    counts: Mapping[str, int]
    current: NavItem | None
    previous: NavItem | None
    following: NavItem | None
    next_unanswered: NavItem | None

    @property
    def current_pillar(self) -> NavPillar | None:
        return next((p for p in self.pillars if self.current in p.items), None)


def show_of(wanted: str | None) -> str:
    """The filter that an address names; every question where it names none that exists."""
    return wanted if wanted in _BY_KEY else ALL


def question_url(workload_id: UUID, lens: str, question_id: str, show: str = ALL) -> str:
    url = reverse("reviews:question", args=[workload_id, lens, question_id])
    return url if show == ALL else f"{url}?{urlencode({'show': show})}"


def build_navigator(
    review: LensReview,
    lens: Lens,
    answers: Mapping[str, Answer],
    *,
    show: str = ALL,
    current: str = "",
) -> Navigator:
    """The navigator of a lens review.

    Args:
        review: with `version.lens` at hand.
        lens: the review's lens.
        answers: how the questions stand, by question id.
        show: which questions are listed; the current one always is.
        current: id of the question that is open; empty on the overview.
    """
    pillars = tuple(_pillars(review, lens, answers, show, current))
    items = [item for pillar in pillars for item in pillar.items]
    here = next((item for item in items if item.current), None)
    listed = [item for item in items if item.shown]
    return Navigator(
        show=show,
        pillars=pillars,
        filters=tuple(_filters(review, answers.values(), show, current)),
        counts=counts_of(answer.risk for answer in answers.values()),
        current=here,
        previous=_beside(listed, here, -1),
        following=_beside(listed, here, +1),
        next_unanswered=_next_open(items, here),
    )


def _pillars(
    review: LensReview, lens: Lens, answers: Mapping[str, Answer], show: str, current: str
) -> Iterator[NavPillar]:
    for number, pillar in enumerate(lens.pillars):
        items = tuple(
            _item(review, question, answers[question.id], show, current)
            for question in pillar.questions
            if question.id in answers
        )
        counts = counts_of(item.answer.risk for item in items)
        yield NavPillar(number, pillar, icon_of(pillar), counts, items)


def _item(
    review: LensReview, question: Question, answer: Answer, show: str, current: str
) -> NavItem:
    here = question.id == current
    url = question_url(review.workload_id, review.slug, question.id, show)
    return NavItem(question, answer, url, here, here or _BY_KEY[show].matches(answer))


def _filters(review: LensReview, answers: Any, show: str, current: str) -> Iterator[NavFilter]:
    lens = review.slug
    base = (
        reverse("reviews:question", args=[review.workload_id, lens, current])
        if current
        else reverse("reviews:lens", args=[review.workload_id, lens])
    )
    for each in SHOWS:
        count = sum(each.matches(answer) for answer in answers)
        url = base if each.key == ALL else f"{base}?show={each.key}"
        yield NavFilter(each.key, each.label, count, url, each.key == show)


def _beside(items: list[NavItem], here: NavItem | None, step: int) -> NavItem | None:
    if here is None:
        return None
    place = items.index(here) + step
    return items[place] if 0 <= place < len(items) else None


def _next_open(items: list[NavItem], here: NavItem | None) -> NavItem | None:
    start = items.index(here) + 1 if here else 0
    around = items[start:] + items[:start]
    open_items = (i for i in around if i.answer.risk == Risk.UNANSWERED and i is not here)
    return next(open_items, None)
