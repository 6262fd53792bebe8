"""The changes of an answer in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from pillars.lens.model import Question

from ..domain.decisions import from_json
from ..domain.merging import Difference, differences
from ..models import AnswerChange


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """`fields` have the old value as `mine` and the new one as `theirs`."""

    change: AnswerChange
    fields: list[Difference]


def history_rows(question: Question, changes: Iterable[AnswerChange]) -> list[HistoryRow]:
    return [HistoryRow(change, _fields(question, change)) for change in changes]


def _fields(question: Question, change: AnswerChange) -> list[Difference]:
    before, after = from_json(change.before), from_json(change.after)
    return differences(question, base=before, mine=before, theirs=after)
