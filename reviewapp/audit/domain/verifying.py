"""Whether a chain is whole: every hash worked out again, one entry after the other."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Subquery

from ..models import Chain, Entry
from .sealing import digest_of, link_of, seed_of

BATCH = 1000
NOT_MET = (
    "No entry has the hash that was kept: entries were cut off at the end, or the chain was "
    "written anew."
)


@dataclass(frozen=True)
class Misfit:
    """The first thing that does not fit.

    Attributes:
        number: of the entry where it shows; None where the entry has none.
        kind: changed, missing, inserted, reordered, cut off, unlinked or head.
        words: what is wrong, for people.
    """

    number: int | None
    kind: str
    words: str


@dataclass(frozen=True)
class Verdict:
    """`entries` fit, up to `misfit` where there is one; `head` is the hash of the last of them."""

    entries: int
    head: str
    misfit: Misfit | None

    def as_json(self) -> dict[str, Any]:
        return {"whole": self.misfit is None, **asdict(self)}


def verify_chain(organisation_id: UUID, *, kept_head: str = "") -> Verdict:
    """Walks a whole chain with the memory of one batch.

    Args:
        organisation_id: whose.
        kept_head: a hash that was the head once, out of an export or from the page: shows
            that nothing before it was cut off or written anew.
    """
    last, head, met = 0, seed_of(organisation_id), False
    stored: tuple[int | None, str | None] = (None, None)
    for entry, stored in _entries(organisation_id):  # noqa: B007 - the last one is looked at
        misfit = misfit_of(entry, number=last + 1, previous=head)
        if misfit:
            return Verdict(last, head, misfit)
        last, head = last + 1, entry.hash
        met = met or head == kept_head
    misfit = _of_head(organisation_id, last, head, stored)
    if misfit is None and kept_head and not met:
        misfit = Misfit(last, "cut off", NOT_MET)
    return Verdict(last, head, misfit)


def misfit_of(entry: Entry, *, number: int, previous: str) -> Misfit | None:
    """What is wrong with the entry that should have this number and follow this hash."""
    if entry.number is None:
        words = f"An entry of {entry.at.isoformat()} has no place in the chain: "
        return Misfit(None, "unlinked", words + "it was written past the database's triggers.")
    if entry.number != number:
        upto = f" to {entry.number - 1}" if entry.number - 1 > number else ""
        return Misfit(number, "missing", f"Missing: {number}{upto}.")
    if digest_of(entry) != entry.digest:
        return Misfit(number, "changed", f"Entry {number} was changed after it was written.")
    linked = link_of(entry.organisation_id, number, entry.previous, entry.digest) == entry.hash
    if entry.previous == previous:
        changed = Misfit(number, "changed", f"The hash of entry {number} was changed.")
        return None if linked else changed
    return _misplaced(entry, linked=linked)


def _misplaced(entry: Entry, *, linked: bool) -> Misfit:
    """An entry that does not follow the one before it."""
    number = entry.number
    if linked:
        words = f"Entry {number} follows another one than is before it now: "
        return Misfit(number, "inserted", words + "that was put in or written anew.")
    same = Entry.objects.filter(organisation=entry.organisation_id, hash=entry.previous)
    if entry.previous and same.exists():
        words = f"Entry {number} was written for another place: entries changed their order, "
        words += "or one was put in before it."
        return Misfit(number, "reordered", words)
    return Misfit(number, "inserted", f"Entry {number} was put in past the chain.")


def _entries(organisation_id: UUID) -> Iterator[tuple[Entry, tuple[int | None, str | None]]]:
    """Entries in order, each with the head as it was when the walk began: one statement."""
    head = Chain.objects.filter(organisation=organisation_id)
    found = (
        Entry.objects.filter(organisation=organisation_id)
        .order_by(F("number").asc(nulls_last=True), "pk")
        .annotate(
            head_number=Subquery(head.values("number")[:1]),
            head_hash=Subquery(head.values("hash")[:1]),
        )
    )
    for entry in found.iterator(chunk_size=BATCH):
        yield entry, (entry.head_number, entry.head_hash)


def _of_head(
    organisation_id: UUID, last: int, head: str, stored: tuple[int | None, str | None]
) -> Misfit | None:
    """Whether the head that is kept beside the chain is that of its last entry."""
    if last == 0:
        stored = _head_without_entries(organisation_id)
    number, kept = stored
    if (number or 0) > last:
        words = f"Entries {last + 1} to {number} were cut off at the end."
        return Misfit(last + 1, "cut off", words)
    if (number, kept) not in ((last, head), *([(None, None)] if last == 0 else [])):
        return Misfit(last, "head", f"The head does not belong to entry {last}, which is the last.")
    return None


def _head_without_entries(organisation_id: UUID) -> tuple[int | None, str | None]:
    if Entry.objects.filter(organisation=organisation_id).exists():
        return None, None  # written since: the next walk sees them
    found = Chain.objects.filter(organisation=organisation_id).values_list("number", "hash").first()
    return found or (None, None)
