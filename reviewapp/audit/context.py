"""From where something is done: kept beside the thread of work, read by whoever records."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from .models import Channel

MAX_AGENT = 200


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


def set_where(value: Where) -> None:
    _where.set(value)


@contextmanager
def coming_from(value: Where) -> Iterator[None]:
    token = _where.set(value)
    try:
        yield
    finally:
        _where.reset(token)
