"""Doing what a button of the editor asks for, after what was typed has been written in.

Nothing here saves: the changes are handed to `domain.drafts.save_part`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.utils.translation import gettext as _

from pillars.lens import edit, edit_question
from pillars.lens.edit import Document, Part, entries, text_of
from pillars.lens.identifiers import id_from
from pillars.lens.lens_form import PILLAR, LensForm, fill_in_lens
from pillars.lens.question_form import QUESTION, QuestionForm, fill_in

from .domain.published import PublishedIds
from .forms_editor import Pressed

# A choice that was removed: {"question", "at", "choice", "before", "after"}, the last two being
# the rules; it is kept in the session until it is put back or something else is done.
Removed = Mapping[str, Any]


@dataclass(slots=True)
class Done:
    """What came of a change: which question the page is about now, "" where it is gone.

    `focus`: the field or button to go on with. `removed`: what can be put back.
    """

    question_id: str = ""
    focus: str = ""
    removed: Removed | None = None


@dataclass(slots=True)
class QuestionChange:
    """The change of one question. Once it was called with the document, `done` tells what came of
    it, and `before` is the question as it was.
    """

    question_id: str
    form: QuestionForm
    pressed: Pressed
    published: PublishedIds
    removed: Removed | None = None
    done: Done = field(default_factory=Done)
    before: Part = field(default_factory=dict)

    def __call__(self, document: Document) -> Document:
        """Raises WrongIds."""
        question = self.before = edit.question_of(document, self.question_id)
        filled = fill_in(question, self.form, self.published.fixed(document, self.question_id))
        filled, self.done = _press(filled, self.pressed, self.removed)
        name = self.done.question_id = text_of(filled, "id")
        written = edit.with_question(document, self.question_id, filled)
        if self.pressed.name == "question-remove":
            self.done.question_id = ""
            return edit.remove_question(written, name)
        if self.pressed.name in _STEPS:
            return edit.move_question(written, name, _STEPS[self.pressed.name])
        return written


_STEPS: Final = {"question-up": -1, "question-down": 1}
Press = Callable[[Part, int], tuple[Part, Done]]


def _press(question: Part, pressed: Pressed, removed: Removed | None) -> tuple[Part, Done]:
    if pressed.name == "undo":
        return _put_back(question, removed)
    press = _PRESSES.get(pressed.name)
    if press is None:
        return question, Done()
    try:
        return press(question, pressed.at)
    except IndexError:
        return question, Done()


def _add_choice(question: Part, _at: int) -> tuple[Part, Done]:
    after, at = edit_question.add_choice(question, _("New practice"))
    return after, Done(focus=f"c{at}-title")


def _mover(kind: str, at: int, by: int, many: int) -> str:
    """The button that has the focus once something was moved: the same one, as long as it is one.

    What is at an end goes no further, and a button that does nothing cannot keep the focus.
    """
    to = min(max(at + by, 0), many - 1)
    up = to == many - 1 or (by < 0 and to > 0)
    return f"{kind}{to}-{'up' if up else 'down'}"


def _move_choice(by: int) -> Press:
    def press(question: Part, at: int) -> tuple[Part, Done]:
        focus = _mover("c", at, by, len(entries(question, "choices")))
        return edit_question.move_choice(question, at, by), Done(focus=focus)

    return press


def _remove_choice(question: Part, at: int) -> tuple[Part, Done]:
    after = edit_question.remove_choice(question, at)
    removed = {
        "question": text_of(question, "id"),
        "at": at,
        "choice": entries(question, "choices")[at],
        "before": edit_question.rules_of(question),
        "after": edit_question.rules_of(after),
    }
    return after, Done(focus="undo", removed=removed)


def _put_back(question: Part, removed: Removed | None) -> tuple[Part, Done]:
    """The choice as it was; the rules as well, unless they were changed since."""
    if removed is None or removed["question"] != text_of(question, "id"):
        return question, Done()
    if text_of(removed["choice"], "id") in edit_question.choice_ids(question):
        return question, Done()
    at = min(removed["at"], len(entries(question, "choices")))
    after = edit_question.insert_choice(question, at, removed["choice"])
    if edit_question.rules_of(question) == removed["after"]:
        after = edit_question.with_rules(after, removed["before"])
    return after, Done(focus=f"c{at}-title")


def _none_on(question: Part, _at: int) -> tuple[Part, Done]:
    return edit_question.with_none(question, True), Done(focus="none")


def _none_off(question: Part, _at: int) -> tuple[Part, Done]:
    """As a removal, where there is one such choice, so that it can be put back."""
    found = [
        at for at, each in enumerate(entries(question, "choices")) if edit_question.is_none(each)
    ]
    if len(found) == 1:
        after, done = _remove_choice(question, found[0])
        return after, replace(done, focus="none")
    return edit_question.with_none(question, False), Done(focus="none")


def _add_rule(question: Part, _at: int) -> tuple[Part, Done]:
    after, at = edit_question.add_rule(question)
    return after, Done(focus=f"r{at}-risk")


def _move_rule(by: int) -> Press:
    def press(question: Part, at: int) -> tuple[Part, Done]:
        focus = _mover("r", at, by, len(edit_question.rules_of(question)))
        return edit_question.move_rule(question, at, by), Done(focus=focus)

    return press


def _remove_rule(question: Part, at: int) -> tuple[Part, Done]:
    return edit_question.remove_rule(question, at), Done(focus="rule-add")


def _by_levels(question: Part, _at: int) -> tuple[Part, Done]:
    return edit_question.by_levels(question), Done(focus="rule-add")


_PRESSES: Final[Mapping[str, Press]] = {
    "choice-add": _add_choice,
    "choice-up": _move_choice(-1),
    "choice-down": _move_choice(1),
    "choice-remove": _remove_choice,
    "none-on": _none_on,
    "none-off": _none_off,
    "rule-add": _add_rule,
    "rule-up": _move_rule(-1),
    "rule-down": _move_rule(1),
    "rule-remove": _remove_rule,
    "rules-from-levels": _by_levels,
}


@dataclass(slots=True)
class LensChange:
    """The change of a lens's own texts, its pillars, and which questions they have.

    `form` is None where a button stood outside the form.
    """

    form: LensForm | None
    pressed: Pressed
    published: PublishedIds
    done: Done = field(default_factory=Done)

    def __call__(self, document: Document) -> Document:
        """Raises WrongIds."""
        filled = document
        if self.form is not None:
            filled = fill_in_lens(document, self.form, self.published.pillars)
        try:
            return self._press(filled)
        except (IndexError, KeyError):
            return filled

    def _press(self, document: Document) -> Document:
        name, at, what = self.pressed.name, self.pressed.at, self.pressed.what
        if name == "question-add":
            return self._add_question(document, what)
        if name in _STEPS:
            self.done.focus = f"{name}:{what}"
            return edit.move_question(document, what, _STEPS[name])
        if name == "question-remove":
            self.done.focus = "pillar-add"
            return edit.remove_question(document, what)
        return {**document, "pillars": self._pillars(entries(document, "pillars"), name, at)}

    def _add_question(self, document: Document, pillar_id: str) -> Document:
        pillars = [text_of(each, "id") for each in entries(document, "pillars")]
        if pillar_id not in pillars:
            return document
        taken = edit.question_ids(document)
        title = _("New question")
        made = id_from(title, taken=taken, otherwise=QUESTION)
        self.done.question_id = made
        return edit.add_question(document, pillars.index(pillar_id), edit.new_question(made, title))

    def _pillars(self, pillars: list[Part], name: str, at: int) -> list[Part]:
        if name == "pillar-add":
            self.done.focus = f"p{len(pillars)}-name"
            taken = [text_of(each, "id") for each in pillars]
            title = _("New pillar")
            made = id_from(title, taken=taken, otherwise=PILLAR)
            return [*pillars, edit.new_pillar(made, title)]
        if name == "pillar-remove":
            self.done.focus = "pillar-add"
            return edit.removed(pillars, at)
        if name in ("pillar-up", "pillar-down"):
            by = 1 if name == "pillar-down" else -1
            self.done.focus = _mover("p", at, by, len(pillars))
            return edit.moved(pillars, at, by)
        return pillars
