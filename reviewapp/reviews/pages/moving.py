"""The pages of an upgrade and of its undo: what happens to each question and its answer."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pillars.lens.compare import compare_lenses
from pillars.lens.model import Lens
from pillars.risk import Risk
from reviewapp.lenses.domain.reading import lens_for
from reviewapp.lenses.models import LensVersion
from reviewapp.lenses.pages.difference import QuestionRow, question_row

from ..document import counts_of
from ..domain.fates import Fate, Step
from ..models import LensReview

PER_PAGE = 20
ALL, ANSWERS, NEW, RISKS = "", "answers", "new", "risks"
LABELS = {
    ALL: _("All changes"),
    ANSWERS: _("Answers that change"),
    RISKS: _("Risks that move"),
    NEW: _("New"),
}


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One question on the way, with what its text and choices become where they change."""

    step: Step
    pillar: str
    change: QuestionRow | None

    @property
    def says(self) -> str:
        """What happens to the answer, in a sentence."""
        return str(WORDS[self.step.fate][self.step.answered])

    @property
    def lost(self) -> list[str]:
        return [choice.title for choice in self.step.lost]

    @property
    def opens(self) -> bool:
        """An answered question that has nothing ticked any more."""
        return self.step.risk_moves and self.step.judged.risk == Risk.UNANSWERED

    @property
    def moves(self) -> bool:
        """Whether anything at all happens to it."""
        return bool(self.change) or self.touches or self.step.fate is not Fate.KEPT

    @property
    def touches(self) -> bool:
        """Whether what somebody answered becomes another, or goes aside."""
        fates = (Fate.CUT, Fate.RESTORED, Fate.BACK, Fate.GONE)
        return self.step.changed or (self.step.answered and self.step.fate in fates)

    def shown(self, show: str) -> bool:
        chosen = {
            ALL: self.moves,
            ANSWERS: self.touches,
            RISKS: self.step.risk_moves,
            NEW: self.step.fate is Fate.NEW,
        }
        return chosen[show]


_STAYS = _("The answer stays as it is.")
_OPEN = _("Nobody answered it; it stays open.")
_BEGINS = _("A new question, which begins open.")
# By fate, for a question that nobody answered and for one that somebody did.
WORDS = {
    Fate.KEPT: (_OPEN, _STAYS),
    Fate.CUT: (_OPEN, _("The answer stays, without what it said of choices that are gone.")),
    Fate.NEW: (_BEGINS, _BEGINS),
    Fate.BACK: (_OPEN, _("The question is back, with the answer that was kept aside.")),
    Fate.RESTORED: (_OPEN, _("The answer is again what it was before the upgrade.")),
    Fate.GONE: (
        _("The question leaves the review; nobody answered it."),
        _("The question leaves the review; its answer and history are kept aside."),
    ),
}


def moving_context(
    review: LensReview, to: LensVersion, steps: Iterable[Step], wanted: QueryDict
) -> dict[str, Any]:
    """What moving the review to a version does, the page of it that an address asks for."""
    organisation = review.workload.organisation_id
    old, new = lens_for(review.version, organisation), lens_for(to, organisation)
    rows = list(_rows(steps, old, new))
    show = wanted.get("show", "")
    show = show if show in LABELS else ALL
    page = Paginator([row for row in rows if row.shown(show)], PER_PAGE).get_page(
        wanted.get("page")
    )
    return {
        "workload": review.workload,
        "review": review,
        "to": to,
        "page_obj": page,
        "rows": page.object_list,
        "pills": _pills(rows, show),
        "show": show,
        "tally": _tally(rows),
        "risks": _risks(rows),
        "changed": [row for row in rows if row.step.changed],
    }


def _rows(steps: Iterable[Step], old: Lens, new: Lens) -> Iterable[MoveRow]:
    changes = _changes(old, new)
    names = {pillar.id: pillar.name for lens in (old, new) for pillar in lens.pillars}
    for step in steps:
        yield MoveRow(step, names[step.pillar_id], changes.get(step.question.id))


def _changes(old: Lens, new: Lens) -> Mapping[str, QuestionRow]:
    found = compare_lenses(old, new)
    return {
        question.id: question_row(pillar, question)
        for pillar in found.pillars
        for question in pillar.questions
    }


def _pills(rows: Sequence[MoveRow], show: str) -> list[dict[str, Any]]:
    return [
        {
            "value": value,
            "label": label,
            "count": sum(row.shown(value) for row in rows),
            "current": value == show,
        }
        for value, label in LABELS.items()
    ]


def _tally(rows: Sequence[MoveRow]) -> dict[str, int]:
    """How many answers each thing happens to."""
    fates = Counter(row.step.fate for row in rows)
    return {
        "kept": sum(row.step.answered and row.step.fate is Fate.KEPT for row in rows),
        "touched": sum(row.touches and row.step.fate is not Fate.GONE for row in rows),
        "new": fates[Fate.NEW],
        "aside": sum(row.step.answered and row.step.fate is Fate.GONE for row in rows),
        "questions": sum(row.step.fate is not Fate.GONE for row in rows),
        "gone": fates[Fate.GONE],
    }


def _risks(rows: Sequence[MoveRow]) -> dict[str, dict[str, int]]:
    """The questions by risk, as they stand and as they would."""
    before = [row.step.answer for row in rows]
    return {
        "before": counts_of(answer.risk for answer in before if answer and not answer.retired),
        "after": counts_of(row.step.judged.risk for row in rows if row.step.fate is not Fate.GONE),
    }
