"""Reads an AWS organisation: its roots, its units and their accounts. Touches no database."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.client import BaseClient
from botocore.exceptions import ClientError
from django.utils.translation import gettext as _

from reviewapp.collection.errors import UNREACHED, error_code, explain, is_denied

from .sessions import Access

# Beyond what a scan may do: asked for where somebody looks for accounts, and nowhere else.
ACTIONS = (
    "organizations:DescribeOrganization",
    "organizations:ListAccountsForParent",
    "organizations:ListOrganizationalUnitsForParent",
    "organizations:ListRoots",
)
NO_ORGANISATION = "AWSOrganizationsNotInUseException"
DEEPEST = 12  # AWS allows five levels; a circle must not be walked for ever

Progress = Callable[[int, int, str], None]


class OrganisationUnread(Exception):
    """The organisation cannot be read; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    name: str
    email: str
    status: str


@dataclass(slots=True)
class Unit:
    """A root or an organisational unit; `path` names it from the root down."""

    id: str
    parent: str
    path: str
    depth: int
    accounts: list[Account] = field(default_factory=list)


@dataclass(slots=True)
class Tree:
    """`units` in the order of the tree: each before what is under it."""

    organization_id: str
    management_account: str
    units: list[Unit]


def read_tree(access: Access, *, progress: Progress) -> Tree:
    """Walks the organisation from its roots down.

    Args:
        access: the management account, or one that administers it by delegation.
        progress: hears after each unit how many are read, how many are known, and of which.

    Raises:
        OrganisationUnread: a call was denied, the account is in no organisation, or AWS did not
            answer.
    """
    client = _client(access)
    organisation = _asked(lambda: client.describe_organization()["Organization"])
    waiting = deque(_roots(client))
    units: dict[str, Unit] = {}
    while waiting:
        unit = waiting.popleft()
        if unit.id in units or unit.depth > DEEPEST:
            continue
        units[unit.id] = unit
        unit.accounts = _accounts(client, unit)
        waiting.extend(_below(client, unit))
        progress(len(units), len(units) + len(waiting), unit.path)
    return Tree(
        organization_id=str(organisation["Id"]),
        management_account=str(organisation["MasterAccountId"]),
        units=sorted(units.values(), key=lambda unit: unit.path.casefold().split(" / ")),
    )


def _client(access: Access) -> BaseClient:
    return access.session.client(
        "organizations",
        region_name=access.home,
        endpoint_url=access.endpoint_url,
        config=access.config,
    )


def _roots(client: BaseClient) -> list[Unit]:
    found = _pages(client, "list_roots", "Roots")
    return [Unit(each["Id"], "", each.get("Name") or each["Id"], 0) for each in found]


def _below(client: BaseClient, unit: Unit) -> list[Unit]:
    found = _pages(
        client, "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=unit.id
    )
    return [
        Unit(each["Id"], unit.id, f"{unit.path} / {each['Name']}", unit.depth + 1) for each in found
    ]


def _accounts(client: BaseClient, unit: Unit) -> list[Account]:
    found = _pages(client, "list_accounts_for_parent", "Accounts", ParentId=unit.id)
    return [
        Account(
            id=each["Id"],
            name=each.get("Name") or each["Id"],
            email=each.get("Email", ""),
            status=each.get("State") or each.get("Status") or "ACTIVE",
        )
        for each in found
    ]


def _pages(client: BaseClient, operation: str, key: str, **params: Any) -> list[dict[str, Any]]:
    def read() -> Iterator[dict[str, Any]]:
        for page in client.get_paginator(operation).paginate(**params):
            yield from page.get(key, ())

    found: list[dict[str, Any]] = _asked(lambda: list(read()))
    return found


def _asked(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except ClientError as error:
        raise OrganisationUnread(_refused(error)) from error
    except UNREACHED as error:
        raise OrganisationUnread(
            _("AWS did not answer: %(reason)s") % {"reason": explain(error)}
        ) from error


def _refused(error: ClientError) -> str:
    action = f"organizations:{error.operation_name}"
    if error_code(error) == NO_ORGANISATION:
        return _(
            "This account belongs to no AWS organisation. "
            "Connect the management account, then look again from there."
        )
    if is_denied(error):
        return _(
            "AWS denied %(action)s. Only the management account and accounts that administer the "
            "organisation by delegation may list its accounts, and their role needs this action "
            "too. Allow it there, then look again. AWS says: %(reason)s"
        ) % {"action": action, "reason": explain(error)}
    return _("AWS refused %(action)s: %(reason)s") % {"action": action, "reason": explain(error)}
