"""The few words of the format that a form offers in a menu: risks, levels, efforts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pillars.lens.edit import Part, text_of, without
from pillars.lens.model import Level, RuleRisk

RISKS: Final = tuple(risk.value for risk in RuleRisk)
LEVELS: Final = tuple(level.value for level in Level)
EFFORTS: Final = ("low", "medium", "high")


def word_of(owner: Part, key: str, known: Iterable[str]) -> str:
    """The one of ``known`` that stands under ``key``, in any case; "" where none does."""
    written = text_of(owner, key).strip().casefold()
    return next((word for word in known if word.casefold() == written), "")


def with_word(owner: Part, key: str, word: str, known: Iterable[str]) -> Part:
    """``owner`` with another word of ``known``; none of them takes the key away.

    What is no word of the format stays until another one is chosen.
    """
    words = tuple(known)
    if word == word_of(owner, key, words):
        return owner
    return {**owner, key: word} if word in words else without(owner, key)
