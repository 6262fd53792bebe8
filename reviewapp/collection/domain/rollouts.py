"""One role for many accounts of a workload: who chose them, and where a StackSet must put it."""

import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from reviewapp.collection.models import Discovery, FoundAccount
from reviewapp.workloads.models import Connection, ConnectionKind, Rollout, Workload
from reviewapp.workloads.places import MOST_ACCOUNTS
from reviewapp.workloads.recording import record_on
from reviewapp.workloads.signals import workload_changed

from .connect import new_external_id
from .policy import ROLE_NAME

ACTIVE = "ACTIVE"
BATCH = 500


class TooManyAccounts(Exception):
    """A workload has at most so many accounts."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "A workload has at most %(most)s accounts. Nothing was added; choose fewer, "
                "or make a second workload."
            )
            % {"most": f"{MOST_ACCOUNTS:,}"}
        )


@dataclass(frozen=True, slots=True)
class Targets:
    """What a StackSet is told: units, and the accounts in them where not all are meant."""

    units: tuple[str, ...]
    accounts: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether every account of the units is meant, those to come included."""
        return not self.accounts

    def as_json(self) -> str:
        """As `create-stack-instances --deployment-targets` reads it from a file."""
        told: dict[str, Any] = {"OrganizationalUnitIds": list(self.units)}
        if not self.whole:
            told |= {"Accounts": list(self.accounts), "AccountFilterType": "INTERSECTION"}
        return json.dumps(told, indent=2)


def ensure_rollout(workload: Workload) -> Rollout:
    """The workload's rollout, made with a role name and an external id of its own."""
    found, _ = Rollout.objects.get_or_create(
        workload=workload,
        # Two workloads may roll out into one account, where role names are unique.
        defaults={
            "role_name": f"{ROLE_NAME}-{secrets.token_hex(4)}",
            "external_id": new_external_id(),
        },
    )
    return found


@transaction.atomic
def connect_found(
    *, workload: Workload, discovery: Discovery, account_ids: Collection[str]
) -> list[Connection]:
    """Adds found accounts to the workload, each with a connection by the rollout's role.

    Left out are accounts that are not active, the management account, which no StackSet of the
    organisation reaches, and those that the workload is connected to already.

    Returns:
        The connections that were made.

    Raises:
        TooManyAccounts: the workload would have more than it may; nothing was added.
    """
    Workload.objects.select_for_update(no_key=True).get(pk=workload.pk)
    wanted = connectable(discovery, workload).filter(account_id__in=account_ids)
    chosen = list(wanted.values_list("account_id", flat=True))
    if not chosen:
        return []
    if len({*workload.account_ids, *chosen}) > MOST_ACCOUNTS:
        raise TooManyAccounts
    rollout = ensure_rollout(workload)
    made = Connection.objects.bulk_create(
        [_connection(rollout, workload, account, discovery) for account in chosen],
        batch_size=BATCH,
    )
    _add_to_profile(workload, chosen)
    record_on(workload, "connection.rolled_out", by=None, subject=rollout.role_name, after=chosen)
    return made


def connectable(discovery: Discovery, workload: Workload) -> Any:
    """Found accounts to which a connection by the rollout's role can be made."""
    connected = workload.connections.values("account_id")
    active = FoundAccount.objects.filter(discovery=discovery, status=ACTIVE)
    others = active.exclude(account_id=discovery.management_account)
    return others.exclude(account_id__in=connected)


def _connection(
    rollout: Rollout, workload: Workload, account: str, discovery: Discovery
) -> Connection:
    return Connection(
        workload=workload,
        rollout=rollout,
        kind=ConnectionKind.ROLE,
        account_id=account,
        role_arn=f"arn:{discovery.partition}:iam::{account}:role/{rollout.role_name}",
        external_id=rollout.external_id,
        endpoint_url=discovery.connection.endpoint_url if discovery.connection else "",
    )


def _add_to_profile(workload: Workload, accounts: Iterable[str]) -> None:
    """A profile that somebody has open is older now, and its form says so."""
    found = Workload.objects.get(pk=workload.pk)
    together = sorted({*found.account_ids, *accounts})
    Workload.objects.filter(pk=found.pk).update(account_ids=together, version=F("version") + 1)
    found.refresh_from_db()
    workload_changed.send(sender=Workload, workload=found)


def targets_of(rollout: Rollout, discovery: Discovery) -> Targets:
    """Where the StackSet must put the role so that every account of the rollout has it."""
    chosen = set(rollout.connections.values_list("account_id", flat=True))
    rows = FoundAccount.objects.filter(discovery=discovery, status=ACTIVE).exclude(
        account_id=discovery.management_account
    )
    accounts: dict[str, list[str]] = {}
    for unit, account in rows.values_list("unit__unit_id", "account_id"):
        accounts.setdefault(unit, []).append(account)
    parents = dict(discovery.units.values_list("unit_id", "parent_id"))
    return deployment_targets(parents=parents, accounts=accounts, chosen=chosen)


def deployment_targets(
    *,
    parents: Mapping[str, str],
    accounts: Mapping[str, Collection[str]],
    chosen: Collection[str],
) -> Targets:
    """The fewest units that hold the chosen accounts; their accounts where not all are chosen.

    Args:
        parents: of every unit, by its id; empty for a root.
        accounts: that lie directly in each unit, without what is below it.
        chosen: ids of accounts.
    """
    wanted = set(chosen)
    holding = {unit for unit, found in accounts.items() if wanted & set(found)}
    outer = {unit for unit in holding if not set(_above(unit, parents)) & holding}
    reached = {
        account
        for unit, found in accounts.items()
        if outer & {unit, *_above(unit, parents)}
        for account in found
    }
    known = wanted & reached
    whole = reached == known
    return Targets(tuple(sorted(outer)), () if whole else tuple(sorted(known)))


def _above(unit: str, parents: Mapping[str, str]) -> list[str]:
    found: list[str] = []
    while (unit := parents.get(unit, "")) and unit not in found:
        found.append(unit)
    return found
