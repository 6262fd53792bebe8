"""What answers put first: the questions of a lens in their order, each with its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from pillars.priorities import (
    Option,
    Priorities,
    Priority,
    Profile,
    Reason,
    Rule,
    idle_rules,
    prioritise,
)
from pillars.risk import Risk
from reviewapp.workloads.models import Workload

from ..domain.answering import answers_of
from ..domain.documents import profile_of
from ..domain.targets import NamedLens
from ..models import WorkloadProfile
from ..queries import Reviewed, priorities_of, reviews_of


@dataclass(frozen=True, slots=True)
class Named:
    """What a rule names, “this question” or the pillar's name."""

    text: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """An answer that gave a question points, and by which of its rules."""

    option: Option
    named: Sequence[Named]


@dataclass(frozen=True, slots=True)
class Place:
    """A prioritised question; `url` is empty where nothing is reviewed."""

    priority: Priority
    url: str

    @property
    def reasons(self) -> list[ReasonRow]:
        return reason_rows(self.priority)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One lens. `idle`: rules that name something that the lens, in this version, has not."""

    title: str
    slug: str
    url: str
    places: Sequence[Place]
    total: int
    idle: Sequence[Reason]

    @property
    def unanswered(self) -> int:
        return sum(place.priority.risk == Risk.UNANSWERED for place in self.places)

    @property
    def high(self) -> int:
        return sum(place.priority.risk == Risk.HIGH for place in self.places)


def reason_rows(priority: Priority) -> list[ReasonRow]:
    """Why a question has its points, answer by answer."""
    return [
        ReasonRow(
            option, [_named(priority, each) for each in priority.reasons if each.option is option]
        )
        for option in priority.because
    ]


def _named(priority: Priority, reason: Reason) -> Named:
    text = _("this question") if reason.rule.question else priority.pillar.name
    return Named(text, reason.rule)


def outcomes(use: WorkloadProfile, workload: Workload) -> list[Outcome]:
    """What comes first in each lens review of a workload."""
    return [_reviewed(use, workload, each) for each in reviews_of(workload)]


def tried(profile: Profile, answers: Mapping[str, frozenset[str]], named: NamedLens) -> Outcome:
    """What would come first in a review with this lens in which nothing is answered yet."""
    found = prioritise(profile, answers, key=named.key, lens=named.lens)
    idle = list(idle_rules(profile, key=named.key, lens=named.lens))
    return _outcome(found, idle, title=named.name)


def _reviewed(use: WorkloadProfile, workload: Workload, review: Reviewed) -> Outcome:
    found = priorities_of(use, version=review.version, lens=review.lens, risks=review.risks)
    urls = {
        each.question.id: reverse("reviews:question", args=[workload.pk, review.slug, question_id])
        for each in found.order
        if (question_id := each.question.id) in review.risks
    }
    return _outcome(
        found,
        _idle_here(use, review),
        title=review.version.lens.name,
        slug=review.slug,
        url=reverse("reviews:lens", args=[workload.pk, review.slug]),
        urls=urls,
    )


def _idle_here(use: WorkloadProfile, review: Reviewed) -> list[Reason]:
    """Of the rules that name nothing here, those that the workload's answers call for."""
    answers = answers_of(use)
    profile = profile_of(use.profile)
    found = idle_rules(profile, key=str(review.version.lens_id), lens=review.lens)
    return [each for each in found if each.option.id in answers.get(each.asked.id, ())]


def _outcome(
    found: Priorities,
    idle: Sequence[Reason],
    *,
    title: str,
    slug: str = "",
    url: str = "",
    urls: Mapping[str, str] | None = None,
) -> Outcome:
    places = [Place(each, (urls or {}).get(each.question.id, "")) for each in found.order]
    return Outcome(title, slug, url, places, len(found.questions), idle)
