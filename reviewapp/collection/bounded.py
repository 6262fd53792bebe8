"""The first pages of long lists: what other tools find may be more than a review needs."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from .reader import Reader

# The aspect that is unread on the last item of a list that goes on.
FURTHER = "Further"
Bounded = Iterator[tuple[dict[str, Any], dict[str, str]]]


def first_pages(reader: Reader, operation: str, key: str, *, pages: int, **params: Any) -> Bounded:
    """Items of at most so many pages, each with its `unread`.

    The last one tells under `Further` that AWS had more, so that the coverage of the run says so.
    """
    found: list[dict[str, Any]] = []
    more = False
    for page in islice(reader.answers(operation, **params), pages):
        found += page.get(key) or ()
        more = bool(page.get("NextToken") or page.get("nextToken"))
    yield from ((item, {}) for item in found[:-1])
    yield from ((item, _told(operation, len(found)) if more else {}) for item in found[-1:])


def _told(operation: str, count: int) -> dict[str, str]:
    return {FURTHER: f"{operation}: there are more than the {count:,} that were read"}
