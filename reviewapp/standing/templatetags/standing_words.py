"""Words for what templates say and what becomes of it, and the choice for a new workload."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviewapp.jobs.models import JobState
from reviewapp.reviews.models import Reason
from reviewapp.web.templatetags.midsentence import midsentence

from ..domain.claims import Claim
from ..domain.merging import Fate
from ..domain.standings import Standing
from ..domain.templates import templates_of
from ..domain.values import Value
from ..models import Propagation, StandingState
from ..propagating import left_words
from ..receivers import FIELD

register = template.Library()

FATES = {
    Fate.IN_STEP: gettext_lazy("In step"),
    Fate.FOLLOWS: gettext_lazy("Will follow"),
    Fate.AGREES: gettext_lazy("Decided here, the same"),
    Fate.CONFLICT: gettext_lazy("Decided here, otherwise"),
    Fate.OVERRIDDEN: gettext_lazy("Decided here, otherwise"),
    Fate.WITHDRAWN: gettext_lazy("Will be taken back"),
    Fate.RELEASED: gettext_lazy("Decided here"),
}
WHY = {
    "closed": gettext_lazy("Its review is closed; it follows when that is open again."),
    "lens": gettext_lazy("The workload is not reviewed with this lens."),
    "question": gettext_lazy("The version of the lens on this workload has no such question."),
    "choice": gettext_lazy("The version of the lens on this workload has no such choice."),
}


@register.filter
def claim_words(claim: Claim | None) -> str:
    """`Not applicable: out of scope`; of nothing `Nothing`."""
    if claim is None:
        return _("Nothing")
    return _with_reason(str(StandingState(claim.state).label), claim.reason)


@register.filter
def value_words(value: Value, answered: object) -> str:
    """The value of a slot; what is not ticked says nothing while the question is open."""
    if value.state:
        return _with_reason(str(StandingState(value.state).label), value.reason)
    return _("Not in place") if answered else _("Not answered")


@register.filter
def fate_words(fate: Fate) -> str:
    return str(FATES[fate])


@register.filter
def why_words(why: str) -> str:
    return str(WHY[why])


@register.filter
def template_words(standing: Standing) -> str:
    """`“Platform”, version 3`."""
    said = {"name": standing.template.name, "version": standing.version}
    return _("“%(name)s”, version %(version)s") % said


@register.filter
def failure_words(job: Propagation) -> str:
    """Why a job did not do all; in the reader's language where the words can be made again."""
    return left_words(job.failed) if job.state == JobState.PARTIAL else job.failure


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
    return f"{words}: {midsentence(Reason(reason).label)}" if known else words
