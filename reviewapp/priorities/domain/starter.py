"""The profile that an organisation can begin with: `pillars/data/starter_profile.json`."""

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Any

from django.db import transaction

from pillars.priorities import EVERY_LENS, Asked, Option, Profile, Rule, Weight
from reviewapp.lenses.domain.library import builtin_lenses
from reviewapp.people.models import Organisation, User

from ..models import Profile as Stored
from .profiles import create_profile
from .targets import NamedLenses, lenses_to_name, rules_for, targets_of

PILLARS = "pillars"


def starter_document() -> dict[str, Any]:
    """The file: like a stored profile, but rules are {pillars | lens alias: {id: weight}}."""
    text = (files("pillars") / "data" / "starter_profile.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def has_starter(profiles: Iterable[Stored]) -> bool:
    """Whether one of these has the starter's name, which can be taken once."""
    name = starter_document()["name"].lower()
    return any(each.name.lower() == name for each in profiles)


@transaction.atomic
def create_starter(*, organisation: Organisation, by: User | None) -> Stored:
    """Gives the organisation the starter profile, to change as it likes.

    Raises:
        NameTaken, InvalidProfile: as `create_profile`.
    """
    document = starter_document()
    return create_profile(
        organisation=organisation,
        name=document["name"],
        description=document["description"],
        profile=starter_profile(lenses_to_name(organisation), document),
        by=by,
    )


def starter_profile(lenses: NamedLenses, document: dict[str, Any]) -> Profile:
    """The starter profile, whose rules name the built-in lenses by the keys that they have here."""
    keys = {lens.alias: str(lens.pk) for lens in builtin_lenses()} | {PILLARS: EVERY_LENS}
    return Profile(tuple(_question(lenses, keys, row) for row in document["questions"]))


def _question(lenses: NamedLenses, keys: Mapping[str, str], row: dict[str, Any]) -> Asked:
    options = tuple(
        Option(each["id"], each["text"], tuple(_rules(lenses, keys, each["rules"])))
        for each in row["options"]
    )
    return Asked(row["id"], row["text"], row["help"], row["several"], options)


def _rules(
    lenses: NamedLenses, keys: Mapping[str, str], named: Mapping[str, Mapping[str, str]]
) -> Iterator[Rule]:
    for alias, ids in named.items():
        weights = {
            (pillar.id, question.id if question else ""): Weight(ids[wanted])
            for pillar, question in targets_of(lenses, keys[alias])
            if (wanted := question.id if question else pillar.id) in ids
            and (question is not None or alias == PILLARS)
        }
        yield from rules_for(lenses, keys[alias], weights)
