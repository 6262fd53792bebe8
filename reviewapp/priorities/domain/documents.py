"""A profile as it is stored, and the bounds that every one keeps.

Stored is a list of questions::

    [{"id": "…", "text": "…", "help": "…", "several": false, "options": [
        {"id": "…", "text": "…", "rules": [
            {"lens": "uuid or empty", "pillar": "…", "question": "…", "weight": "high",
             "label": "…", "lens_name": "…"}]}]}]
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from pillars.priorities import Asked, Option, Profile, Rule, Weight

from ..models import Profile as Stored

MOST_QUESTIONS = 10
FEWEST_OPTIONS, MOST_OPTIONS = 2, 8
MOST_RULES = 200
MOST_POINTS = 20
TEXT_LENGTH, HELP_LENGTH, OPTION_LENGTH = 200, 500, 100
Rows = list[dict[str, Any]]


class InvalidProfile(Exception):
    """A profile that cannot be kept; the text says why. Nothing was written."""


def profile_of(stored: Stored) -> Profile:
    """The profile that a row says."""
    return from_rows(stored.questions, stored.threshold)


def from_rows(rows: Rows, threshold: int) -> Profile:
    return Profile(tuple(_question(row) for row in rows), threshold)


def to_rows(profile: Profile) -> Rows:
    return [
        {
            "id": asked.id,
            "text": asked.text,
            "help": asked.help,
            "several": asked.several,
            "options": [_option_row(option) for option in asked.options],
        }
        for asked in profile.questions
    ]


def check_profile(profile: Profile) -> None:
    """Raises InvalidProfile where a bound is not kept."""
    if len(profile.questions) > MOST_QUESTIONS:
        raise InvalidProfile(
            _("A profile has %(most)s questions at most.") % {"most": MOST_QUESTIONS}
        )
    if not 1 <= profile.threshold <= MOST_POINTS:
        raise InvalidProfile(
            _("A threshold is a number from 1 to %(most)s.") % {"most": MOST_POINTS}
        )
    for asked in profile.questions:
        _check_question(asked)


def _check_question(asked: Asked) -> None:
    _check_text(asked.text, TEXT_LENGTH, _("A question"))
    _check_text(asked.help or "-", HELP_LENGTH, _("A help"))
    if not FEWEST_OPTIONS <= len(asked.options) <= MOST_OPTIONS:
        wrong = _("A question has %(fewest)s to %(most)s answers; “%(question)s” has %(n)s.")
        found = {"question": asked.text, "n": len(asked.options)}
        raise InvalidProfile(wrong % {"fewest": FEWEST_OPTIONS, "most": MOST_OPTIONS, **found})
    _check_different(option.text for option in asked.options)
    for option in asked.options:
        _check_text(option.text, OPTION_LENGTH, _("An answer"))
        if len(option.rules) > MOST_RULES:
            many = _("An answer has %(most)s rules at most: “%(answer)s”.")
            raise InvalidProfile(many % {"most": MOST_RULES, "answer": option.text})


def _check_text(text: str, longest: int, what: str) -> None:
    if not text.strip() or len(text) > longest or "\x00" in text:
        wrong = _("%(what)s has 1 to %(longest)s characters.")
        raise InvalidProfile(wrong % {"what": what, "longest": longest})


def _check_different(texts: Iterable[str]) -> None:
    seen: set[str] = set()
    for text in texts:
        if text.casefold() in seen:
            raise InvalidProfile(_("Two answers say the same: “%(answer)s”.") % {"answer": text})
        seen.add(text.casefold())


def _question(row: dict[str, Any]) -> Asked:
    options = tuple(_option(each) for each in row["options"])
    return Asked(row["id"], row["text"], row["help"], row["several"], options)


def _option(row: dict[str, Any]) -> Option:
    return Option(row["id"], row["text"], tuple(_rule(each) for each in row["rules"]))


def _rule(row: dict[str, str]) -> Rule:
    return Rule(
        Weight(row["weight"]),
        lens=row["lens"],
        pillar=row["pillar"],
        question=row["question"],
        label=row["label"],
        lens_name=row["lens_name"],
    )


def _option_row(option: Option) -> dict[str, Any]:
    rules = [
        {
            "lens": rule.lens,
            "pillar": rule.pillar,
            "question": rule.question,
            "weight": rule.weight.value,
            "label": rule.label,
            "lens_name": rule.lens_name,
        }
        for rule in option.rules
    ]
    return {"id": option.id, "text": option.text, "rules": rules}
