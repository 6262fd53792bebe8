"""A second version of the small lens, and publishing it.

Against the first one `backups` loses `copies`, gets `drilled` and stricter rules, and stands in
the second pillar; `question_2` is gone, `question_9` is new.
"""

from copy import deepcopy
from typing import Any

from reviewapp.lenses.domain.versions import add_version
from reviewapp.lenses.models import LensVersion

from .factories import backups, choice, plain_question, small_lens


def second_lens(**more: Any) -> dict[str, Any]:
    first = small_lens(**more)
    return {
        **first,
        "pillars": [
            {**first["pillars"][1], "questions": [plain_question(9), plain_question(1)]},
            {**first["pillars"][0], "questions": [_stricter()]},
        ],
    }


def _stricter() -> dict[str, Any]:
    question = backups()
    choices = [each for each in question["choices"] if each["id"] != "copies"]
    choices.insert(2, choice("drilled"))
    return {
        **question,
        "choices": choices,
        "riskRules": [
            {"condition": "automatic && tested && drilled", "risk": "NO_RISK"},
            {"condition": "default", "risk": "HIGH_RISK"},
        ],
        "workloadRules": [],
    }


def other_words(document: dict[str, Any], title: str) -> dict[str, Any]:
    """The document with another title of its first question: a minor change."""
    changed = deepcopy(document)
    changed["pillars"][0]["questions"][0]["title"] = title
    return changed


def publish(version: LensVersion, document: dict[str, Any], *, major: bool = True) -> LensVersion:
    return add_version(version.lens, document, major=major)[0]
