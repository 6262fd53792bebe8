"""What the pages of the log show: entries, newest first, a page at a time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from reviewapp.audit.actions import ACTIONS, GROUPS
from reviewapp.audit.exporting import head_of
from reviewapp.audit.filters import Wanted, entries_of
from reviewapp.audit.models import Chain, Entry
from reviewapp.people.models import Organisation, User
from reviewapp.workloads.models import Workload

PER_PAGE = 50
MOST_OFFERED = 500
FARTHEST = 2**62


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an entry as it was and as it is; None where it was not told."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Row:
    entry: Entry
    done: str
    changes: list[Change]


def build_log(
    organisation: Organisation, wanted: Wanted, sent: Mapping[str, str]
) -> dict[str, Any]:
    """The part of a page that filters change. Four queries, however long the log is.

    `sent` may have `before` or `after`: a number that the page ends or begins at.
    """
    entries, newer, older = _page(entries_of(organisation.pk, wanted), sent)
    return {
        "rows": [_row(entry) for entry in entries],
        "wanted": wanted,
        "query": wanted.query(),
        "newer": wanted.query(after=str(entries[0].number)) if newer else "",
        "older": wanted.query(before=str(entries[-1].number)) if older else "",
        "head": Chain.objects.filter(organisation=organisation).first(),
    }


def build_choices(organisation: Organisation) -> dict[str, Any]:
    """What the filters offer."""
    members = User.objects.filter(memberships__organisation=organisation)
    workloads = Workload.objects.filter(organisation=organisation).order_by("name")
    return {
        "groups": GROUPS.items(),
        "people": members.order_by("email").values_list("email", "name")[:MOST_OFFERED],
        "workloads": [(str(pk), name) for pk, name in workloads.values_list("pk", "name")],
    }


def about_file(organisation: Organisation, wanted: Wanted) -> dict[str, Any]:
    """What a JSON export says of itself."""
    return {
        "organisation": organisation.name,
        "organisation_id": str(organisation.pk),
        "filter": wanted.said(),
        "head": head_of(organisation.pk),
    }


def _page(found: QuerySet[Entry], sent: Mapping[str, str]) -> tuple[list[Entry], bool, bool]:
    """Entries by their number, newest first; whether there are newer ones, and older ones."""
    before, after = _number(sent.get("before", "")), _number(sent.get("after", ""))
    if after is not None:
        nearest = found.filter(number__gt=after).order_by("number")[: PER_PAGE + 1]
        newer = list(nearest)
        if len(newer) > PER_PAGE or newer:
            return newer[:PER_PAGE][::-1], len(newer) > PER_PAGE, True
    if before is not None:
        found = found.filter(number__lt=before)
    entries = list(found[: PER_PAGE + 1])
    return entries[:PER_PAGE], before is not None and bool(entries), len(entries) > PER_PAGE


def _number(text: str) -> int | None:
    """None for what is no number, and for one that no entry has."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    return min(int(text), FARTHEST)


def _row(entry: Entry) -> Row:
    return Row(entry, str(ACTIONS.get(entry.action, entry.action)), changes_of(entry))


def changes_of(entry: Entry) -> list[Change]:
    """Field by field where there are fields, else as a whole."""
    before, after = entry.before, entry.after
    if before is None and after is None:
        return []
    sides = [side for side in (before, after) if side is not None]
    if not all(isinstance(side, dict) and "sha256" not in side for side in sides):
        return [Change(_("Value"), _words(before), _words(after))]
    names = dict.fromkeys([*(before or {}), *(after or {})])
    return [_field(name, before, after) for name in names]


def _field(name: str, before: Any, after: Any) -> Change:
    was = _words(before.get(name)) if before is not None and name in before else None
    now = _words(after.get(name)) if after is not None and name in after else None
    return Change(name.replace("_", " ").capitalize(), was, now)


def _words(value: Any) -> str | None:
    """A value as people read it; what was cut says how long it was."""
    if value is None:
        return None
    if value in ("", [], {}):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict) and {"characters", "starts"} <= value.keys():
        length = _("%(count)s characters") % {"count": value["characters"]}
        return f"{value['starts']}… ({length}, SHA-256 {value['sha256']})"
    if isinstance(value, list) and all(isinstance(each, str | int) for each in value):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
