"""Which practices hear a rule, in the words of a page."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from pillars.scanners.mapping import mapped

FOUNDATIONS = "foundations/"


class Heard(NamedTuple):
    """Practices of the framework by code, choices of the Foundations lens by title."""

    practices: list[str]
    choices: list[str]

    @property
    def any(self) -> bool:
        return bool(self.practices or self.choices)


def heard_by(tool: str, rule: str) -> Heard:
    """Who hears a rule, whether its failure refutes or its pass supports."""
    said = mapped(tool, rule)
    keys = dict.fromkeys((*said.refutes, *said.supports))
    ours = [key.removeprefix(FOUNDATIONS) for key in keys if key.startswith(FOUNDATIONS)]
    practices = sorted(key for key in keys if not key.startswith(FOUNDATIONS))
    return Heard(practices, [_titles().get(key, key) for key in ours])


@cache
def _titles() -> Mapping[str, str]:
    """The titles of the Foundations lens' choices, by their ids."""
    text = (files("pillars") / "lenses" / "foundations.json").read_text("utf-8")
    return {choice["id"]: choice["title"] for choice in _choices(json.loads(text))}


def _choices(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for pillar in document["pillars"]:
        for question in pillar["questions"]:
            yield from question["choices"]
