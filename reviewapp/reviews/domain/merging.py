"""Bringing two decisions on one question together, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pillars.lens.model import Question

from ..models import Reason
from .decisions import Decision
from .texts import merge_texts

MINE, THEIRS, BOTH = "mine", "theirs", "both"
# Inside a sentence.
REASONS = {
    Reason.NONE: gettext_lazy("no reason given"),
    Reason.OUT_OF_SCOPE: gettext_lazy("out of scope"),
    Reason.BUSINESS_PRIORITIES: gettext_lazy("business priorities"),
    Reason.ARCHITECTURE_CONSTRAINTS: gettext_lazy("architecture constraints"),
    Reason.OTHER: gettext_lazy("other"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which two decisions differ.

    `before` is what both started from, None where that is not known any more. `pick` is what a
    merge takes by itself: the side that changed the field; of two changed texts both, which come
    to `joined`. `changed_by` says who changed the field: `mine`, `theirs` or `both`.
    """

    name: str
    label: str
    before: str | None
    mine: str
    theirs: str
    text: bool

    @property
    def changed_by(self) -> str:
        if self.before is None:
            return BOTH
        if self.mine == self.before:
            return THEIRS
        return MINE if self.theirs == self.before else BOTH

    @property
    def pick(self) -> str:
        if self.changed_by != BOTH:
            return self.changed_by
        return BOTH if self.text and self.before is not None else MINE

    @property
    def joined(self) -> str:
        return merge_texts(self.before or "", mine=self.mine, theirs=self.theirs)


def differences(
    question: Question, *, base: Decision | None, mine: Decision, theirs: Decision
) -> list[Difference]:
    """The fields in which `mine` and `theirs` differ, in the order of the page."""
    sides = (_fields(question, mine), _fields(question, theirs))
    before = _fields(question, base) if base else {}
    labels = _labels(question)
    return [
        Difference(
            name=name,
            label=labels[name],
            before=before.get(name),
            mine=sides[0][name],
            theirs=sides[1][name],
            text=name.endswith("notes"),
        )
        for name in labels
        if sides[0][name] != sides[1][name]
    ]


def merge(
    question: Question,
    *,
    mine: Decision,
    theirs: Decision,
    picks: Mapping[str, str],
    base: Decision | None = None,
) -> Decision:
    """`mine`, with the fields taken from `theirs` or joined that `picks` names so.

    Texts are joined line by line over `base`, what both started from.
    """
    before = base or Decision()
    marks = {
        choice.id: theirs if picks.get(f"choice:{choice.id}") == THEIRS else mine
        for choice in question.choices
    }
    whole = theirs if picks.get("not_applicable") == THEIRS else mine
    return Decision(
        selected=frozenset(key for key, side in marks.items() if key in side.selected),
        not_applicable=whole.not_applicable,
        reason=whole.reason,
        notes=_text(picks.get("notes"), before.notes, mine.notes, theirs.notes),
        choice_details={
            key: replace(
                side.detail(key),
                notes=_text(
                    picks.get(f"choice:{key}:notes"),
                    before.detail(key).notes,
                    mine.detail(key).notes,
                    theirs.detail(key).notes,
                ),
            )
            for key, side in marks.items()
        },
    )


def _text(pick: str | None, before: str, mine: str, theirs: str) -> str:
    if pick == BOTH:
        return merge_texts(before, mine=mine, theirs=theirs)
    return theirs if pick == THEIRS else mine


def _fields(question: Question, decision: Decision) -> dict[str, str]:
    """Every field in words that a person can compare."""
    found = {"not_applicable": _mark(decision.not_applicable, decision.reason, _("Applies"))}
    for choice in question.choices:
        detail = decision.detail(choice.id)
        ticked = _("Ticked") if choice.id in decision.selected else _("Not ticked")
        found[f"choice:{choice.id}"] = _mark(detail.not_applicable, detail.reason, ticked)
        found[f"choice:{choice.id}:notes"] = detail.notes
    return {**found, "notes": decision.notes}


def _mark(not_applicable: bool, reason: str, otherwise: str) -> str:
    if not not_applicable:
        return otherwise
    if reason not in Reason:
        return _("Not applicable")
    return _("Not applicable: %(reason)s") % {"reason": REASONS[Reason(reason)]}


def _labels(question: Question) -> dict[str, str]:
    labels = {"not_applicable": _("The whole question")}
    for choice in question.choices:
        labels[f"choice:{choice.id}"] = choice.title
        labels[f"choice:{choice.id}:notes"] = _("Note on “%(title)s”") % {"title": choice.title}
    return {**labels, "notes": _("Notes")}
