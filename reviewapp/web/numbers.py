"""Whole numbers in addresses and forms, where anybody may write anything."""

from typing import TypeVar

T = TypeVar("T")

# PostgreSQL's integer holds every number of nine digits, its bigint every one of eighteen.
INTEGER, BIGINT = 9, 18


def whole_number(text: str | None, *, otherwise: T, digits: int = INTEGER) -> int | T:
    """The number that at most `digits` ASCII digits stand for; `otherwise` for any other text.

    The bound is checked first: Python refuses to read thousands of digits, and PostgreSQL a
    number that its column cannot hold.
    """
    if not text or len(text) > digits or not (text.isascii() and text.isdigit()):
        return otherwise
    return int(text)
