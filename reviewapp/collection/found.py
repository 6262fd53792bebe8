"""Reads for the page of accounts that were found through AWS Organizations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reviewapp.jobs.models import JobState
from reviewapp.people.models import Organisation
from reviewapp.workloads.models import Connection, Workload

from .domain.rollouts import ACTIVE, connectable
from .models import Discovery, FoundAccount, FoundUnit

STATES = {
    "open": _("Can be connected"),
    "connected": _("Connected to this workload"),
    "closed": _("Suspended or closing"),
}
NAMES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class FoundRow:
    """An account with what this workload and the organisation's others have of it.

    `because` says why it cannot be chosen; empty where it can.
    """

    account: FoundAccount
    connection: Connection | None
    others: list[str]
    because: str


@dataclass(frozen=True, slots=True)
class UnitOption:
    unit: FoundUnit
    total: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which accounts are listed. Values that do not exist filter nothing."""

    words: str = ""
    unit: str = ""
    state: str = ""

    @classmethod
    def of(cls, data: Mapping[str, str]) -> "Wanted":
        state = data.get("state", "")
        return cls(
            words=data.get("q", "").strip()[:200],
            unit=data.get("unit", "")[:80],
            state=state if state in STATES else "",
        )


def latest_discovery(workload: Workload) -> Discovery | None:
    """The newest in whatever state, to tell what goes on."""
    return workload.discoveries.first()


def latest_tree(workload: Workload) -> Discovery | None:
    """The newest that was read to its end."""
    found = workload.discoveries.filter(state=JobState.COMPLETE)
    return found.select_related("connection").first()


def found_accounts(
    discovery: Discovery, workload: Workload, wanted: Wanted
) -> QuerySet[FoundAccount]:
    """The accounts that are asked for, unit by unit in the order of the tree."""
    found = discovery.accounts.select_related("unit")
    units = units_below(discovery, wanted.unit)
    if units:
        found = found.filter(unit__unit_id__in=units)
    if wanted.words:
        words = wanted.words
        named = Q(name__icontains=words) | Q(email__icontains=words)
        found = found.filter(named | Q(account_id__contains=words.replace("-", "")))
    if wanted.state == "open":
        found = found.filter(pk__in=connectable(discovery, workload).values("pk"))
    elif wanted.state == "connected":
        found = found.filter(account_id__in=workload.connections.values("account_id"))
    elif wanted.state == "closed":
        found = found.exclude(status=ACTIVE)
    return found.order_by("unit__position", "name", "account_id")


def units_below(discovery: Discovery, unit_id: str) -> list[str]:
    """A unit and all that is in it; nothing where there is no such unit."""
    parents = dict(discovery.units.values_list("unit_id", "parent_id"))
    if unit_id not in parents:
        return []
    found = [unit_id]
    for unit in found:
        found += [each for each, parent in parents.items() if parent == unit]
    return found


def unit_options(discovery: Discovery, chosen: str) -> list[UnitOption]:
    """Every unit with how many accounts are in it and below it."""
    units = list(discovery.units.all())
    direct: dict[str, int] = {}
    for unit_id in discovery.accounts.values_list("unit__unit_id", flat=True):
        direct[unit_id] = direct.get(unit_id, 0) + 1
    totals = dict(direct)
    parents = {unit.unit_id: unit.parent_id for unit in units}
    for unit_id, number in direct.items():
        above = parents.get(unit_id, "")
        while above:
            totals[above] = totals.get(above, 0) + number
            above = parents.get(above, "")
    return [UnitOption(each, totals.get(each.unit_id, 0), each.unit_id == chosen) for each in units]


def found_rows(
    discovery: Discovery, workload: Workload, accounts: Iterable[FoundAccount]
) -> list[FoundRow]:
    """Two queries, whatever the number of accounts."""
    accounts = list(accounts)
    ids = [account.account_id for account in accounts]
    mine = {each.account_id: each for each in workload.connections.filter(account_id__in=ids)}
    others = _other_workloads(workload.organisation, workload, set(ids))
    return [
        FoundRow(
            account=each,
            connection=mine.get(each.account_id),
            others=others.get(each.account_id, [])[:NAMES_SHOWN],
            because=_because(each, discovery, mine),
        )
        for each in accounts
    ]


def _because(account: FoundAccount, discovery: Discovery, mine: Mapping[str, Any]) -> str:
    if account.account_id in mine:
        return gettext("Connected already")
    if account.status != ACTIVE:
        return gettext("Not active")
    if account.account_id == discovery.management_account:
        return gettext("The management account: StackSets do not reach it. Connect it by itself.")
    return ""


def _other_workloads(
    organisation: Organisation, workload: Workload, ids: set[str]
) -> dict[str, list[str]]:
    """Names of the organisation's other workloads by account, connected or named in a profile."""
    found: dict[str, list[str]] = {}
    others = organisation.workloads.exclude(pk=workload.pk).filter(
        Q(account_ids__overlap=list(ids)) | Q(connections__account_id__in=ids)
    )
    for other in others.distinct().prefetch_related("connections").order_by("name"):
        connected = {each.account_id for each in other.connections.all()}
        for account in ids & (connected | set(other.account_ids)):
            found.setdefault(account, []).append(other.name)
    return found
