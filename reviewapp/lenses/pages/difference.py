"""The page of the difference of two versions: what is new, updated and deleted, side by side."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pillars.lens.compare import compare_lenses, is_minor
from pillars.lens.difference import (
    Change,
    ChoiceDifference,
    FieldChange,
    LensDifference,
    PillarDifference,
    QuestionDifference,
)
from pillars.lens.model import Lens as ParsedLens
from pillars.lens.wording import Field

from ..domain.reading import lens_of
from ..models import Lens, LensVersion
from ..words import word

PER_PAGE = 20
# Longer texts are shown without marks: finding what moved in them takes too long.
MARKED_WORDS = 300
LABELS = {Change.NEW: _("New"), Change.UPDATED: _("Updated"), Change.DELETED: _("Deleted")}
# Rules read as they are written; everything else is prose.
CODE = frozenset((Field.RULES, Field.WORKLOAD_RULES, Field.EVIDENCE, Field.PRACTICE))


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and whether the other side has them not."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field as it was and as it is: lines of pieces, () where it says nothing."""

    label: str
    code: bool
    before: Sequence[Sequence[Piece]]
    after: Sequence[Sequence[Piece]]


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    choice: ChoiceDifference
    label: str
    fields: Sequence[FieldRow]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question that changed, with the pillar that lists it."""

    pillar: PillarDifference
    question: QuestionDifference
    label: str
    fields: Sequence[FieldRow]
    choices: Sequence[ChoiceRow]


def difference_context(
    lens: Lens, before: LensVersion, after: LensVersion, wanted: QueryDict
) -> dict[str, Any]:
    """What changed from one version to another, the page that an address asks for."""
    changes = changes_context(lens_of(before), lens_of(after), wanted)
    return {"lens": lens, "before": before, "after": after, **changes}


def changes_context(before: ParsedLens, after: ParsedLens, wanted: QueryDict) -> dict[str, Any]:
    """What changed from one lens to another. `wanted`: `show` (a status) and `page`."""
    found = compare_lenses(before, after)
    show = wanted.get("show", "")
    show = show if show in tuple(Change) else ""
    listed = [
        (pillar, question)
        for pillar in found.pillars
        for question in pillar.questions
        if show in ("", question.status)
    ]
    page = Paginator(listed, PER_PAGE).get_page(wanted.get("page"))
    minor, reasons = is_minor(found)
    return {
        "difference": found,
        "counts": _counts(found),
        "pills": _pills(found, show),
        "show": show,
        "page_obj": page,
        "rows": [question_row(*each) for each in page.object_list],
        "fields": _fields(found.fields),
        "pillars": _pillars(found),
        "minor": minor,
        "reasons": reasons[:8],
        "more_reasons": max(len(reasons) - 8, 0),
    }


def _counts(found: LensDifference) -> list[dict[str, Any]]:
    parts = (
        (_("Pillars"), found.pillar_counts),
        (_("Questions"), found.question_counts),
        (_("Choices"), found.choice_counts),
    )
    return [{"label": label, "counts": counts} for label, counts in parts]


def _pills(found: LensDifference, show: str) -> list[dict[str, Any]]:
    counts = Counter(question.status for question in found.questions)
    every = {"value": "", "label": _("All questions"), "count": counts.total(), "current": not show}
    return [
        every,
        *(
            {
                "value": change.value,
                "label": str(LABELS[change]),
                "count": counts[change],
                "current": show == change,
            }
            for change in Change
        ),
    ]


def _pillars(found: LensDifference) -> list[dict[str, Any]]:
    """The pillars that changed themselves, not only a question of theirs."""
    return [
        {"pillar": each, "label": str(LABELS[each.status]), "fields": _fields(each.fields)}
        for each in found.pillars
        if each.status is not Change.UPDATED or each.fields or each.reordered
    ]


def question_row(pillar: PillarDifference, question: QuestionDifference) -> QuestionRow:
    return QuestionRow(
        pillar,
        question,
        str(LABELS[question.status]),
        _fields(question.fields),
        [_choice(each) for each in question.choices],
    )


def _choice(choice: ChoiceDifference) -> ChoiceRow:
    return ChoiceRow(choice, str(LABELS[choice.status]), _fields(choice.fields))


def _fields(changes: Sequence[FieldChange]) -> list[FieldRow]:
    return [_field(each) for each in changes]


def _field(change: FieldChange) -> FieldRow:
    before, after = (
        list(_lines(change.before, change.after)),
        list(_lines(change.after, change.before)),
    )
    return FieldRow(word(str(change.field).capitalize()), change.field in CODE, before, after)


def _lines(lines: Sequence[str], others: Sequence[str]) -> Iterator[Sequence[Piece]]:
    """The lines of one side, what the other side has not marked in them."""
    if not others:
        yield from ([Piece(line, changed=False)] for line in lines)
    elif len(lines) == len(others) == 1:
        yield _pieces(lines[0], others[0])
    else:
        yield from ([Piece(line, changed=line not in others)] for line in lines)


def _pieces(text: str, other: str) -> list[Piece]:
    words, others = text.split(" "), other.split(" ")
    if max(len(words), len(others)) > MARKED_WORDS:
        return [Piece(text, changed=False)]
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    return [
        Piece(" ".join(words[start:end]), changed=what != "equal")
        for what, start, end, _, _ in matcher.get_opcodes()
        if end > start
    ]
