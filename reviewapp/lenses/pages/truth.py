"""The truth table of a question as a page shows it: choices by their numbers, remarks in words."""

from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pillars.conditions import Default
from pillars.lens.examples import example_of
from pillars.lens.model import Question
from pillars.lens.truth import Row, RuleUse, TruthTable, truth_table
from pillars.risk import Risk

ON, OFF, EITHER = "on", "off", "either"
# Characters shown of the title of a choice.
TITLE = 60
# The order in which a reader asks.
_ORDER = (Risk.HIGH, Risk.MEDIUM, Risk.NONE)


@dataclass(frozen=True, slots=True)
class Column:
    """A choice that rules name: its number among all choices of the question, from 1."""

    number: int
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class TruthRow:
    """`cells`: ON, OFF or EITHER for each column. `rule`: its number, from 1; 0 for none."""

    cells: tuple[str, ...]
    risk: Risk
    rule: int
    combinations: int
    current: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd about the rules: what, and the titles of an answer that shows it."""

    kind: str
    text: str
    example: tuple[str, ...] = ()
    rule: int = 0

    @property
    def example_text(self) -> str:
        """The titles in quotes, each of at most `TITLE` characters."""
        short = (Truncator(title).chars(TITLE) for title in self.example)
        return ", ".join(_("“%(title)s”") % {"title": title} for title in short)


@dataclass(frozen=True, slots=True)
class TruthView:
    columns: tuple[Column, ...]
    rows: tuple[TruthRow, ...]
    shares: tuple[tuple[Risk, int], ...]
    combinations: int
    left: int
    remarks: tuple[Remark, ...]

    def of_rule(self, number: int) -> list[Remark]:
        return [remark for remark in self.remarks if remark.rule == number]


def truth_view(question: Question, ticked: frozenset[str] | None = None) -> TruthView | None:
    """The table of a question, or None where it is too large to be made.

    `ticked`: what counts as ticked in the answer whose row is marked.
    """
    table = truth_table(question)
    if table is None:
        return None
    columns = tuple(
        Column(number, choice.id, choice.title)
        for number, choice in enumerate(question.choices, 1)
        if choice.id in table.names
    )
    rows = tuple(_row(row, columns, ticked) for row in table.rows if row.combinations)
    shares = tuple((risk, table.counts.get(risk, 0)) for risk in _ORDER)
    remarks = tuple(_remarks(question, table))
    return TruthView(columns, rows, shares, table.combinations, table.left, remarks)


def _row(row: Row, columns: tuple[Column, ...], ticked: frozenset[str] | None) -> TruthRow:
    cells = tuple(
        ON if each.id in row.ticked else OFF if each.id in row.unticked else EITHER
        for each in columns
    )
    current = ticked is not None and _covers(row, ticked)
    number = 0 if row.rule_index is None else row.rule_index + 1
    return TruthRow(cells, row.risk, number, row.combinations, current)


def _covers(row: Row, ticked: frozenset[str]) -> bool:
    """Whether an answer is in a row. The row that ticks nothing is of no answer with a tick."""
    if row.risk is Risk.UNANSWERED or not ticked:
        return row.risk is Risk.UNANSWERED and not ticked
    return ticked.issuperset(row.ticked) and ticked.isdisjoint(row.unticked)


def _remarks(question: Question, table: TruthTable) -> list[Remark]:
    found = [_rule_remark(question, use) for use in table.rules if use.sentence]
    if table.gap:
        text = _gap_text(table.gap.combinations, table.combinations)
        found.append(Remark("gap", text, titles(question, table.gap.example)))
    missing = [risk for risk, count in table.counts.items() if risk in _ORDER and not count]
    if Risk.NONE in missing:
        found.append(Remark("never", _("No answer comes out without risk.")))
    return found


def _gap_text(uncovered: int, every: int) -> str:
    words = ngettext(
        "%(uncovered)s of %(every)s answers matches no rule and count as high risk. "
        "End with a rule for every other case.",
        "%(uncovered)s of %(every)s answers match no rule and count as high risk. "
        "End with a rule for every other case.",
        uncovered,
    )
    return words % {"uncovered": uncovered, "every": every}


def _rule_remark(question: Question, use: RuleUse) -> Remark:
    kind = "contradiction" if use.contradictory else "unreachable"
    condition = question.risk_rules[use.index].condition
    order = [choice.id for choice in question.choices]
    example = () if isinstance(condition, Default) else example_of(condition, order) or ()
    return Remark(kind, use.sentence, titles(question, example), use.index + 1)


def titles(question: Question, ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(question.choice(each).title for each in ids)
