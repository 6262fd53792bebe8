"""What the question page and the milestone page send."""

from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pillars.lens.model import Question
from reviewapp.web.numbers import whole_number

from .domain.decisions import ChoiceDetail, Decision, InvalidDecision
from .domain.milestones import LONGEST, SHORTEST
from .models import Reason

PICK = "pick:"
ACCEPTS = ("question", "choice", "offer")
RELOAD = _(
    "The page did not say which version it shows. Load it again; what you wrote stays in it."
)


@dataclass(frozen=True, slots=True)
class Submission:
    """A question page as it was sent, and the major version of the lens that it showed.

    `accept` is empty, `question`, or `choice` or `offer`: then what the evidence, or the other
    built-in lens, says of `accept_choice` is taken over. `resolve` is empty, `mine` or `picked`;
    `picks` says for each field in conflict whose value to keep, `base_version` what both started
    from.
    """

    read_version: int
    decision: Decision
    accept: str = ""
    accept_choice: str = ""
    resolve: str = ""
    picks: dict[str, str] = field(default_factory=dict)
    read_major: int | None = None
    base_version: int | None = None


def read_submission(question: Question, data: QueryDict) -> Submission:
    """Reads the fields `version`, `lens` (its major version), `selected`, `not_applicable`,
    `reason`, `notes` and, for each choice, `na:<id>`, `reason:<id>` and `note:<id>`.

    Raises:
        InvalidDecision: there is no readable version.
    """
    kind, _, choice_id = data.get("accept", "").partition(":")
    return Submission(
        read_version=_version(data),
        decision=read_decision(question, data),
        accept=kind if kind in ACCEPTS else "",
        accept_choice=choice_id if kind in ("choice", "offer") else "",
        resolve=data.get("resolve", ""),
        picks=_picks(data),
        read_major=whole_number(data.get("lens"), otherwise=None),
        base_version=whole_number(data.get("base"), otherwise=None),
    )


def read_decision(question: Question, data: QueryDict) -> Decision:
    """What was sent, also of choices that the question does not have: nobody drops words."""
    return Decision(
        selected=frozenset(data.getlist("selected")),
        not_applicable="not_applicable" in data,
        reason=data.get("reason") or Reason.NONE,
        notes=data.get("notes", ""),
        choice_details={each: _detail(each, data) for each in _choice_ids(question, data)},
    )


def _choice_ids(question: Question, data: QueryDict) -> list[str]:
    sent = (name.partition(":") for name in data)
    other = (choice for kind, _, choice in sent if kind in ("na", "note"))
    return list(dict.fromkeys([*(choice.id for choice in question.choices), *other]))


def _picks(data: QueryDict) -> dict[str, str]:
    names = [name for name in data if name.startswith(PICK)]
    return {name.removeprefix(PICK): data.get(name, "") for name in names}


def _detail(choice_id: str, data: QueryDict) -> ChoiceDetail:
    return ChoiceDetail(
        not_applicable=f"na:{choice_id}" in data,
        reason=data.get(f"reason:{choice_id}") or Reason.NONE,
        notes=data.get(f"note:{choice_id}", ""),
    )


def _version(data: QueryDict) -> int:
    version = whole_number(data.get("version"), otherwise=None)
    if version is None:
        raise InvalidDecision({"version": [str(RELOAD)]})
    return version


class MilestoneForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text=format_lazy(
            _("{shortest} to {longest} characters; no two milestones of a workload share one."),
            shortest=SHORTEST,
            longest=LONGEST,
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
