"""Which practice of one built-in lens is which of the other, and what follows from an answer.

`data/correspondence.json` holds the pairs that people found by reading what both lenses ask::

    {"pairs": [{"foundations": "question id/choice id",
                "framework":   "question id/choice id",
                "relation":    "same" | "part" | "wider" | "overlap",
                "because":     "one sentence: what is common and what is left to check"}]}

The relation is that of the Foundations choice to the framework practice:

=========  =======================================================================================
same       one in place means that the other is in place
part       the Foundations choice is contained in the practice: the practice in place means the
           choice in place, the choice missing means the practice missing, the choice in place is
           only a hint
wider      the other way round: the practice is contained in the Foundations choice
overlap    each asks for something that the other does not: either in place is a hint of the other
=========  =======================================================================================

One bar contains another where nothing of the other is left over but a figure (days, percent, an
interval) or a single detail, which `because` then names. An offer is therefore something for a
person to accept, never an answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from pillars.lens.model import Lens, Question
from pillars.risk import Selection, counted

FOUNDATIONS: Final = "foundations"
FRAMEWORK: Final = "framework"


class Relation(StrEnum):
    """What one practice is to another."""

    SAME = "same"
    PART = "part"
    WIDER = "wider"
    OVERLAP = "overlap"

    @property
    def reversed(self) -> Relation:
        """What the other practice is to the one."""
        return _REVERSED.get(self, self)


_REVERSED: Final = {Relation.PART: Relation.WIDER, Relation.WIDER: Relation.PART}


class Says(StrEnum):
    """What an answer, or an offer, says of a practice. HINT only offers say: "look at this"."""

    IN_PLACE = "in_place"
    NOT_IN_PLACE = "not_in_place"
    NOT_APPLICABLE = "not_applicable"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Place:
    """One choice: the alias of its lens, its question and itself."""

    lens: str
    question: str
    choice: str


@dataclass(frozen=True, slots=True)
class Correspondence:
    """`one` is a `relation` of `other`; `because` fits both directions."""

    one: Place
    other: Place
    relation: Relation
    because: str

    @property
    def reversed(self) -> Correspondence:
        return Correspondence(self.other, self.one, self.relation.reversed, self.because)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the answer at `source` says of the choice at `place`, and why.

    `relation` is that of the source to the place. `disputed`: other answers say something else
    of the same place, so that a person has to look.
    """

    place: Place
    says: Says
    source: Place
    relation: Relation
    because: str
    disputed: bool = False


_FOLLOWS: Final = {
    (Relation.SAME, Says.IN_PLACE): Says.IN_PLACE,
    (Relation.SAME, Says.NOT_IN_PLACE): Says.NOT_IN_PLACE,
    # What does not apply as a part may well apply as a whole; only equals share this.
    (Relation.SAME, Says.NOT_APPLICABLE): Says.NOT_APPLICABLE,
    (Relation.PART, Says.IN_PLACE): Says.HINT,
    (Relation.PART, Says.NOT_IN_PLACE): Says.NOT_IN_PLACE,
    (Relation.WIDER, Says.IN_PLACE): Says.IN_PLACE,
    (Relation.OVERLAP, Says.IN_PLACE): Says.HINT,
}


def follows(relation: Relation, said: Says | None) -> Says | None:
    """What `said` of a practice says of another that it is a `relation` of; None for nothing."""
    return _FOLLOWS.get((relation, said)) if said else None


@cache
def correspondences() -> tuple[Correspondence, ...]:
    """All pairs of this release, Foundations first in each, in the order of its choices."""
    text = (files("pillars") / "data" / "correspondence.json").read_text("utf-8")
    return tuple(_pair(each) for each in json.loads(text)["pairs"])


def _pair(said: Mapping[str, str]) -> Correspondence:
    one, other = (Place(name, *said[name].split("/")) for name in (FOUNDATIONS, FRAMEWORK))
    return Correspondence(one, other, Relation(said["relation"]), said["because"])


def offers(
    answers: Mapping[str, Mapping[str, Selection]], lenses: Mapping[str, Lens]
) -> tuple[Offer, ...]:
    """What the answers of each lens say of the choices of the other.

    `answers` maps alias and question id to what was answered, `lenses` the alias to the lens
    version under review: what a version does not hold says nothing and is offered nothing. A
    choice says IN_PLACE where it is ticked, NOT_APPLICABLE where it or its question is marked so,
    NOT_IN_PLACE where something else of its question is ticked, and nothing otherwise.

    There is no offer of what a place says already, and no hint where it says something, or where
    an offer says more than a hint. One offer per source; in the order of `lenses`.
    """
    said = {
        place: standing
        for alias, lens in lenses.items()
        for place, standing in _standings(alias, lens, answers.get(alias, {}))
    }
    heard: dict[Place, list[Offer]] = {place: [] for place in said}
    for link in _both_ways():
        if link.one in said and link.other in said:
            heard[link.other] += _heard(link, said[link.one])
    return tuple(offer for place in heard for offer in _worth_saying(heard[place], said[place]))


def _both_ways() -> Iterator[Correspondence]:
    for link in correspondences():
        yield link
        yield link.reversed


def _heard(link: Correspondence, said: Says | None) -> list[Offer]:
    says = follows(link.relation, said)
    return [Offer(link.other, says, link.one, link.relation, link.because)] if says else []


def _worth_saying(offers: list[Offer], said: Says | None) -> list[Offer]:
    firm = [offer for offer in offers if offer.says is not Says.HINT]
    if not firm:
        return [] if said else offers
    disputed = len({offer.says for offer in firm}) > 1
    return [replace(offer, disputed=disputed) for offer in firm if offer.says is not said]


def _standings(
    alias: str, lens: Lens, answers: Mapping[str, Selection]
) -> Iterator[tuple[Place, Says | None]]:
    for question in lens.questions:
        found = _said_of(question, answers.get(question.id, Selection(frozenset())))
        for choice in question.choices:
            if not choice.is_none:
                yield Place(alias, question.id, choice.id), found[choice.id]


def _said_of(question: Question, selection: Selection) -> dict[str, Says | None]:
    """By choice id what the answer says of it."""
    ids = [choice.id for choice in question.choices]
    if selection.question_not_applicable:
        return dict.fromkeys(ids, Says.NOT_APPLICABLE)
    ticked, excused = counted(question, selection)
    unmarked = Says.NOT_IN_PLACE if ticked else None
    return {
        **dict.fromkeys(ids, unmarked),
        **dict.fromkeys(excused, Says.NOT_APPLICABLE),
        **dict.fromkeys(ticked, Says.IN_PLACE),
    }
