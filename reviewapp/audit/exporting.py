"""The log as a file, piece by piece: a long one is never in memory as a whole.

JSON has everything that the hashes are made of, so that whoever keeps the file can work them out
again (`reviewapp.audit.domain.sealing` tells how).
"""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from reviewapp.web.spreadsheets import lines

from .actions import ACTIONS
from .models import Chain, Entry

BATCH = 1000
COLUMNS = (
    "number",
    "at",
    "action",
    "done",
    "by_name",
    "by_mail",
    "subject",
    "workload",
    "workload_id",
    "before",
    "after",
    "why",
    "channel",
    "address",
    "agent",
    "digest",
    "previous",
    "hash",
)


def as_csv(entries: QuerySet[Entry]) -> Iterator[str]:
    """A head and one line for each entry; before and after as JSON in their cells."""
    yield lines([COLUMNS])
    for batch in _batches(entries):
        yield lines(_cells(entry) for entry in batch)


def as_json(entries: QuerySet[Entry], **about: Any) -> Iterator[str]:
    """One object: what is said `about` the file, and `entries` with an object for each."""
    yield json.dumps({"exported_at": timezone.now().isoformat(), **about})[:-1] + ', "entries": ['
    first = True
    for batch in _batches(entries):
        told = ",\n".join(json.dumps(as_object(entry)) for entry in batch)
        yield told if first else ",\n" + told
        first = False
    yield "]}\n"


def head_of(organisation_id: Any) -> dict[str, Any]:
    """The last number with its hash and when it was written; 0 and no hash before the first."""
    head = Chain.objects.filter(organisation=organisation_id).first()
    if head is None:
        return {"number": 0, "hash": "", "at": None}
    return {"number": head.number, "hash": head.hash, "at": head.at.isoformat()}


def as_object(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": entry.at.isoformat(timespec="microseconds"),
        "action": entry.action,
        "done": str(ACTIONS.get(entry.action, entry.action)),
        "by_id": entry.by_id,
        "by_name": entry.by_name,
        "by_mail": entry.by_mail,
        "subject": entry.subject,
        "workload": entry.workload_name,
        "workload_id": str(entry.workload_id) if entry.workload_id else None,
        "before": entry.before,
        "after": entry.after,
        "why": entry.why,
        "channel": entry.channel,
        "address": entry.address,
        "agent": entry.agent,
        "digest": entry.digest,
        "previous": entry.previous,
        "hash": entry.hash,
    }


def _cells(entry: Entry) -> list[Any]:
    told = as_object(entry)
    for name in ("before", "after"):
        told[name] = "" if told[name] is None else json.dumps(told[name], ensure_ascii=False)
    return [told[name] for name in COLUMNS]


def _batches(entries: QuerySet[Entry]) -> Iterator[list[Entry]]:
    found = entries.iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        yield batch
