"""What the scan behind a review read, and what it could not."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reviewapp.findings.scoped import scope_words

from ..words import counted

JSON = dict[str, Any]

GROUPS_SHOWN = 40
PLACES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Unread:
    """One service that was not read for one reason, and where."""

    service: str
    state: str
    reason: str
    places: str


@dataclass(frozen=True, slots=True)
class Coverage:
    when: str
    effort: str
    read: int
    not_used: int
    denied: int
    failed: int
    unread: list[Unread]
    more: str
    scope: str = ""

    @property
    def complete(self) -> bool:
        return not (self.denied or self.failed)


def coverage_of(run: JSON | None) -> Coverage | None:
    """The coverage of a document's run; None where nothing was scanned."""
    if run is None:
        return None
    counts = run["coverage"]
    groups = _grouped(counts["unread"])
    shown = groups[:GROUPS_SHOWN]
    listed = sum(len(places) for _, places in shown)
    left = counts["denied"] + counts["failed"] - listed
    return Coverage(
        when=_when(run),
        effort=f"{counted(run['facts'], 'fact')} from {counted(run['calls'], 'AWS call')}",
        read=counts["read"],
        not_used=counts["not_used"],
        denied=counts["denied"],
        failed=counts["failed"],
        unread=[_unread(key, places) for key, places in shown],
        more=f"and {counted(left, 'more place')} not read" if left > 0 else "",
        scope=_scope(run.get("scope")),
    )


def _scope(part: JSON | None) -> str:
    """What counted; empty where everything did, and in milestones of before there were scopes."""
    if part is None:
        return ""
    applied = datetime.fromisoformat(part["at"])
    total = part["inside"] + part["outside"] + part["unknown"]
    unknown = f", of {part['unknown']} it is not known" if part["unknown"] else ""
    return (
        f"{scope_words(part)} Of {counted(total, 'resource')} {part['inside']} are in scope, "
        f"{part['outside']} outside{unknown}. Findings outside were not made. "
        f"Applied {applied:%-d %B %Y, %H:%M} UTC."
    )


Key = tuple[str, str, str]


def _grouped(unread: list[JSON]) -> list[tuple[Key, list[str]]]:
    groups: dict[Key, list[str]] = defaultdict(list)
    for part in unread:
        key = (part["service"], part["state"], part["reason"])
        groups[key].append(f"{part['account']} {part['region']}")
    return sorted(groups.items())


def _unread(key: Key, places: list[str]) -> Unread:
    service, state, reason = key
    more = len(places) - PLACES_SHOWN
    words = ", ".join(places[:PLACES_SHOWN]) + (f" and {more} more" if more > 0 else "")
    return Unread(service, state.capitalize(), reason, words)


def _when(run: JSON) -> str:
    at = run["ended"] or run["started"]
    return f"{datetime.fromisoformat(at):%-d %B %Y, %H:%M} UTC" if at else ""
