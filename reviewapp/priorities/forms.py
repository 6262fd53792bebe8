"""What people write into profiles, and what they answer."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pillars.priorities import Answers, Asked, Option, Profile, Weight
from reviewapp.web.numbers import whole_number

from .domain.documents import (
    FEWEST_OPTIONS,
    HELP_LENGTH,
    MOST_OPTIONS,
    MOST_POINTS,
    OPTION_LENGTH,
    TEXT_LENGTH,
)
from .domain.editing import QuestionTexts
from .domain.targets import NamedLenses, targets_of

NAME_TAKEN = _("Your organisation has a profile of this name already.")
AGAIN = _("This page does not say which version it shows. Load it again.")
BLANKS, FIRST_BLANKS = 2, 4


class VersionForm(forms.Form):
    """The version that the person saw. Every form that writes carries it."""

    read_version = forms.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), AGAIN),
    )


class NewProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("For example “Customer-facing services”.")
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=500,
        required=False,
        help_text=_("Which workloads it is for."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ProfileForm(NewProfileForm, VersionForm):
    threshold = forms.IntegerField(
        label=_("Prioritised from"),
        min_value=1,
        max_value=MOST_POINTS,
        help_text=_(
            "Points. With 3, a rule of weight First is enough by itself; High needs another."
        ),
    )


class QuestionForm(VersionForm):
    """A question with its answers: a field for each that there is, and some empty ones."""

    text = forms.CharField(
        label=_("Question"),
        max_length=TEXT_LENGTH,
        help_text=_("What whoever reviews a workload is asked."),
    )
    help = forms.CharField(
        label=_("Help"),
        max_length=HELP_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    several = forms.BooleanField(required=False, label=_("Several answers can be chosen"))

    def __init__(
        self, data: QueryDict | None = None, *, asked: Asked | None, removed: str = "", **more: Any
    ) -> None:
        initial = (
            {"text": asked.text, "help": asked.help, "several": asked.several} if asked else {}
        )
        super().__init__(data, initial={**initial, **more.pop("initial", {})}, **more)
        self.removed = removed
        self.options: dict[str, Option | None] = {}
        for option in asked.options if asked else ():
            self._add(f"option-{option.id}", option)
        free = MOST_OPTIONS - len(self.options)
        for number in range(1, min(BLANKS if asked else FIRST_BLANKS, free) + 1):
            self._add(f"new-{number}", None)

    def _add(self, name: str, option: Option | None) -> None:
        self.options[name] = option
        number = len(self.options)
        self.fields[name] = forms.CharField(
            label=gettext("Answer %(number)s") % {"number": number},
            max_length=OPTION_LENGTH,
            required=False,
            initial=option.text if option else "",
        )

    def option_rows(self) -> Iterator[tuple[BoundField, Option | None]]:
        return ((self[name], option) for name, option in self.options.items())

    def head(self) -> list[BoundField]:
        return [self["text"], self["help"], self["several"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen: set[str] = set()
        for name, option in self._kept():
            text = cleaned.get(name, "")
            if option and not text and name not in self.errors:
                self.add_error(name, _("Say what the answer is, or remove it with its button."))
            if text and text.casefold() in seen:
                self.add_error(name, _("Another answer says the same."))
            seen.add(text.casefold())
        if not self.errors and len(self._texts()) < FEWEST_OPTIONS:
            few = gettext("A question has %(fewest)s answers at least.")
            self.add_error(None, few % {"fewest": FEWEST_OPTIONS})
        return cleaned

    def texts(self) -> QuestionTexts:
        cleaned = self.cleaned_data
        return QuestionTexts(cleaned["text"], cleaned["help"], cleaned["several"], self._texts())

    def _texts(self) -> list[tuple[str, str]]:
        return [
            (option.id if option else "", self.cleaned_data[name])
            for name, option in self._kept()
            if self.cleaned_data.get(name)
        ]

    def _kept(self) -> Iterator[tuple[str, Option | None]]:
        for name, option in self.options.items():
            if not (option and option.id == self.removed):
                yield name, option


class AnswersForm(forms.Form):
    """A field for each question of a profile."""

    def __init__(
        self, data: QueryDict | None = None, *, profile: Profile, answers: Answers
    ) -> None:
        super().__init__(data)
        self.profile = profile
        for asked in profile.questions:
            given = answers.get(asked.id, frozenset())
            self.fields[f"a-{asked.id}"] = _answer_field(asked, given)

    def answers(self) -> dict[str, list[str]]:
        """Question id → ids of the options chosen. What was refused is left out."""
        cleaned = getattr(self, "cleaned_data", {})
        found = {each.id: cleaned.get(f"a-{each.id}") or [] for each in self.profile.questions}
        return {key: [value] if isinstance(value, str) else value for key, value in found.items()}

    def asked(self) -> list[BoundField]:
        return [self[f"a-{asked.id}"] for asked in self.profile.questions]


class WorkloadAnswersForm(VersionForm, AnswersForm):
    """The answers of a workload, over the version that was read."""


def _answer_field(asked: Asked, given: AbstractSet[str]) -> forms.Field:
    options = [(option.id, option.text) for option in asked.options]
    gone = _("This answer is not in the profile any more.")
    kind = forms.MultipleChoiceField if asked.several else forms.ChoiceField
    chosen = [option for option, _text in options if option in given]
    return kind(
        label=asked.text,
        help_text=asked.help,
        required=False,
        choices=options if asked.several else [*options, ("", _("Not answered"))],
        widget=forms.CheckboxSelectMultiple if asked.several else forms.RadioSelect,
        initial=chosen if asked.several else (chosen or [""])[0],
        error_messages={"invalid_choice": gone, "invalid_list": gone},
    )


@dataclass(frozen=True, slots=True)
class SentRules:
    """What the form of an answer's rules says.

    ``weights``: (pillar id, question id or "") → weight. ``kept``: places, among the answer's
    rules, of those that name what is gone and stay all the same.
    """

    weights: Mapping[tuple[str, str], Weight]
    kept: frozenset[int]


def weight_name(pillar_id: str, question_id: str) -> str:
    """What the field of a target is called."""
    return f"q:{question_id}" if question_id else f"p:{pillar_id}"


def read_rules(lenses: NamedLenses, key: str, data: QueryDict) -> SentRules:
    """What was sent for one lens; a weight that there is not counts as none."""
    weights = {}
    for pillar, question in targets_of(lenses, key) if key == "" or key in lenses else ():
        place = (pillar.id, question.id if question else "")
        sent = data.get(weight_name(*place), "")
        if sent in tuple(Weight):
            weights[place] = Weight(sent)
    kept = {whole_number(text, otherwise=None, digits=3) for text in data.getlist("keep")}
    return SentRules(weights, frozenset(number for number in kept if number is not None))
