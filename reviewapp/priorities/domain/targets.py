"""What rules can name: the lenses that an organisation sees, their pillars and questions.

A rule keeps what its target was called. Whether the target is still there is asked of the lens as
its latest version says it, each time a rule is shown: lenses change, and rules stay.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from pillars.lens.model import Lens as ParsedLens
from pillars.lens.model import Pillar, Question
from pillars.priorities import EVERY_LENS, Rule, Weight, finds
from reviewapp.lenses.domain.library import available_lenses
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.lenses.models import LensVersion
from reviewapp.people.models import Organisation

LABEL_LENGTH = 300


class TargetState(StrEnum):
    """How a rule's target stands."""

    THERE = "there"
    LOST = "lost"  # the lens has it no more
    NO_LENS = "no_lens"  # the library has the lens no more


@dataclass(frozen=True, slots=True)
class NamedLens:
    """A lens of the library, by the key that rules have of it."""

    key: str
    name: str
    version: LensVersion

    @property
    def lens(self) -> ParsedLens:
        return lens_of(self.version)


NamedLenses = Mapping[str, NamedLens]


def lenses_to_name(organisation: Organisation | UUID) -> NamedLenses:
    """Every lens that the organisation sees, by key, as its latest version says it."""
    lenses = list(available_lenses(organisation))  # type: ignore[arg-type]
    versions = LensVersion.objects.filter(lens__in=lenses).defer("document")
    newest = {v.lens_id: v for v in versions.order_by("lens_id", "-number").distinct("lens_id")}
    return {
        str(lens.pk): NamedLens(str(lens.pk), lens.name, newest[lens.pk])
        for lens in lenses
        if lens.pk in newest
    }


def shared_pillars(lenses: NamedLenses) -> list[Pillar]:
    """The pillars that a rule for every lens can name: each id once, as the first lens calls it.

    The built-in lenses come first, so that their six pillars do.
    """
    found: dict[str, Pillar] = {}
    for each in lenses.values():
        for pillar in each.lens.pillars:
            found.setdefault(pillar.id, pillar)
    return list(found.values())


def state_of(rule: Rule, lenses: NamedLenses) -> TargetState:
    if rule.lens == EVERY_LENS:
        there = any(finds(rule, each.lens) for each in lenses.values())
    elif rule.lens in lenses:
        there = finds(rule, lenses[rule.lens].lens)
    else:
        return TargetState.NO_LENS
    return TargetState.THERE if there else TargetState.LOST


def rules_for(
    lenses: NamedLenses, key: str, weights: Mapping[tuple[str, str], Weight]
) -> list[Rule]:
    """The rules that give these weights to targets of one lens, in its order.

    Args:
        lenses: what there is to name.
        key: the lens; EVERY_LENS for pillars wherever they are.
        weights: (pillar id, "") or (pillar id, question id) → weight. What the lens does not have
            is passed over.
    """
    return [
        _rule(lenses, key, pillar, question, weights[place])
        for pillar, question in targets_of(lenses, key)
        if (place := (pillar.id, question.id if question else "")) in weights
    ]


def targets_of(lenses: NamedLenses, key: str) -> Iterator[tuple[Pillar, Question | None]]:
    """Every pillar of a lens, each followed by its questions; of every lens the pillars alone."""
    if key == EVERY_LENS:
        yield from ((pillar, None) for pillar in shared_pillars(lenses))
        return
    for pillar in lenses[key].lens.pillars:
        yield pillar, None
        yield from ((pillar, question) for question in pillar.questions)


def _rule(
    lenses: NamedLenses, key: str, pillar: Pillar, question: Question | None, weight: Weight
) -> Rule:
    return Rule(
        weight,
        lens=key,
        pillar=pillar.id,
        question=question.id if question else "",
        label=(question.title if question else pillar.name)[:LABEL_LENGTH],
        lens_name="" if key == EVERY_LENS else lenses[key].name,
    )
