"""Conditions as menus: all of these, any of these, none of these, otherwise.

Nearly every published rule has one of these forms. The others stay as they are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from pillars.conditions import And, Condition, ConditionError, Default, Name, Not, Or, parse


class Mode(StrEnum):
    """How a condition joins the choices that it names."""

    ALL = "all"
    ANY = "any"
    NONE = "none"
    OTHERWISE = "otherwise"
    WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class Menu:
    """A condition as menus show it.

    ``ids``: the choices ticked in it. Of one that no menu can say (``WRITTEN``) these are the ids
    it speaks of, and of one that is empty there are none.
    """

    mode: Mode
    ids: frozenset[str] = frozenset()


def menu_of(text: str, known: AbstractSet[str]) -> Menu:
    """The menu of the text of a condition, readable or not, over the ``known`` choices."""
    if not text.strip():
        return Menu(Mode.ALL)
    try:
        menu = _menu(parse(text))
    except ConditionError:
        return Menu(Mode.WRITTEN)
    return menu if menu.ids <= known else Menu(Mode.WRITTEN, menu.ids & known)


def condition_of(mode: Mode, ids: Iterable[str]) -> str:
    """The text of a menu, its choices in the order given; "" where none is ticked.

    Raises:
        ValueError: the condition is written, so no menu says it.
    """
    if mode is Mode.WRITTEN:
        raise ValueError("A written condition has no menu.")
    if mode is Mode.OTHERWISE:
        return str(Default())
    names = [Name(each) for each in ids]
    return str(_joined(mode, names)) if names else ""


def _joined(mode: Mode, names: Sequence[Condition]) -> Condition:
    operands = tuple(map(Not, names) if mode is Mode.NONE else names)
    if len(operands) == 1:
        return operands[0]
    return Or(operands) if mode is Mode.ANY else And(operands)


def _menu(condition: Condition) -> Menu:
    if isinstance(condition, Default):
        return Menu(Mode.OTHERWISE)
    said = {
        Mode.ALL: _ids(_operands(condition, And)),
        Mode.ANY: _ids(_operands(condition, Or)),
        Mode.NONE: _ids(_denied(condition)),
    }
    for mode, ids in said.items():
        if ids:
            return Menu(mode, ids)
    return Menu(Mode.WRITTEN, condition.names)


def _operands(condition: Condition, kind: type[And | Or]) -> tuple[Condition, ...]:
    return condition.operands if isinstance(condition, kind) else (condition,)


def _denied(condition: Condition) -> tuple[Condition, ...]:
    """What ``!a && !b`` and ``!(a || b)`` deny; () where it is neither."""
    if isinstance(condition, Not):
        return _operands(condition.operand, Or)
    parts = _operands(condition, And)
    denied = tuple(each.operand for each in parts if isinstance(each, Not))
    return denied if len(denied) == len(parts) else ()


def _ids(operands: Sequence[Condition]) -> frozenset[str]:
    """The ids of operands that are nothing but ids; none where one is more."""
    names = [each.id for each in operands if isinstance(each, Name)]
    return frozenset(names) if len(names) == len(operands) else frozenset()
