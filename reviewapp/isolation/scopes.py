"""What the database shows at this moment: one organisation's rows, nothing, or everything.

PostgreSQL itself filters the rows (`policies`); this module says for whom. A connection of the web
server and of a worker begins with nothing. A request and a job enter the organisation that they
speak for; what spans organisations says so by `everything`. Commands begin with everything: whoever
may start them holds the database's password.

The scopes nest as blocks do, and a block of a transaction lies within one scope or around it whole:
PostgreSQL takes a change of role back with the transaction, which then is what it was before.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from psycopg.pq import TransactionStatus

# The role under which policies hold; the owner of the tables is above them.
ROLE = "pillars_tenant"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows are seen.

    Attributes:
        everything: policies do not hold.
        organisation: whose rows are seen; None for nobody's.
        person: who asks: sees what is the person's own in every organisation.
    """

    everything: bool = False
    organisation: UUID | None = None
    person: int | None = None

    @property
    def statements(self) -> bytes:
        if self.everything:
            return b"RESET ROLE"
        organisation = UUID(str(self.organisation)) if self.organisation else ""
        person = int(self.person) if self.person else ""
        return (
            f"SET ROLE {ROLE}; SET pillars.organisation = '{organisation}'; "
            f"SET pillars.person = '{person}'"
        ).encode()


EVERYTHING, NOTHING = Scope(everything=True), Scope()

_start = EVERYTHING
_current: ContextVar[Scope | None] = ContextVar("scope", default=None)


def begin_with_nothing() -> None:
    """Of processes that serve many organisations: what names none sees none."""
    global _start  # noqa: PLW0603 - of the process, set once when it starts
    _start = NOTHING


def current() -> Scope:
    return _current.get() or _start


@contextmanager
def tenant(organisation_id: UUID | None) -> Iterator[None]:
    """Sees the rows of one organisation; of None nothing."""
    with _entered(Scope(organisation=organisation_id, person=current().person)):
        yield


@contextmanager
def everything() -> Iterator[None]:
    """Sees all rows: for what spans organisations, which must filter by itself."""
    with _entered(EVERYTHING):
        yield


@contextmanager
def resumed(scope: Scope) -> Iterator[None]:
    """Sees what was seen before: for what goes on after its request has ended."""
    with _entered(scope):
        yield


@contextmanager
def asking(*, organisation_id: UUID | None, person: int | None) -> Iterator[None]:
    """Sees what a person sees for an organisation, until `switch` says otherwise: for requests."""
    with _entered(Scope(organisation=organisation_id, person=person)):
        yield


def switch(*, organisation_id: UUID | None = None, person: int | None = None) -> None:
    """Changes whose rows are seen until the scope around it ends."""
    known = replace(current(), everything=False)
    wanted = replace(known, organisation=organisation_id, person=person or known.person)
    if wanted != current():
        _current.set(wanted)
        apply(connection, wanted)


@contextmanager
def _entered(scope: Scope) -> Iterator[None]:
    before = current()
    token = _current.set(scope)
    if scope != before:
        apply(connection, scope)
    try:
        yield
    finally:
        left = current()
        _current.reset(token)
        if left != before:
            apply(connection, before)


def apply(to: Any, scope: Scope) -> None:
    """Tells an open connection; one that is not open yet is told when it opens.

    Nothing can be told within a transaction that failed, and need not be: with it the role falls
    back to what was before it. A connection that is gone is closed, so that the next query opens
    another one.
    """
    if to.connection is None or _failed(to):
        return
    try:
        to.connection.execute(scope.statements)
    except psycopg.OperationalError:
        if to.in_atomic_block:
            raise
        to.close()


def _failed(to: Any) -> bool:
    return bool(to.connection.info.transaction_status == TransactionStatus.INERROR)
