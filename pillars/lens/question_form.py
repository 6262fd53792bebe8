"""A question as a form sends it, written into the question of the document.

A form says all of a question's texts, which choices it has and in what order, and of each rule
both its menu and its text; whichever of the two was changed is taken. What no form shows is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from pillars.lens.edit import Part, entries, text_of, with_resource, with_text
from pillars.lens.edit_question import (
    CHOICE,
    by_levels,
    follows,
    rename_choices,
    rules_of,
    with_choices,
    with_rules,
)
from pillars.lens.identifiers import id_from, made_from, wrong_with
from pillars.lens.menus import Mode, condition_of, menu_of
from pillars.lens.words import EFFORTS, LEVELS, RISKS, with_word, word_of

QUESTION: Final = "question"
# Of a choice: the texts that take one line, those that take many, and the words of a menu.
LINES: Final = ("title", "practice")
TEXTS: Final = ("description", "ask", "why", "tradeOff")
WORDS: Final[Mapping[str, tuple[str, ...]]] = {"riskIfAbsent": LEVELS, "effort": EFFORTS}
RESOURCES: Final = ("helpfulResource", "improvementPlan")


@dataclass(frozen=True, slots=True)
class Link:
    """A text and an address."""

    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceForm:
    """``was``: the id that it had when it was shown. ``texts``: keys of LINES, TEXTS and WORDS."""

    was: str
    id: str
    texts: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleForm:
    """``was``: the condition as it was shown; ``mode`` and ``ticked`` (indexes of choices): the
    menu; ``condition``: the text.
    """

    was: str
    risk: str
    condition: str
    mode: Mode
    ticked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class QuestionForm:
    id: str
    title: str
    description: str
    link: Link
    choices: tuple[ChoiceForm, ...]
    rules: tuple[RuleForm, ...]


class WrongIds(ValueError):
    """Ids that cannot be used. ``errors``: index of the choice, or None for the question → why."""

    def __init__(self, errors: Mapping[int | None, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Fixed:
    """Ids that do not follow titles: ``questions`` are those of the others of the lens, which no
    question may take; ``published`` says whether the question was published, and ``choices`` which
    of its choices were.
    """

    questions: Collection[str] = ()
    published: bool = False
    choices: Collection[str] = ()


def fill_in(question: Part, form: QuestionForm, fixed: Fixed) -> Part:
    """The question with what the form says.

    Ids follow the titles that they were made from, unless they were published or written by hand.

    Raises:
        WrongIds: nothing can be kept under these ids.
    """
    question_id = _question_id(question, form, fixed)
    names = _choice_names(question, form, fixed, question_id)
    choices = [_choice(question, each) for each in form.choices]
    filled = _texts(question, form, question_id)
    filled = with_choices(filled, choices) if choices != entries(question, "choices") else filled
    filled = _rules(filled, form)
    if _levels(filled) != _levels(question) and _spoken(filled) == _spoken(question):
        filled = by_levels(filled) if follows(question) else filled
    changed = {old: new for old, new in names.items() if old != new}
    return rename_choices(filled, changed) if changed else filled


def _texts(question: Part, form: QuestionForm, question_id: str) -> Part:
    filled = with_text(question, "id", question_id, required=True)
    filled = with_text(filled, "title", form.title, required=True, line=True)
    filled = with_text(filled, "description", form.description, required="description" in filled)
    return with_resource(filled, "helpfulResource", text=form.link.text, url=form.link.url)


# --- ids ---------------------------------------------------------------------------------


def _question_id(question: Part, form: QuestionForm, fixed: Fixed) -> str:
    was, title = text_of(question, "id"), text_of(question, "title")
    if form.id != was:
        if wrong := wrong_with(form.id, taken=fixed.questions):
            raise WrongIds({None: wrong})
        return form.id
    automatic = not fixed.published and made_from(was, title, otherwise=QUESTION)
    if automatic and form.title != title:
        return id_from(form.title, taken=fixed.questions, otherwise=QUESTION)
    return was


def _choice_names(
    question: Part, form: QuestionForm, fixed: Fixed, question_id: str
) -> dict[str, str]:
    """Id as shown → id from now on, of every choice of the form. Raises WrongIds."""
    none = {f"{text_of(question, 'id')}_no": f"{question_id[:125]}_no"}
    titles = {text_of(each, "id"): text_of(each, "title") for each in entries(question, "choices")}
    names: dict[str, str] = {}
    errors: dict[int | None, str] = {}
    for at, each in enumerate(form.choices):
        others = [*names.values(), *(other.id for other in form.choices[at + 1 :])]
        if each.id != each.was:
            names[each.was] = each.id
            errors[at] = wrong_with(each.id, taken=others, choice=True)
        elif each.was in fixed.choices:
            names[each.was] = each.was
        else:
            made = _made_choice_id(each, titles.get(each.was), others)
            names[each.was] = none.get(each.was, made)
    if wrong := {at: text for at, text in errors.items() if text}:
        raise WrongIds(wrong)
    return names


def _made_choice_id(choice: ChoiceForm, before: str | None, others: Collection[str]) -> str:
    """The id of a choice whose title may have changed from ``before``."""
    title = choice.texts.get("title", "")
    if before is None or title == before or not made_from(choice.was, before, otherwise=CHOICE):
        return choice.was
    return id_from(title, taken=others, otherwise=CHOICE)


# --- choices -----------------------------------------------------------------------------


def _choice(question: Part, form: ChoiceForm) -> Part:
    """The choice that the form is about, under the id that it had, or a new one."""
    known = (each for each in entries(question, "choices") if text_of(each, "id") == form.was)
    filled = next(known, {"id": form.was, "title": ""})
    for key, text in form.texts.items():
        filled = _with(filled, key, text)
    for key, link in form.links.items():
        if key in RESOURCES:
            filled = with_resource(filled, key, text=link.text, url=link.url)
    return filled


def _with(choice: Part, key: str, text: str) -> Part:
    if key in WORDS:
        return with_word(choice, key, text, WORDS[key])
    if key in (*LINES, *TEXTS):
        return with_text(choice, key, text, required=key == "title", line=key in LINES)
    return choice


def _levels(question: Part) -> list[tuple[str, str]]:
    choices = entries(question, "choices")
    return [(text_of(c, "id"), word_of(c, "riskIfAbsent", LEVELS)) for c in choices]


# --- rules -------------------------------------------------------------------------------


def _rules(question: Part, form: QuestionForm) -> Part:
    before = rules_of(question)
    ids = [each.was for each in form.choices]
    after = [_rule(_base(before, at, each), each, ids) for at, each in enumerate(form.rules)]
    return with_rules(question, after) if after != before else question


def _base(rules: list[Part], at: int, form: RuleForm) -> Part:
    """The rule that was shown, whose other keys are kept."""
    if at < len(rules) and text_of(rules[at], "condition") == form.was:
        return rules[at]
    return {"condition": form.was, "risk": form.risk}


def _rule(rule: Part, form: RuleForm, ids: list[str]) -> Part:
    filled = with_text(rule, "condition", _condition(form, ids), required=True)
    return with_word(filled, "risk", form.risk, RISKS)


def _condition(form: RuleForm, ids: list[str]) -> str:
    """The text where it was changed, else the menu where that was, else as it was."""
    if _tidy(form.condition) != _tidy(form.was):
        return form.condition
    if form.mode is Mode.WRITTEN:
        return form.was
    known = set(ids)
    written = condition_of(form.mode, (name for at, name in enumerate(ids) if at in form.ticked))
    return form.was if menu_of(written, known) == menu_of(form.was, known) else written


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _spoken(question: Part) -> list[tuple[str, str]]:
    """What the rules say, whatever other keys they have."""
    return [(text_of(rule, "condition"), text_of(rule, "risk")) for rule in rules_of(question)]
