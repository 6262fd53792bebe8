"""Words for what templates say and what becomes of it, and the choice for a new workload."""

from typing import Any

from django import template
from django.http import HttpRequest

from reviewapp.reviews.models import Reason

from ..domain.claims import Claim
from ..domain.merging import Fate
from ..domain.templates import templates_of
from ..domain.values import Value
from ..models import StandingState
from ..receivers import FIELD

register = template.Library()

FATES = {
    Fate.IN_STEP: "In step",
    Fate.FOLLOWS: "Will follow",
    Fate.AGREES: "Decided here, the same",
    Fate.CONFLICT: "Decided here, otherwise",
    Fate.OVERRIDDEN: "Decided here, otherwise",
    Fate.WITHDRAWN: "Will be taken back",
    Fate.RELEASED: "Decided here",
}
WHY = {
    "closed": "Its review is closed; it follows when that is open again.",
    "lens": "The workload is not reviewed with this lens.",
    "question": "The version of the lens on this workload has no such question.",
    "choice": "The version of the lens on this workload has no such choice.",
}


@register.filter
def claim_words(claim: Claim | None) -> str:
    """`Not applicable: out of scope`; of nothing `Nothing`."""
    if claim is None:
        return "Nothing"
    return _with_reason(str(StandingState(claim.state).label), claim.reason)


@register.filter
def value_words(value: Value, answered: object) -> str:
    """The value of a slot; what is not ticked says nothing while the question is open."""
    if value.state:
        return _with_reason(str(StandingState(value.state).label), value.reason)
    return "Not in place" if answered else "Not answered"


@register.filter
def fate_words(fate: Fate) -> str:
    return FATES[fate]


@register.filter
def why_words(why: str) -> str:
    return WHY[why]


@register.inclusion_tag("standing/_for_new.html", takes_context=True)
def templates_for_new(context: dict[str, Any]) -> dict[str, Any]:
    """The published templates, for the form of a new workload; those ticked before stay so."""
    request: HttpRequest = context["request"]
    organisation = request.organisation  # type: ignore[attr-defined]
    return {
        "field": FIELD,
        "templates": templates_of(organisation).filter(published__gt=0) if organisation else (),
        "ticked": request.POST.getlist(FIELD),
    }


def _with_reason(words: str, reason: str) -> str:
    known = reason in Reason.values and reason != Reason.NONE
    return f"{words}: {Reason(reason).label.lower()}" if known else words
