"""The inventory's page: what was found, what narrows it, what came and went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pillars.kinds import kind_of
from reviewapp.findings.domain.rescoping import scope_state
from reviewapp.inventory.filters import ALL, InventoryFilter
from reviewapp.inventory.queries import (
    LISTED,
    Scans,
    cells_of,
    count_changes,
    count_ownerless,
    count_tags,
    not_compared,
    resources_of,
    scans_of,
)
from reviewapp.workloads.domain.scope import scope_of
from reviewapp.workloads.models import Workload

from .facets import count_of, facets_of
from .rows import rows_of

PER_PAGE = 50
NOT_COMPARED_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Pill:
    """A choice above the list; `count` None where it was not counted."""

    label: str
    query: str
    chosen: bool
    count: int | None = None


class _Counted(Paginator):
    """A paginator that was told how many there are."""

    def __init__(self, *arguments: Any, total: int) -> None:
        super().__init__(*arguments)
        self._total = total

    @cached_property
    def count(self) -> int:
        return self._total


def listing(workload: Workload, wanted: InventoryFilter, page: str | None) -> dict[str, Any]:
    """The context of the page and of its list alone."""
    scans = scans_of(workload.runs.all())
    context: dict[str, Any] = {"workload": workload, "wanted": wanted, "scans": scans}
    if scans is None:
        return context
    owner_keys = scope_of(workload).owner_keys
    found = resources_of(scans, wanted, owner_keys)
    cells = cells_of(scans, wanted, owner_keys)
    ordered = found.order_by("kind", "name", "pk").only(*LISTED)
    page_obj = _Counted(ordered, PER_PAGE, total=count_of(cells, wanted)).get_page(page)
    state = scope_state(workload, scans.newest)
    return context | {
        "page_obj": page_obj,
        "rows": list(rows_of(list(page_obj.object_list))),
        "facets": facets_of(cells, wanted),
        "tags": _tags(wanted, count_tags(found, wanted.tag_key)),
        "scope": state,
        "places": _places(wanted, state.applied),
        "pills": _pills(wanted, scans, count_ownerless(scans, wanted, owner_keys)),
        "owner_keys": owner_keys,
        "not_compared": _not_compared(not_compared(scans)),
        "query": wanted.query(),
        "active": [
            name for name in ("service", "kind", "region", "account") if getattr(wanted, name)
        ],
    }


def _not_compared(places: Sequence[tuple[str, int]]) -> str:
    """What one of the two scans did not read, as a sentence; empty where there is nothing."""
    named = [
        ngettext("%(type)s (%(number)s place)", "%(type)s (%(number)s places)", count)
        % {"type": kind_of(kind).label, "number": count}
        for kind, count in places[:NOT_COMPARED_SHOWN]
    ]
    said = {"types": ", ".join(named), "number": len(places) - NOT_COMPARED_SHOWN}
    if len(places) == 1:
        return _("Not known for %(types)s: one of the two scans did not read it there.") % said
    if len(places) > NOT_COMPARED_SHOWN:
        return (
            _(
                "Not known for %(types)s and %(number)s more types: "
                "one of the two scans did not read them there."
            )
            % said
        )
    if not places:
        return ""
    return _("Not known for %(types)s: one of the two scans did not read them there.") % said


def _pills(wanted: InventoryFilter, scans: Scans, ownerless: int) -> list[Pill]:
    """What is special about resources: each pill alone takes the place of another."""
    plain = wanted.without("ownerless", "failing", "change")
    changes = count_changes(scans)
    return [
        Pill(_("All"), plain.query(), plain == wanted),
        Pill(_("With failing findings"), plain.query(failing="yes"), bool(wanted.failing)),
        Pill(_("Without owner"), plain.query(ownerless="yes"), bool(wanted.ownerless), ownerless),
        *(
            Pill(label, plain.query(change=name), wanted.change == name, changes[name])
            for name, label in (("came", _("Came")), ("went", _("Went")))
            if name in changes
        ),
    ]


def _places(wanted: InventoryFilter, applied: Any) -> list[Pill]:
    """In scope, outside, not known; nothing where the scope leaves nothing out."""
    if applied is None or not (applied.outside or applied.uncertain):
        return []
    named = (
        (_("In scope"), "", applied.inside),
        (_("Not known"), "uncertain", applied.uncertain),
        (_("Outside"), "outside", applied.outside),
        (_("All"), ALL, applied.inside + applied.uncertain + applied.outside),
    )
    return [
        Pill(label, wanted.query(place=place), wanted.place == place, count)
        for label, place, count in named
    ]


def _tags(wanted: InventoryFilter, counted: Sequence[tuple[str, int]]) -> Mapping[str, Any]:
    """Keys of tags, or the values of the chosen key."""
    key = wanted.tag_key
    items = [
        {
            "label": word,
            "count": count,
            "query": wanted.query(tag=f"{key}={word}" if key else word),
            "chosen": wanted.tag == f"{key}={word}",
        }
        for word, count in counted
    ]
    return {"key": key, "items": items, "all": wanted.query(tag="")}
