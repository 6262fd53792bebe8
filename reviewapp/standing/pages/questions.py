"""The questions of a lens, to choose of which a template speaks, and the form of one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from pillars.lens.model import Choice, Question
from reviewapp.lenses.domain.library import available_lenses, latest_version
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.lenses.models import Lens
from reviewapp.lenses.pages.icons import icon_of
from reviewapp.people.models import Organisation
from reviewapp.reviews.models import Reason
from reviewapp.web.words import one_line

from ..domain.claims import WHOLE, Claim, Claims
from ..forms import STATES, Typed
from ..models import ReviewTemplate
from .contents import question_url
from .texts import choice_title

Errors = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class ListedQuestion:
    """`said` of its `choices` practices, or the whole question where `whole`."""

    question: Question
    url: str
    said: int
    choices: int
    whole: bool


@dataclass(frozen=True, slots=True)
class ListedPillar:
    name: str
    icon: str
    questions: list[ListedQuestion]


def questions_context(
    template: ReviewTemplate, organisation: Organisation, said: Claims, data: QueryDict
) -> dict[str, Any]:
    """The questions of one lens of the library, those with certain words where asked for."""
    lenses = list(available_lenses(organisation))
    wanted = data.get("lens", "")
    lens = next((each for each in lenses if str(each.pk) == wanted), lenses[0] if lenses else None)
    words = one_line(data.get("q"))
    return {
        "template": template,
        "lenses": lenses,
        "lens": lens,
        "words": words,
        "pillars": _pillars(template, lens, said, words.casefold()) if lens else [],
    }


def _pillars(template: ReviewTemplate, lens: Lens, said: Claims, words: str) -> list[ListedPillar]:
    found = []
    for pillar in lens_of(latest_version(lens)).pillars:
        rows = [_listed(template, lens, q, said) for q in pillar.questions if _has(q, words)]
        if rows:
            found.append(ListedPillar(pillar.name, icon_of(pillar), rows))
    return found


def _listed(
    template: ReviewTemplate, lens: Lens, question: Question, said: Claims
) -> ListedQuestion:
    of = {s.choice for s in said if (s.lens, s.question) == (str(lens.pk), question.id)}
    return ListedQuestion(
        question=question,
        url=question_url(template, str(lens.pk), question.id),
        said=len(of - {WHOLE}),
        choices=sum(not choice.is_none for choice in question.choices),
        whole=WHOLE in of,
    )


def _has(question: Question, words: str) -> bool:
    texts = [question.title, *(f"{c.practice or ''} {c.title}" for c in question.choices)]
    return any(words in text.casefold() for text in texts)


@dataclass(frozen=True, slots=True)
class ChoiceForm:
    """The fields of one choice, or of the whole question where `choice` is None.

    `gone`: the question has the choice no more; what is said of it can only be dropped.
    """

    number: int
    key: str
    title: str
    choice: Choice | None
    typed: Typed
    errors: Errors
    gone: bool = False

    @property
    def dom_number(self) -> str:
        """The number as text, to make element ids of in templates."""
        return str(self.number)

    @property
    def states(self) -> list[tuple[str, str]]:
        """Of the whole question only that it does not apply can be said."""
        whole = self.choice is None and not self.gone
        offered = [STATES[0], STATES[-1]] if whole else STATES
        return [(value, str(label)) for value, label in offered]

    def _of(self, field: str) -> list[str]:
        return self.errors.get(f"{field}:{self.key}", [])

    @property
    def state_errors(self) -> list[str]:
        return self._of("state")

    @property
    def reason_errors(self) -> list[str]:
        return self._of("reason")

    @property
    def note_errors(self) -> list[str]:
        return self._of("note")

    @property
    def url_errors(self) -> list[str]:
        return self._of("url")

    @property
    def checked_on_errors(self) -> list[str]:
        return self._of("checked_on")


def question_context(
    question: Question,
    claims: Mapping[str, Claim],
    *,
    typed: Mapping[str, Typed] | None = None,
    errors: Errors | None = None,
) -> dict[str, Any]:
    """The form of one question: what the template says of it, or what was typed and not taken."""
    shown = typed or {key: Typed.of_claim(claim) for key, claim in claims.items()}
    choices = {choice.id: choice for choice in question.choices if not choice.is_none}
    rows = [
        ChoiceForm(number, key, choice_title(question, key), choices.get(key), each, errors or {})
        for number, key in enumerate([WHOLE, *choices])
        for each in [shown.get(key, Typed())]
    ]
    gone = [key for key in shown if key not in choices and key != WHOLE]
    rows += [
        ChoiceForm(len(rows) + n, key, key, None, shown[key], errors or {}, gone=True)
        for n, key in enumerate(gone)
    ]
    return {
        "question": question,
        "whole": rows[0],
        "rows": rows[1:],
        "reasons": Reason.choices,
        "errors": errors or {},
    }


def keys_of(question: Question, claims: Mapping[str, Claim]) -> list[str]:
    """The choices that the form has fields for."""
    known = [WHOLE, *(choice.id for choice in question.choices if not choice.is_none)]
    return [*known, *(key for key in claims if key not in known)]


@dataclass(frozen=True, slots=True)
class Differing:
    """A choice of which two people said different things."""

    title: str
    theirs: Claim | None
    mine: Claim | None


def differing(
    question: Question, theirs: Mapping[str, Claim], mine: Mapping[str, Claim]
) -> list[Differing]:
    keys = [
        key for key in keys_of(question, {**theirs, **mine}) if theirs.get(key) != mine.get(key)
    ]
    return [Differing(choice_title(question, k), theirs.get(k), mine.get(k)) for k in keys]
