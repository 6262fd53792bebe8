"""The choices of a question as its page shows them: what was decided, what the evidence says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy as _

from pillars.lens.model import Choice, Question, ResourceKind
from pillars.lens.model import Resource as Link
from pillars.prefill import Suggested
from reviewapp.findings.checks import checks_by_id

from ..domain.accepting import with_suggestions
from ..domain.crossing import OfferHere, with_offer
from ..domain.decisions import ChoiceDetail, Decision
from ..domain.disagreement import choice_disagrees
from ..domain.levels import LevelHere
from ..models import Suggestion
from .levels import QuestionLevels

STEP_LABELS = {
    "console": _("Console"),
    "cli": _("AWS CLI"),
    "iac": _("Infrastructure as code"),
}
Errors = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Step:
    dom_id: str
    label: str
    text: str
    code: bool


@dataclass(frozen=True, slots=True)
class ChoiceOffer:
    """What the other built-in lens says of a choice, and whether taking it over changes it."""

    here: OfferHere
    url: str
    takes: bool


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """`accept` says what accepting the suggestion would do: `tick`, `untick` or nothing.

    `missing`: whether the stored answer lacks the practice, as far as it has a level.
    """

    number: int
    choice: Choice
    selected: bool
    detail: ChoiceDetail
    suggestion: Suggestion | None
    disagrees: bool
    accept: str
    errors: Errors
    offers: Sequence[ChoiceOffer] = ()
    level: LevelHere | None = None
    missing: bool = False

    @property
    def key(self) -> str:
        """The key that ticks it; the first ten have one, all are reached with `d` and `u`."""
        if self.choice.is_none:
            return "x"
        return str(self.number % 10) if self.number <= 10 else ""

    @property
    def dom_number(self) -> str:
        """The number as text, to make element ids of in templates."""
        return str(self.number)

    @property
    def spoken(self) -> bool:
        """Whether any check had something to say."""
        return self.suggestion is not None and bool(self.suggestion.checks)

    @property
    def for_people(self) -> bool:
        """Whether no call can show it, however an account is set up: no check speaks for it."""
        return not (self.choice.is_none or self.spoken or spoken_for() & set(self.choice.evidence))

    @property
    def told(self) -> bool:
        """Whether a person said something of it besides the tick."""
        return self.detail != ChoiceDetail() or self.has_errors

    @property
    def has_errors(self) -> bool:
        return any((self.mark_errors, self.reason_errors, self.notes_errors))

    @property
    def mark_errors(self) -> list[str]:
        return self.errors.get(f"choice:{self.choice.id}", [])

    @property
    def reason_errors(self) -> list[str]:
        return self.errors.get(f"choice:{self.choice.id}:reason", [])

    @property
    def notes_errors(self) -> list[str]:
        return self.errors.get(f"choice:{self.choice.id}:notes", [])

    @property
    def steps(self) -> list[Step]:
        """Ways to put the practice in place, by means; unknown means keep their own name."""
        found = self.choice.improvement_steps
        # The database keeps no order of keys.
        means = [key for key in STEP_LABELS if key in found]
        means += [key for key in found if key not in STEP_LABELS]
        return [
            Step(
                f"step-{self.number}-{at}",
                str(STEP_LABELS.get(key, key)),
                found[key],
                key != "console",
            )
            for at, key in enumerate(means)
        ]

    @property
    def links(self) -> list[Link]:
        """Where to read more: the choice's own resource and those of further helpful ones."""
        more = (
            link
            for group in self.choice.additional_resources
            if group.kind is ResourceKind.HELPFUL_RESOURCE
            for link in group.content
        )
        first = [self.choice.helpful_resource] if self.choice.helpful_resource else []
        return [*first, *more]

    @property
    def plans(self) -> list[Link]:
        """What improves it: the choice's own plan and further ones."""
        more = (
            link
            for group in self.choice.additional_resources
            if group.kind is ResourceKind.IMPROVEMENT_PLAN
            for link in group.content
        )
        first = [self.choice.improvement_plan] if self.choice.improvement_plan else []
        return [*first, *more]


@cache
def spoken_for() -> frozenset[str]:
    """What any check of this release can speak for, by the keys that choices go by."""
    return frozenset(key for check in checks_by_id().values() for key in check.practices)


def build_choices(
    question: Question,
    decision: Decision,
    suggestions: Mapping[str, Suggestion],
    *,
    answered: bool,
    errors: Errors | None = None,
    offers: Mapping[str, Sequence[ChoiceOffer]] | None = None,
    levels: QuestionLevels | None = None,
) -> list[ChoiceRow]:
    """One row per choice, in the lens's order.

    Args:
        question: whose choices.
        decision: what the page shows, stored or just sent and refused.
        suggestions: by choice id.
        answered: whether the stored answer counts as decided, so that evidence can disagree.
        errors: of a refused decision, by field.
        offers: of the other built-in lens, by choice id; see `choice_offers`.
        levels: of the question's practices.
    """
    verdicts = {key: Suggested(each.verdict) for key, each in suggestions.items()}
    return [
        ChoiceRow(
            number=number,
            choice=choice,
            selected=choice.id in decision.selected,
            detail=decision.detail(choice.id),
            suggestion=suggestions.get(choice.id),
            disagrees=answered and _disagrees(decision, choice.id, verdicts),
            accept=_accept(question, decision, choice.id, verdicts),
            errors=errors or {},
            offers=(offers or {}).get(choice.id, ()),
            level=levels.here.get(choice.id) if levels else None,
            missing=levels is not None and choice.id in levels.missing,
        )
        for number, choice in enumerate(question.choices, start=1)
    ]


def choice_offers(
    question: Question,
    decision: Decision,
    found: Mapping[str, Sequence[OfferHere]],
    *,
    url: Callable[[OfferHere], str],
) -> dict[str, list[ChoiceOffer]]:
    """The offers for each choice, with where they come from; `url` leads to that question."""
    return {
        choice: [
            ChoiceOffer(
                here=each,
                url=url(each),
                takes=each.firm and with_offer(question, decision, each.offer) != decision,
            )
            for each in offers
        ]
        for choice, offers in found.items()
    }


def acceptable(
    question: Question, decision: Decision, suggestions: Mapping[str, Suggestion]
) -> bool:
    """Whether accepting everything that the evidence says of a question would change it."""
    verdicts = {key: Suggested(each.verdict) for key, each in suggestions.items()}
    return with_suggestions(question, decision, verdicts) != decision


def _disagrees(decision: Decision, choice_id: str, verdicts: Mapping[str, Suggested]) -> bool:
    verdict = verdicts.get(choice_id)
    return verdict is not None and choice_disagrees(decision, choice_id, verdict)


def _accept(
    question: Question, decision: Decision, choice_id: str, verdicts: Mapping[str, Suggested]
) -> str:
    if choice_id not in verdicts:
        return ""
    after = with_suggestions(question, decision, verdicts, only=choice_id)
    ticked = (choice_id in decision.selected, choice_id in after.selected)
    return {(False, True): "tick", (True, False): "untick"}.get(ticked, "")
