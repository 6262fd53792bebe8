"""A question as the editor's page would send it, and the fields of that page."""

from typing import Any

from pillars.lens.edit import entries, text_of
from pillars.lens.menus import menu_of
from pillars.lens.question_form import (
    LINES,
    RESOURCES,
    TEXTS,
    WORDS,
    ChoiceForm,
    Link,
    QuestionForm,
    RuleForm,
)
from pillars.lens.words import word_of


def form_of(question: dict[str, Any]) -> QuestionForm:
    """What the page sends where nobody changed anything."""
    return QuestionForm(
        id=text_of(question, "id"),
        title=text_of(question, "title"),
        description=text_of(question, "description"),
        link=link_of(question, "helpfulResource"),
        choices=tuple(map(choice_form, entries(question, "choices"))),
        rules=tuple(rule_form(question, rule) for rule in entries(question, "riskRules")),
    )


def link_of(owner: dict[str, Any], key: str) -> Link:
    found = owner.get(key) or {}
    return Link(text_of(found, "displayText"), text_of(found, "url"))


def choice_form(choice: dict[str, Any]) -> ChoiceForm:
    texts = {key: text_of(choice, key) for key in (*LINES, *TEXTS)}
    words = {key: word_of(choice, key, known) for key, known in WORDS.items()}
    links = {key: link_of(choice, key) for key in RESOURCES}
    return ChoiceForm(text_of(choice, "id"), text_of(choice, "id"), {**texts, **words}, links)


def rule_form(question: dict[str, Any], rule: dict[str, Any]) -> RuleForm:
    ids = [text_of(choice, "id") for choice in entries(question, "choices")]
    text = text_of(rule, "condition")
    menu = menu_of(text, set(ids))
    ticked = frozenset(at for at, name in enumerate(ids) if name in menu.ids)
    return RuleForm(text, text_of(rule, "risk"), text, menu.mode, ticked)


def fields_of(form: QuestionForm) -> dict[str, Any]:
    """The same as the fields of a request."""
    found: dict[str, Any] = {
        "q-id": form.id,
        "q-title": form.title,
        "q-description": form.description,
        "q-link-text": form.link.text,
        "q-link-url": form.link.url,
    }
    for at, choice in enumerate(form.choices):
        found |= {f"c{at}-was": choice.was, f"c{at}-id": choice.id}
        found |= {f"c{at}-{key}": text for key, text in choice.texts.items()}
        for key, link in choice.links.items():
            found |= {f"c{at}-{key}-text": link.text, f"c{at}-{key}-url": link.url}
    for at, rule in enumerate(form.rules):
        found |= {
            f"r{at}-was": rule.was,
            f"r{at}-risk": rule.risk,
            f"r{at}-mode": rule.mode.value,
            f"r{at}-of": sorted(rule.ticked),
            f"r{at}-condition": rule.condition,
        }
    return found
