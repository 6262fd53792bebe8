"""Writing an entry, in the transaction of what it tells of."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, Protocol
from uuid import UUID

from django.utils import timezone

from reviewapp.isolation.scopes import current, everything

from ..actions import ACTIONS
from ..context import where
from ..models import Entry
from .bounding import bounded, clean
from .sealing import digest_of

BATCH = 500


class Identified(Protocol):
    """An organisation, or whatever else has a primary key."""

    pk: Any


class Named(Protocol):
    """A workload, without knowing of workloads."""

    pk: Any
    name: Any


class Person(Protocol):
    """A user, without knowing of people."""

    pk: Any
    name: Any
    email: Any


_gathered: ContextVar[list[Entry] | None] = ContextVar("audit_gathered", default=None)


def record(
    *,
    organisation: Identified | UUID,
    action: str,
    by: Person | None,
    subject: str,
    workload: Named | None = None,
    before: Any = None,
    after: Any = None,
    why: str = "",
) -> None:
    """Writes down who did what; call it inside the transaction of the change.

    Args:
        organisation: whose log it is: the owner of the data, or its id.
        action: `noun.verb`, a line of `reviewapp.audit.actions`.
        by: who. None for whoever is signed in, in a browser's request; in workers and on the
            command line for the product itself.
        subject: to what, in words: a name, a title, an address.
        workload: which one it belongs to, if to one.
        before: JSON: how what changed was, and no more. Long texts are cut, keeping length and
            SHA-256; fields named like secrets are withheld. Do not hand any over.
        after: how it is now, in the same shape.
        why: the reason that somebody gave.

    Raises:
        ValueError: nobody gave the action words.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action} is no line of reviewapp.audit.actions.")
    entry = Entry(
        organisation_id=getattr(organisation, "pk", organisation),
        at=timezone.now(),
        action=action,
        subject=clean(subject, 300),
        workload_id=workload.pk if workload else None,
        workload_name=clean(str(workload.name), 200) if workload else "",
        before=bounded(before),
        after=bounded(after),
        why=clean(why, 500),
        **_who(by or where().person),
        **_from_where(),
    )
    entry.digest = digest_of(entry)
    _keep(entry)


@contextmanager
def gathering() -> Iterator[None]:
    """Entries of the body are inserted together at its end, for changes by the hundred.

    Stands inside the transaction: `with transaction.atomic(), gathering():`. One inside another
    leaves the inserting to the outer one.
    """
    if _gathered.get() is not None:
        yield
        return
    entries: list[Entry] = []
    token = _gathered.set(entries)
    try:
        yield
    finally:
        _gathered.reset(token)
    _insert(entries)


def _keep(entry: Entry) -> None:
    gathered = _gathered.get()
    if gathered is None:
        _insert([entry])
    else:
        gathered.append(entry)


def _insert(entries: list[Entry]) -> None:
    """A lens that is accepted and a sign-in are told in logs of which this work sees nothing."""
    scope = current()
    own = scope.everything or {each.organisation_id for each in entries} <= {scope.organisation}
    with nullcontext() if own else everything():
        Entry.objects.bulk_create(entries, batch_size=BATCH)


def _who(by: Person | None) -> dict[str, Any]:
    if by is None:
        return {}
    return {"by_id": by.pk, "by_name": clean(by.name, 150), "by_mail": clean(by.email, 254)}


def _from_where() -> dict[str, str]:
    here = where()
    return {
        "channel": str(here.channel),
        "address": clean(here.address, 45),
        "agent": clean(here.agent, 200),
    }
