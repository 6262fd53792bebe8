"""Two people changed one part of a draft: what both wrote, side by side, and what to send again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pillars.lens.edit import Document, Part, entries, text_of
from pillars.lens.edit_question import rules_of
from pillars.lens.lens_form import LensForm, fill_in_lens
from pillars.lens.question_form import QuestionForm, WrongIds, fill_in

from ..domain.drafts import StaleDraft, seen_of
from ..domain.published import PublishedIds

_UNSENT = ("csrfmiddlewaretoken", "version", "resolve")
_CHOICE = {
    "title": _("title"),
    "id": _("id"),
    "description": _("description"),
    "practice": _("practice code"),
    "riskIfAbsent": _("risk if absent"),
    "why": _("why it matters"),
    "ask": _("what to ask"),
    "effort": _("effort"),
    "tradeOff": _("trade-off"),
}
_LINKS = {"improvementPlan": _("improvement plan"), "helpfulResource": _("help")}


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    mine: str
    theirs: str


def question_conflict(
    stale: StaleDraft, theirs: Part, form: QuestionForm, published: PublishedIds
) -> list[Difference]:
    fixed = published.fixed(stale.current.document, stale.part)
    try:
        mine = fill_in(theirs, form, fixed)
    except WrongIds:
        mine = fill_in(theirs, with_ids_as_they_were(form, stale.part), fixed)
    return _differences(dict(_question(mine)), dict(_question(theirs)))


def with_ids_as_they_were(form: QuestionForm, question_id: str) -> QuestionForm:
    """The form without the ids that somebody wrote."""
    choices = tuple(replace(each, id=each.was) for each in form.choices)
    return replace(form, id=question_id, choices=choices)


def lens_conflict(stale: StaleDraft, form: LensForm | None) -> list[Difference]:
    theirs = stale.current.document
    try:
        mine = fill_in_lens(theirs, form) if form else theirs
    except WrongIds:
        mine = theirs
    return _differences(dict(_lens(mine)), dict(_lens(theirs)))


def conflict_context(stale: StaleDraft, sent: QueryDict, url: str) -> dict[str, Any]:
    """`sent`: every field of the refused page, to be sent again from hidden ones."""
    return {
        "current": stale.current,
        "seen": seen_of(stale.current.document, stale.part),
        "sent": [
            (name, value)
            for name, values in sent.lists()
            if name not in _UNSENT
            for value in values
        ],
        "url": url,
    }


def _differences(mine: Mapping[str, str], theirs: Mapping[str, str]) -> list[Difference]:
    labels = dict.fromkeys([*theirs, *mine])
    return [
        Difference(label, mine.get(label, ""), theirs.get(label, ""))
        for label in labels
        if mine.get(label, "") != theirs.get(label, "")
    ]


def _question(question: Part) -> Iterator[tuple[str, str]]:
    yield gettext("Question"), text_of(question, "title")
    yield gettext("Id of the question"), text_of(question, "id")
    yield gettext("Description"), text_of(question, "description")
    yield gettext("Helpful resource"), _link(question, "helpfulResource")
    choices = entries(question, "choices")
    yield gettext("Choices, in their order"), "\n".join(text_of(each, "title") for each in choices)
    for number, choice in enumerate(choices, 1):
        yield from _choice(choice, number)
    rules = (f"{text_of(r, 'risk')}: {text_of(r, 'condition')}" for r in rules_of(question))
    yield gettext("Risk rules"), "\n".join(rules)


def _choice(choice: Part, number: int) -> Iterator[tuple[str, str]]:
    words = gettext("Choice %(number)s, %(field)s")
    for key, label in _CHOICE.items():
        yield words % {"number": number, "field": label}, text_of(choice, key)
    for key, label in _LINKS.items():
        yield words % {"number": number, "field": label}, _link(choice, key)


def _link(owner: Part, key: str) -> str:
    found = owner.get(key)
    if not isinstance(found, dict):
        return ""
    return "\n".join(filter(None, (text_of(found, "displayText"), text_of(found, "url"))))


def _lens(document: Document) -> Iterator[tuple[str, str]]:
    yield gettext("Name"), text_of(document, "name")
    yield gettext("Description"), text_of(document, "description")
    lines = []
    for pillar in entries(document, "pillars"):
        lines.append(f"{text_of(pillar, 'name')} ({text_of(pillar, 'id')})")
        lines += [f"– {text_of(each, 'id')}" for each in entries(pillar, "questions")]
    yield gettext("Pillars and questions"), "\n".join(lines)
