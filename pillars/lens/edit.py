"""Writing a lens: operations on its document, which is a JSON object in the lens format.

Every operation gives a new document (or part of one) and leaves the old one as it was. Keys
outside the format stay where they are, and so does the order of keys: a document that nothing was
changed in is written back equal. What is put in is put in as it is; `pillars.lens.validate` says
what is wrong with it.

Places: a pillar is named by its index, a question by its id (which is unique in a lens), a choice
by its index in the question. An index outside the list raises IndexError.
"""

from __future__ import annotations

from typing import Any, TypeVar

from pillars.lens.validate import SCHEMA_VERSION

Document = dict[str, Any]
Part = dict[str, Any]
Item = TypeVar("Item")


def entries(owner: Part, key: str) -> list[Part]:
    """The objects of the list under ``key``; [] where there is no list."""
    found = owner.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def text_of(owner: Part, key: str) -> str:
    """The text under ``key`` as a person sees it: "" where there is none."""
    value = owner.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def with_text(
    owner: Part, key: str, text: str, *, required: bool = False, line: bool = False
) -> Part:
    """``owner`` with another text; an empty one takes the key away unless it is ``required``.

    Where the text is what a form shows already nothing changes, whatever stands there: a form
    writes line ends its own way and, where its field is a ``line``, leaves them out.
    """
    if _as_sent(text, line=line) == _as_sent(text_of(owner, key), line=line):
        return owner
    plain = _as_sent(text, line=False)
    tidy = plain.replace("\n", " ") if line else plain
    return {**owner, key: tidy} if tidy or required else without(owner, key)


def _as_sent(text: str, *, line: bool) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("\n", "") if line else plain


def without(owner: Part, key: str) -> Part:
    return {name: value for name, value in owner.items() if name != key}


def with_resource(owner: Part, key: str, *, text: str, url: str) -> Part:
    """``owner`` with another text and address under ``key``, its other keys kept."""
    found = owner.get(key)
    before = found if isinstance(found, dict) else {}
    after = with_text(with_text(before, "displayText", text), "url", url, line=True)
    if after == before:
        return owner
    return {**owner, key: after} if after else without(owner, key)


def replaced(items: list[Item], at: int, item: Item) -> list[Item]:
    """``items`` with another one at ``at``. Raises IndexError."""
    return [*items[: _within(items, at)], item, *items[at + 1 :]]


def removed(items: list[Item], at: int) -> list[Item]:
    """``items`` without the one at ``at``. Raises IndexError."""
    return [*items[: _within(items, at)], *items[at + 1 :]]


def moved(items: list[Item], at: int, by: int) -> list[Item]:
    """``items`` with the one at ``at`` so many places further, not beyond the ends."""
    rest = removed(items, at)
    to = min(max(at + by, 0), len(rest))
    return [*rest[:to], items[at], *rest[to:]]


def _within(items: list[Item], at: int) -> int:
    if not 0 <= at < len(items):
        raise IndexError(at)
    return at


def place_of(document: Document, question_id: str) -> tuple[int, int]:
    """The indexes of the pillar and, in it, of the question. Raises KeyError."""
    for pillar_at, pillar in enumerate(entries(document, "pillars")):
        for at, question in enumerate(entries(pillar, "questions")):
            if text_of(question, "id") == question_id:
                return pillar_at, at
    raise KeyError(question_id)


def question_of(document: Document, question_id: str) -> Part:
    """Raises KeyError."""
    pillar_at, at = place_of(document, question_id)
    return entries(entries(document, "pillars")[pillar_at], "questions")[at]


def question_ids(document: Document) -> list[str]:
    """The ids of all questions, in order."""
    pillars = entries(document, "pillars")
    return [text_of(each, "id") for pillar in pillars for each in entries(pillar, "questions")]


def with_question(document: Document, question_id: str, question: Part) -> Document:
    """Another question in the place of the one with that id. Raises KeyError."""
    pillar_at, at = place_of(document, question_id)
    questions = entries(entries(document, "pillars")[pillar_at], "questions")
    return with_questions(document, pillar_at, replaced(questions, at, question))


def with_questions(document: Document, pillar_at: int, questions: list[Part]) -> Document:
    pillars = entries(document, "pillars")
    pillar = {**pillars[_within(pillars, pillar_at)], "questions": questions}
    return {**document, "pillars": replaced(pillars, pillar_at, pillar)}


def add_question(document: Document, pillar_at: int, question: Part) -> Document:
    """One more question at the end of a pillar."""
    pillars = entries(document, "pillars")
    questions = entries(pillars[_within(pillars, pillar_at)], "questions")
    return with_questions(document, pillar_at, [*questions, question])


def remove_question(document: Document, question_id: str) -> Document:
    """Raises KeyError."""
    pillar_at, at = place_of(document, question_id)
    questions = entries(entries(document, "pillars")[pillar_at], "questions")
    return with_questions(document, pillar_at, removed(questions, at))


def move_question(document: Document, question_id: str, by: int) -> Document:
    """One place up (``by`` is -1) or down (1): beyond its pillar's ends into the next pillar.

    Raises KeyError.
    """
    pillar_at, at = place_of(document, question_id)
    pillars = entries(document, "pillars")
    questions = entries(pillars[pillar_at], "questions")
    if 0 <= at + by < len(questions):
        return with_questions(document, pillar_at, moved(questions, at, by))
    to = pillar_at + by
    if not 0 <= to < len(pillars):
        return document
    others, question = entries(pillars[to], "questions"), questions[at]
    arrived = [*others, question] if by < 0 else [question, *others]
    return with_questions(with_questions(document, pillar_at, removed(questions, at)), to, arrived)


def new_pillar(pillar_id: str, name: str) -> Part:
    return {"id": pillar_id, "name": name, "questions": []}


def new_choice(choice_id: str, title: str) -> Part:
    return {"id": choice_id, "title": title, "improvementPlan": {"displayText": ""}}


def new_question(question_id: str, title: str) -> Part:
    """A question that can be answered: two practices, "none of these", and a rule per risk."""
    first, second = "first_practice", "second_practice"
    return {
        "id": question_id,
        "title": title,
        "description": "",
        "choices": [
            new_choice(first, "First practice"),
            new_choice(second, "Second practice"),
            none_choice(question_id),
        ],
        "riskRules": [
            {"condition": f"{first} && {second}", "risk": "NO_RISK"},
            {"condition": f"{first} || {second}", "risk": "MEDIUM_RISK"},
            {"condition": "default", "risk": "HIGH_RISK"},
        ],
    }


def none_choice(question_id: str) -> Part:
    """The choice "none of these" of a question that gets one."""
    return {"id": f"{question_id[:125]}_no", "title": "None of these"}


def new_document(name: str) -> Document:
    """A lens to begin with: one pillar with one question."""
    pillar = new_pillar("new_pillar", "New pillar")
    return {
        "schemaVersion": SCHEMA_VERSION,
        "name": name,
        "description": "",
        "pillars": [{**pillar, "questions": [new_question("new_question", "New question")]}],
    }
