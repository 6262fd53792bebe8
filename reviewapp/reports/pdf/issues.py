"""The risks of a review in the order in which a report speaks of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ..figures import day_words, money_words, saved_by
from ..words import (
    ISSUES,
    LEVELS,
    answer_of,
    answered,
    is_missing,
    reason_inside,
    risk_words,
    team_words,
)
from ..words import NOT_APPLICABLE as EXCUSED
from .practices import Practice, practice_of

JSON = dict[str, Any]

NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Placed:
    """A question with its place in the document."""

    lens: JSON
    pillar: JSON
    question: JSON


@dataclass(frozen=True, slots=True)
class Issue:
    """A question at high or medium risk. `label` is `HRI 1`, `anchor` its place in the PDF."""

    label: str
    anchor: str
    risk: str
    risk_words: str
    lens: str
    pillar: str
    title: str
    because: str
    decided: str
    team: str
    notes: str
    disagrees: bool
    saving: str
    missing: list[Practice]
    contradicted: list[Practice]
    excused: list[str]


@dataclass(frozen=True, slots=True)
class Open:
    """A question nobody answered, and what its evidence alone comes to."""

    title: str
    lens: str
    pillar: str
    anchor: str
    suggested: str
    suggested_words: str
    failing: int
    saving: str


def placed(document: JSON) -> Iterator[Placed]:
    """Every question, in the order of the lenses."""
    for lens in document["lenses"]:
        for pillar in lens["pillars"]:
            for question in pillar["questions"]:
                yield Placed(lens, pillar, question)


def issues_of(document: JSON, risk: str) -> list[Issue]:
    """The questions of one risk, numbered; within a pillar, what saves most comes first."""
    found = [each for each in placed(document) if each.question["risk"] == risk]
    return [_issue(each, number) for number, each in enumerate(_most_first(found), start=1)]


def _most_first(found: list[Placed]) -> list[Placed]:
    """Within a pillar by what is saved; pillars as they came."""
    pillars = [(each.lens["alias"], each.pillar["id"]) for each in found]
    order = {place: number for number, place in enumerate(dict.fromkeys(pillars))}

    def rank(each: Placed) -> tuple[int, float, float]:
        return order[each.lens["alias"], each.pillar["id"]], *_negative(_saved(each.question))

    return sorted(found, key=rank)


def _saved(question: JSON) -> tuple[float, float]:
    """The largest saving of a practice that is missing, of any while nobody has answered: several
    practices speak of the same resources, so that they are not added up.
    """
    unanswered = question["risk"] == "UNANSWERED"
    open_ = [c for c in question["choices"] if unanswered or is_missing(question, c)]
    return max((saved_by(choice.get("saving")) for choice in open_), default=(0.0, 0.0))


def open_questions(document: JSON) -> list[Open]:
    """The unanswered questions, those first whose evidence points to the higher risk."""
    order = {"HIGH": 0, "MEDIUM": 1, "NONE": 2}
    found = [each for each in placed(document) if each.question["risk"] == "UNANSWERED"]
    return sorted(map(_open, _most_first(found)), key=lambda each: order.get(each.suggested, 3))


def disagreements(document: JSON) -> list[Placed]:
    """The questions whose answer the evidence contradicts."""
    return [each for each in placed(document) if each.question["disagrees"]]


def anchor_of(each: Placed) -> str:
    """Names the question's place in the appendix; ids of a lens may hold any character."""
    lens, pillar, question = each.lens["alias"], each.pillar["id"], each.question["id"]
    return "q-" + "-".join(part.encode().hex() for part in (lens, pillar, question))


def decided_words(question: JSON) -> str:
    """Who answered, and when."""
    if not answered(question) or not question["updated_at"]:
        return ""
    at = datetime.fromisoformat(question["updated_at"])
    by = question["updated_by"]
    if question["by_person"]:
        words = _("Decided by %(name)s on %(day)s") if by else _("Decided on %(day)s")
    else:
        words = (
            _("Accepted from evidence by %(name)s on %(day)s")
            if by
            else _("Accepted from evidence on %(day)s")
        )
    return words % {"name": by, "day": day_words(at)}


def _issue(each: Placed, number: int) -> Issue:
    question, label = each.question, f"{ISSUES[each.question['risk']]} {number}"
    choices = [choice for choice in question["choices"] if not choice["is_none"]]
    return Issue(
        label=label,
        anchor=label.lower().replace(" ", "-"),
        risk=question["risk"].lower(),
        risk_words=risk_words(question["risk"]),
        lens=each.lens["name"],
        pillar=each.pillar["name"],
        title=question["title"],
        because=question["because"],
        decided=decided_words(question),
        team=team_words(question),
        notes=question["notes"],
        disagrees=question["disagrees"],
        saving=_saving_words(question),
        missing=_from_highest([practice_of(c) for c in choices if is_missing(question, c)]),
        contradicted=[practice_of(c) for c in choices if c["selected"] and c["disagrees"]],
        excused=[_excused_words(c) for c in choices if answer_of(question, c) == EXCUSED],
    )


def _from_highest(practices: list[Practice]) -> list[Practice]:
    """In the order of their levels, of one level what saves most first; those without come last."""
    order = {level: place for place, level in enumerate(LEVELS.values())}
    return sorted(practices, key=lambda p: (order.get(p.level, len(order)), *_negative(p.saved)))


def _negative(saved: tuple[float, float]) -> tuple[float, float]:
    return -saved[0], -saved[1]


def _saving_words(question: JSON) -> str:
    """In a word for tables: `120 USD`, `≤ 40.00 USD`, or nothing."""
    estimated, at_most = _saved(question)
    words = f"≤ {money_words(at_most)}" if at_most and not estimated else money_words(estimated)
    return words.replace(" ", NO_BREAK) if estimated or at_most else ""


def _excused_words(choice: JSON) -> str:
    return f"{choice['title']} ({reason_inside(choice)})"


def _open(each: Placed) -> Open:
    suggested = each.question["suggested_risk"]
    return Open(
        title=each.question["title"],
        lens=each.lens["name"],
        pillar=each.pillar["name"],
        anchor=anchor_of(each),
        suggested=suggested,
        suggested_words="" if suggested == "UNANSWERED" else risk_words(suggested),
        failing=sum(choice["counts"]["failed"] for choice in each.question["choices"]),
        saving=_saving_words(each.question),
    )
