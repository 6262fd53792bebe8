"""Reading a whole lens out of a JSON document, and saying all that is wrong or odd about it."""

from __future__ import annotations

import re
from typing import Any, Final

from pillars.lens.messages import Report, TooManyErrors
from pillars.lens.model import Lens, Pillar
from pillars.lens.nodes import ID_PATTERN, Node
from pillars.lens.questions import MAX_DESCRIPTION, MAX_TITLE, read_question

SCHEMA_VERSION: Final = "2021-11-01"
MAX_PILLARS: Final = 10
MAX_QUESTIONS: Final = 20
FRAMEWORK_PILLARS: Final = frozenset(
    (
        "operationalExcellence",
        "security",
        "reliability",
        "performance",
        "costOptimization",
        "sustainability",
    )
)


def read_lens(document: dict[str, Any], report: Report) -> Lens | None:
    """The lens of ``document``, or None where ``report`` then holds an error."""
    try:
        lens = _read(Node(document, (), report))
    except TooManyErrors:
        return None
    return None if report.failed else lens


def _read(node: Node) -> Lens:
    node.note_unknown_keys("lens", ("schemaVersion", "name", "description", "pillars"))
    return Lens(
        name=node.required_text("name", limit=MAX_TITLE, otherwise="Untitled lens"),
        description=node.required_text("description", limit=MAX_DESCRIPTION, otherwise=""),
        schema_version=_read_version(node),
        pillars=_read_pillars(node),
    )


def _read_version(node: Node) -> str:
    version = node.text("schemaVersion")
    if version != SCHEMA_VERSION:
        message = f"The schemaVersion is not “{SCHEMA_VERSION}”."
        fix = f"The file is read as that version; write “{SCHEMA_VERSION}”."
        node.warn("schema-version", message, fix, "schemaVersion")
    return version


def _read_pillars(node: Node) -> tuple[Pillar, ...]:
    nodes = node.children("pillars")
    if not nodes and not node.report.failed:
        message = "The file has no pillars, so it is not a lens."
        node.error("no-pillars", message, "Add a list “pillars” with at least one.", "pillars")
    node.count("pillars", len(nodes), MAX_PILLARS)
    pillar_ids: set[str] = set()
    question_ids: set[str] = set()
    return tuple(_read_pillar(each, pillar_ids, question_ids) for each in nodes)


def _read_pillar(node: Node, pillar_ids: set[str], question_ids: set[str]) -> Pillar:
    node.note_unknown_keys("pillar", ("id", "name", "questions"))
    pillar_id = node.identifier(pillar_ids, "pillar")
    name = node.required_text("name", limit=MAX_TITLE, otherwise=pillar_id)
    if _swapped(pillar_id, name):
        message = "The id reads like a name and the name like an id."
        node.warn("swapped-id-and-name", message, "Swap them.", "id")
    questions = tuple(read_question(each, question_ids) for each in node.children("questions"))
    if not questions:
        message = "The pillar has no questions."
        node.warn("no-questions", message, "Add one, or remove the pillar.", "questions")
    node.count("questions", len(questions), MAX_QUESTIONS)
    return Pillar(pillar_id, name, questions)


def _swapped(pillar_id: str, name: str) -> bool:
    if ID_PATTERN.fullmatch(name) and not ID_PATTERN.fullmatch(pillar_id):
        return True
    return (
        name in FRAMEWORK_PILLARS
        and pillar_id not in FRAMEWORK_PILLARS
        and _squashed(pillar_id) == _squashed(name)
    )


def _squashed(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())
