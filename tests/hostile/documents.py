"""Hostile copies of JSON: the same shape, every text in it replaced, tags' and facts' keys too."""

import re
from itertools import count
from typing import Any

from .markers import URLS, text_for

# Parts that hold no free text, by the key under which they stand.
KEPT = frozenset(
    [
        "id",
        "schemaVersion",
        "condition",
        "risk",
        "when",
        "practice",
        "riskIfAbsent",
        "alias",
        "slug",
        "digest",
        "format",
        "number",
        "kind",
        "state",
        "weight",
        "lens",
        "question",
        "choice",
        "pillar",
        "level",
        "verdict",
        "environment",
        "selected",
        "checks",
        "check",
        "suggestion",
        "origin",
        "question_id",
        "choice_id",
        "pillar_id",
        "lens_id",
        "status",
        "tool",
        "severity",
        "effort",
        "riskIfOpen",
        "major",
        "minor",
    ]
)
# Parts in which the keys are what somebody wrote too.
KEYS_WRITTEN = {"collection.Fact.tags", "collection.Fact.data", "workloads.Workload.tags"}
URL_KEYS = ("url", "link", "displayUrl")
# Options of one question differ, as pages and forms insist.
_different = count(1)
_FORMED = re.compile(
    r"\d{4}-\d\d-\d\d.*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z]+(_[A-Z]+)*|[0-9.]*"
)


def hostile_document(value: Any, label: str, number: int, key: str = "") -> Any:
    """`value` with hostile texts. What is a date, an id or one of our own words stays."""
    if isinstance(value, dict):
        written = label in KEYS_WRITTEN
        return {
            text_for(number) + each[:3] if written else each: hostile_document(
                part, label, number, each
            )
            for each, part in value.items()
        }
    if isinstance(value, list):
        return [hostile_document(part, label, number, key) for part in value]
    if not isinstance(value, str) or key in KEPT or _FORMED.fullmatch(value):
        return value
    return (
        URLS[len(value) % len(URLS)] if key in URL_KEYS else f"{text_for(number)}{next(_different)}"
    )
