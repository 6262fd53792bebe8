"""From where something is done, and by whom: kept beside the thread of work."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from typing import Any

from .models import Channel


@dataclass(frozen=True)
class Where:
    """`address` and `agent` are those of the browser; empty where there is none, as `request`."""

    channel: str = Channel.COMMAND
    address: str = ""
    agent: str = ""
    request: Any = field(default=None, compare=False, repr=False)

    @property
    def person(self) -> Any:
        """Whoever is signed in by now; None for visitors and outside of requests."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None


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
