"""What the pages of templates send."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reviewapp.web.numbers import whole_number
from reviewapp.web.words import one_line

from .domain.claims import Claim
from .domain.saying import InvalidClaims
from .models import StandingState

NAME_TAKEN = _("Your organisation has a template of this name already.")
FIELDS = ("state", "reason", "note", "evidence", "url", "checked_on")
MOST_WORKLOADS = 500


class TemplateForm(forms.Form):
    """`version` is the one that the person saw; None where the template is new."""

    name = forms.CharField(label=_("Name"), min_length=3, max_length=100)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What it stands for, and which workloads should use it."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # A browser cuts a pasted text at `maxlength` without a word; the server says it.
            field.widget.attrs.pop("maxlength", None)

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if len(name) < 3:
            raise forms.ValidationError(gettext("A name needs at least 3 characters."))
        return name


class MakeForm(TemplateForm):
    """A template made from answers."""

    absent_too = forms.BooleanField(
        required=False,
        label=_("Say “not in place” of practices that are not ticked"),
        help_text=_(
            "Otherwise the template says nothing of them, and leaves them to each workload."
        ),
    )
    version = None  # type: ignore[assignment] # takes the field away


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed about one choice, or what is kept of it, as the form shows it."""

    state: str = ""
    reason: str = "NONE"
    note: str = ""
    evidence: str = ""
    url: str = ""
    checked_on: str = ""

    @classmethod
    def of_claim(cls, claim: Claim | None) -> "Typed":
        if claim is None:
            return cls()
        day = claim.checked_on
        values = {name: str(getattr(claim, name)) for name in FIELDS if name != "checked_on"}
        return cls(**values, checked_on=day.isoformat() if day else "")

    @classmethod
    def sent(cls, data: QueryDict, choice: str) -> "Typed":
        found = {name: data.get(f"{name}:{choice}", "") for name in FIELDS}
        return cls(**{**found, "reason": found["reason"] or "NONE"})


def read_typed(choices: Iterable[str], data: QueryDict) -> dict[str, Typed]:
    """What was typed of each choice, or the WHOLE; fields `state:<id>`, `note:<id>` and so on."""
    return {choice: Typed.sent(data, choice) for choice in choices}


def claims_of(typed: Mapping[str, Typed]) -> dict[str, Claim]:
    """The claims that were typed; of a choice without a state nothing is said.

    Raises:
        InvalidClaims: a day that is none, or words about a choice of which nothing is said.
    """
    errors: dict[str, list[str]] = {}
    claims = {}
    for choice, each in typed.items():
        if not each.state:
            if each.note.strip() or each.evidence.strip() or each.url.strip():
                errors[f"state:{choice}"] = [
                    gettext(
                        "Say what it is: these words would stand beside nothing. Or clear them."
                    )
                ]
            continue
        day = _day(each.checked_on)
        if each.checked_on and day is None:
            errors[f"checked_on:{choice}"] = [gettext("Not a day. Write it as 2026-05-03.")]
        claims[choice] = Claim(each.state, each.reason, each.note, each.evidence, each.url, day)
    if errors:
        raise InvalidClaims(errors)
    return claims


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Choosing:
    """Where somebody is on the way from choosing workloads to applying a template.

    `step` is choose, preview or apply; `taken` are tokens of conflicts given to the template.
    """

    step: str
    page: int
    words: str
    chosen: tuple[UUID, ...]
    taken: frozenset[str]


def read_choosing(data: QueryDict) -> Choosing:
    """Reads `step` (`preview:2` is its second page), `q`, `workload`, `chosen` and `take`.

    What is on other pages comes in `chosen` (ids, comma between) and `taken` (tokens, line by
    line), what is on this one as ticked boxes.
    """
    step, _colon, page = data.get("step", "").partition(":")
    texts = [*data.get("chosen", "").split(","), *data.getlist("workload")]
    return Choosing(
        step=step,
        page=whole_number(page, otherwise=1),
        words=one_line(data.get("q")),
        chosen=tuple(dict.fromkeys(found for text in texts if (found := _uuid(text)))),
        taken=frozenset([*data.get("taken", "").splitlines(), *data.getlist("take")]) - {""},
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


STATES = [("", _("Says nothing")), *StandingState.choices]
