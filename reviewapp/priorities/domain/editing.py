"""Changes of a profile, each a plain function of what stands: nothing here writes."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pillars.priorities import Asked, Option, Profile, Rule

Item = TypeVar("Item", Asked, Option)


class PartGone(Exception):
    """The question or answer is not in the profile any more. Nothing was written."""


@dataclass(frozen=True, slots=True)
class QuestionTexts:
    """What a form says of a question: its words, and its options in their order.

    ``options`` are pairs of id and text; an empty id is an option that is new.
    """

    text: str
    help: str
    several: bool
    options: Sequence[tuple[str, str]]


def new_id() -> str:
    return secrets.token_hex(4)


def question_in(profile: Profile, question_id: str) -> Asked:
    """Raises PartGone."""
    found = profile.question(question_id)
    if found is None:
        raise PartGone
    return found


def option_in(asked: Asked, option_id: str) -> Option:
    """Raises PartGone."""
    found = asked.option(option_id)
    if found is None:
        raise PartGone
    return found


def with_question(profile: Profile, texts: QuestionTexts, *, question_id: str = "") -> Profile:
    """The profile with a question of these texts: changed where there is an id, else added.

    An option keeps its rules with its id; one that the texts leave out goes with its rules.

    Raises:
        PartGone: no such question.
    """
    if not question_id:
        made = _written(Asked(new_id(), ""), texts)
        return replace(profile, questions=(*profile.questions, made))
    return _changed(profile, _written(question_in(profile, question_id), texts))


def without_question(profile: Profile, question_id: str) -> Profile:
    """Raises PartGone."""
    gone = question_in(profile, question_id)
    return replace(profile, questions=tuple(each for each in profile.questions if each is not gone))


def with_question_moved(profile: Profile, question_id: str, step: int) -> Profile:
    """The question ``step`` places further down; at an end it stays. Raises PartGone."""
    asked = question_in(profile, question_id)
    return replace(profile, questions=moved(profile.questions, asked, step))


def with_option_moved(profile: Profile, question_id: str, option_id: str, step: int) -> Profile:
    """The option ``step`` places further down; at an end it stays. Raises PartGone."""
    asked = question_in(profile, question_id)
    options = moved(asked.options, option_in(asked, option_id), step)
    return _changed(profile, replace(asked, options=options))


def with_rules(
    profile: Profile, *, question_id: str, option_id: str, lens: str, rules: Sequence[Rule]
) -> Profile:
    """The profile in which ``rules`` are all that an option says of one lens.

    Raises:
        PartGone: no such question or option.
    """
    asked = question_in(profile, question_id)
    option = option_in(asked, option_id)
    others = tuple(rule for rule in option.rules if rule.lens != lens)
    changed = replace(option, rules=(*others, *rules))
    options = tuple(changed if each is option else each for each in asked.options)
    return _changed(profile, replace(asked, options=options))


def moved(items: tuple[Item, ...], item: Item, step: int) -> tuple[Item, ...]:
    """The items with one of them ``step`` places further on, as far as there are any."""
    others = tuple(each for each in items if each is not item)
    place = min(max(items.index(item) + step, 0), len(others))
    return others[:place] + (item,) + others[place:]  # noqa: RUF005 - mypy loses the type else


def _written(asked: Asked, texts: QuestionTexts) -> Asked:
    known: Mapping[str, Option] = {option.id: option for option in asked.options}
    options = tuple(
        replace(known.get(option_id) or Option(new_id(), ""), text=text)
        for option_id, text in texts.options
    )
    return replace(asked, text=texts.text, help=texts.help, several=texts.several, options=options)


def _changed(profile: Profile, asked: Asked) -> Profile:
    questions = tuple(asked if each.id == asked.id else each for each in profile.questions)
    return replace(profile, questions=questions)
