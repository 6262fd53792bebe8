"""A frozen review as its page shows it."""

from datetime import datetime
from typing import Any

from django.http import Http404

from reviewapp.lenses.pages.icons import icon_named
from reviewapp.workloads.models import Criticality, Environment

from ..document import version_words
from ..models import Milestone


def milestone_context(milestone: Milestone) -> dict[str, Any]:
    document = milestone.document
    return {
        "document": document,
        "profile": _profile(document["workload"]),
        "run": document["run"],
        "scanned_at": _time(document["run"]),
        "lenses": [_lens(lens) for lens in document["lenses"]],
        "suppressions": document.get("suppressions", []),
    }


def milestone_question_context(
    milestone: Milestone, alias: str, question_id: str
) -> dict[str, Any]:
    """`lens` and `question` of the document; raises Http404 where it has no such question."""
    for lens in milestone.document["lenses"]:
        questions = (each for pillar in lens["pillars"] for each in pillar["questions"])
        for question in questions if lens["alias"] == alias else ():
            if question["id"] == question_id:
                return {"lens": _lens(lens), "question": question}
    raise Http404


def _profile(frozen: dict[str, Any]) -> dict[str, Any]:
    """The profile with the words of its lists; a value that they do not have stays as it is."""
    environments, criticalities = dict(Environment.choices), dict(Criticality.choices)
    environment, criticality = frozen["environment"], frozen["criticality"]
    return {
        **frozen,
        "environment": environments.get(environment, environment),
        "criticality": criticalities.get(criticality, criticality),
    }


def _time(run: dict[str, Any] | None) -> datetime | None:
    text = run and (run["ended"] or run["started"])
    return datetime.fromisoformat(text) if text else None


def _lens(lens: dict[str, Any]) -> dict[str, Any]:
    pillars = [{**each, "icon": icon_named(each["id"], each["name"])} for each in lens["pillars"]]
    return {**lens, "version": version_words(lens), "pillars": pillars}
