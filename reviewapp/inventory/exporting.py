"""The inventory as a file, piece by piece: a large account is never in memory as a whole."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from reviewapp.collection.models import Fact, Run
from reviewapp.web.spreadsheets import lines
from reviewapp.workloads.models import Workload

from .pages.rows import ResourceRow, rows_of
from .queries import LISTED

BATCH = 1000
COLUMNS = (
    "service",
    "type",
    "name",
    "arn",
    "account",
    "region",
    "tags",
    "scope",
    "scope_because",
    "failing_findings",
    "read_at",
)


def as_csv(facts: QuerySet[Fact]) -> Iterator[str]:
    """A head and one line for each resource; line ends as RFC 4180 has them."""
    yield lines([COLUMNS])
    for rows in _batches(facts):
        yield lines(_cells(row) for row in rows)


def as_json(facts: QuerySet[Fact], workload: Workload, run: Run) -> Iterator[str]:
    """One object: the workload, the scan, and `resources` with an object for each."""
    head = {
        "workload": workload.name,
        "scan": {"id": str(run.pk), "at": _time(run.started_at or run.queued_at)},
    }
    yield json.dumps(head)[:-1] + ', "resources": ['
    first = True
    for rows in _batches(facts):
        yield ("" if first else ",") + ",".join(json.dumps(_object(row)) for row in rows)
        first = False
    yield "]}\n"


def _batches(facts: QuerySet[Fact]) -> Iterator[Iterator[ResourceRow]]:
    """By the key they were stored under, so that each batch is one step in an index."""
    found = facts.order_by("pk").only(*LISTED, "at").iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        yield rows_of(batch)


def _cells(row: ResourceRow) -> Iterable[Any]:
    told = _object(row)
    tags = "; ".join(f"{key}={value}" for key, value in sorted(told["tags"].items()))
    return [tags if name == "tags" else told[name] for name in COLUMNS]


def _object(row: ResourceRow) -> dict[str, Any]:
    fact = row.fact
    return {
        "service": row.service,
        "type": row.label,
        "name": fact.name,
        "arn": fact.resource,
        "account": fact.account,
        "region": fact.region,
        "tags": fact.tags,
        "scope": row.place or "inside",
        "scope_because": row.why,
        "failing_findings": row.failing,
        "read_at": _time(fact.at),
    }


def _time(at: Any) -> str:
    text: str = at.isoformat()
    return text
