"""From where something is done: kept beside the thread of work, read by whoever records."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass

from .models import Channel


@dataclass(frozen=True)
class Where:
    """`address` and `agent` are those of the browser; empty where there is none."""

    channel: str = Channel.COMMAND
    address: str = ""
    agent: str = ""


# What is neither a request nor a task runs from the command line.
AT_HAND = Where()
_where: ContextVar[Where] = ContextVar("audit_where", default=AT_HAND)


def where() -> Where:
    return _where.get()


def set_where(value: Where) -> Token[Where]:
    return _where.set(value)


def leave(token: Token[Where]) -> None:
    """Back to where it was before."""
    _where.reset(token)


@contextmanager
def coming_from(value: Where) -> Iterator[None]:
    token = set_where(value)
    try:
        yield
    finally:
        leave(token)
