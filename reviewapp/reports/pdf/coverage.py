"""What the scan behind a review read, and what it could not."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reviewapp.findings.scoped import scope_words

from ..figures import moment_words, number_words

JSON = dict[str, Any]

GROUPS_SHOWN = 40
PLACES_SHOWN = 8
STATES = {"denied": gettext_lazy("Denied"), "failed": gettext_lazy("Failed")}


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
        effort=_effort(run),
        read=counts["read"],
        not_used=counts["not_used"],
        denied=counts["denied"],
        failed=counts["failed"],
        unread=[_unread(key, places) for key, places in shown],
        more=_more(left),
        scope=_scope(run.get("scope")),
    )


def _effort(run: JSON) -> str:
    facts = ngettext("%(number)s fact", "%(number)s facts", run["facts"])
    calls = ngettext("%(number)s AWS call", "%(number)s AWS calls", run["calls"])
    return _("%(facts)s from %(calls)s") % {
        "facts": facts % {"number": number_words(run["facts"])},
        "calls": calls % {"number": number_words(run["calls"])},
    }


def _more(left: int) -> str:
    words = ngettext(
        "and %(number)s more place not read", "and %(number)s more places not read", left
    )
    return words % {"number": number_words(left)} if left > 0 else ""


def _scope(part: JSON | None) -> str:
    """What counted; empty where everything did, and in milestones of before there were scopes."""
    if part is None:
        return ""
    applied = datetime.fromisoformat(part["at"])
    total = part["inside"] + part["outside"] + part["unknown"]
    counts = {key: number_words(part[key]) for key in ("inside", "outside", "unknown")}
    told = _counted_scope(part, total) % {**counts, "number": number_words(total)}
    rest = _("Findings outside were not made. Applied %(at)s.") % {"at": moment_words(applied)}
    return f"{scope_words(part)} {told} {rest}"


def _counted_scope(part: JSON, total: int) -> str:
    if not part["unknown"]:
        return ngettext(
            "Of %(number)s resource %(inside)s are in scope, %(outside)s outside.",
            "Of %(number)s resources %(inside)s are in scope, %(outside)s outside.",
            total,
        )
    return ngettext(
        "Of %(number)s resource %(inside)s are in scope, %(outside)s outside, of %(unknown)s it "
        "is not known.",
        "Of %(number)s resources %(inside)s are in scope, %(outside)s outside, of %(unknown)s it "
        "is not known.",
        total,
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
    words = ", ".join(places[:PLACES_SHOWN])
    if more > 0:
        words = _("%(places)s and %(more)s more") % {"places": words, "more": more}
    return Unread(service, str(STATES.get(state, state.capitalize())), reason, words)


def _when(run: JSON) -> str:
    at = run["ended"] or run["started"]
    return moment_words(datetime.fromisoformat(at)) if at else ""
