"""The list of questions beside a question: pillars, filters, where one is, where to go next."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pillars.lens.model import Lens, Pillar, Question
from pillars.priorities import Priorities, Priority
from pillars.risk import Risk
from reviewapp.lenses.pages.icons import icon_of

from ..document import counts_of
from ..models import Answer, LensReview
from .extras import Extras, Show

ALL, PRIORITISED = "all", "prioritised"
KEY = re.compile(r"[a-z_]{1,20}")

SHOWS = (
    Show(ALL, _("All"), lambda answer, first: True),  # noqa: ARG005 - every filter takes both
    Show(PRIORITISED, _("Prioritised"), lambda answer, first: first is not None),  # noqa: ARG005
    Show("unanswered", _("Unanswered"), lambda answer, first: answer.risk == Risk.UNANSWERED),  # noqa: ARG005
    Show("high", _("High risk"), lambda answer, first: answer.risk == Risk.HIGH),  # noqa: ARG005
    Show("medium", _("Medium risk"), lambda answer, first: answer.risk == Risk.MEDIUM),  # noqa: ARG005
    Show("disagrees", _("Evidence disagrees"), lambda answer, first: answer.disagrees),  # noqa: ARG005
    Show("stale", _("Stale"), lambda answer, first: answer.stale),  # noqa: ARG005
)


@dataclass(frozen=True, slots=True)
class NavItem:
    """`priority`: why the question is prioritised; None where it is not.

    `work`: who is at it, as a later stage shows it; None where none does.
    """

    question: Question
    answer: Answer
    url: str
    current: bool
    shown: bool
    priority: Priority | None
    work: Any = None

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
    work: Any = None

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
    """`previous` and `following` keep to the filter; `next_unanswered` goes round the lens.

    `next_prioritised` is the next unanswered one in the order of the priorities, which goes round
    too. `first` counts the prioritised questions by risk; None where no profile is in use.
    """

    show: str
    pillars: tuple[NavPillar, ...]
    filters: tuple[NavFilter, ...]
    counts: Mapping[str, int]
    current: NavItem | None
    previous: NavItem | None
    following: NavItem | None
    next_unanswered: NavItem | None
    next_prioritised: NavItem | None
    first: Mapping[str, int] | None

    @property
    def current_pillar(self) -> NavPillar | None:
        return next((p for p in self.pillars if self.current in p.items), None)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a list is of, and how it is looked at."""

    review: LensReview
    show: Show
    current: str
    first: Mapping[str, Priority]
    extras: Extras


def show_of(wanted: str | None) -> str:
    """The filter that an address names, which a review may not have: then it lists all."""
    return wanted if wanted and KEY.fullmatch(wanted) else ALL


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
    priorities: Priorities | None = None,
    extras: Extras | None = None,
) -> Navigator:
    """The navigator of a lens review.

    Args:
        review: with `version.lens` at hand.
        lens: the review's lens.
        answers: how the questions stand, by question id.
        show: which questions are listed; the current one always is.
        current: id of the question that is open; empty on the overview.
        priorities: what comes first; None where the workload uses no profile, and then there is
            no such filter.
        extras: what later stages add.
    """
    extras = extras or Extras()
    shows = [each for each in SHOWS if priorities or each.key != PRIORITISED]
    shows += extras.shows
    kept = next((each for each in shows if each.key == show), SHOWS[0])
    seen = _Seen(review, kept, current, priorities.by_id if priorities else {}, extras)
    pillars = tuple(_pillars(seen, lens, answers))
    items = [item for pillar in pillars for item in pillar.items]
    here = next((item for item in items if item.current), None)
    listed = [item for item in items if item.shown]
    return Navigator(
        show=kept.key,
        pillars=pillars,
        filters=tuple(_filters(seen, items, shows)),
        counts=counts_of(answer.risk for answer in answers.values()),
        current=here,
        previous=_beside(listed, here, -1),
        following=_beside(listed, here, +1),
        next_unanswered=_next_open(items, here),
        next_prioritised=_next_open(_walk(items, priorities), here),
        first=counts_of(i.answer.risk for i in items if i.priority) if priorities else None,
    )


def _pillars(seen: _Seen, lens: Lens, answers: Mapping[str, Answer]) -> Iterator[NavPillar]:
    for number, pillar in enumerate(lens.pillars):
        items = tuple(
            _item(seen, question, answers[question.id])
            for question in pillar.questions
            if question.id in answers
        )
        counts = counts_of(item.answer.risk for item in items)
        work = seen.extras.pillars.get(pillar.id)
        yield NavPillar(number, pillar, icon_of(pillar), counts, items, work)


def _item(seen: _Seen, question: Question, answer: Answer) -> NavItem:
    here, priority = question.id == seen.current, seen.first.get(question.id)
    url = question_url(seen.review.workload_id, seen.review.slug, question.id, seen.show.key)
    shown = here or seen.show.matches(answer, priority)
    work = seen.extras.work.get(question.id)
    return NavItem(question, answer, url, here, shown, priority, work)


def _filters(seen: _Seen, items: list[NavItem], shows: list[Show]) -> Iterator[NavFilter]:
    place = [seen.review.workload_id, seen.review.slug]
    base = (
        reverse("reviews:question", args=[*place, seen.current])
        if seen.current
        else reverse("reviews:lens", args=place)
    )
    for each in shows:
        count = sum(each.matches(item.answer, item.priority) for item in items)
        url = base if each.key == ALL else f"{base}?show={each.key}"
        yield NavFilter(each.key, str(each.label), count, url, each is seen.show)


def _beside(items: list[NavItem], here: NavItem | None, step: int) -> NavItem | None:
    if here is None:
        return None
    place = items.index(here) + step
    return items[place] if 0 <= place < len(items) else None


def _walk(items: list[NavItem], priorities: Priorities | None) -> list[NavItem]:
    """The prioritised questions in the order in which they are gone through."""
    by_id = {item.question.id: item for item in items}
    walk = priorities.walk if priorities else ()
    return [by_id[each.question.id] for each in walk if each.question.id in by_id]


def _next_open(items: list[NavItem], here: NavItem | None) -> NavItem | None:
    start = items.index(here) + 1 if here and here in items else 0
    around = items[start:] + items[:start]
    open_items = (i for i in around if i.answer.risk == Risk.UNANSWERED and i is not here)
    return next(open_items, None)
