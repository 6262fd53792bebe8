"""A frozen review as its page shows it."""

from datetime import datetime
from typing import Any

from ..models import Milestone
from .navigator import icon_named


def milestone_context(milestone: Milestone) -> dict[str, Any]:
    document = milestone.document
    return {
        "document": document,
        "profile": document["workload"],
        "run": document["run"],
        "scanned_at": _time(document["run"]),
        "lenses": [_lens(lens) for lens in document["lenses"]],
    }


def _time(run: dict[str, Any] | None) -> datetime | None:
    text = run and (run["ended"] or run["started"])
    return datetime.fromisoformat(text) if text else None


def _lens(lens: dict[str, Any]) -> dict[str, Any]:
    pillars = [{**each, "icon": icon_named(each["id"], each["name"])} for each in lens["pillars"]]
    return {**lens, "pillars": pillars}
