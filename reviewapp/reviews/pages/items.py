"""What people attached to a question, practice by practice, and what was removed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pillars.lens.model import Question

from ..domain.evidence_items import current_items, is_stale
from ..models import Answer, EvidenceItem

GONE = _("A practice that this version of the lens has no more")
WHOLE = _("The question as a whole")


@dataclass(frozen=True, slots=True)
class ItemRow:
    item: EvidenceItem
    stale: bool

    @property
    def has_bytes(self) -> bool:
        return self.item.file_id is not None


@dataclass(frozen=True, slots=True)
class ItemGroup:
    title: str
    rows: list[ItemRow]


@dataclass(frozen=True, slots=True)
class Attached:
    groups: list[ItemGroup]
    count: int
    stale: int


def build_attached(question: Question, answer: Answer) -> Attached:
    """In the order of the question: one query."""
    items = list(current_items(answer))
    return Attached(_groups(question, items), len(items), sum(map(is_stale, items)))


def removed_rows(answer: Answer) -> list[ItemRow]:
    """What was attached once, the last removed first."""
    items = answer.items.exclude(removed_at=None).order_by("-removed_at")
    return [ItemRow(item, stale=False) for item in items.select_related("added_by", "removed_by")]


def _groups(question: Question, items: Iterable[EvidenceItem]) -> list[ItemGroup]:
    gone = str(GONE)
    titles = {"": str(WHOLE), **{choice.id: choice.title for choice in question.choices}}
    found: dict[str, list[ItemRow]] = {title: [] for title in (*titles.values(), gone)}
    for item in items:
        found[titles.get(item.choice_id, gone)].append(ItemRow(item, is_stale(item)))
    return [ItemGroup(title, rows) for title, rows in found.items() if rows]
