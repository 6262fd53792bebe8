"""Organizations: the organisation that the account belongs to, its accounts and its rules."""

import json
from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import GLOBAL, Item, collects

NOT_IN_USE = ("AWSOrganizationsNotInUseException",)
# What rules the accounts: what they may do, how they tag, what they back up.
POLICY_TYPES = (
    "SERVICE_CONTROL_POLICY",
    "RESOURCE_CONTROL_POLICY",
    "TAG_POLICY",
    "BACKUP_POLICY",
)


@collects(
    "organizations.organization",
    call="organizations:DescribeOrganization",
    scope=GLOBAL,
    absent=NOT_IN_USE,
)
def organization(reader: Reader) -> Iterator[Item]:
    found = reader.call("describe_organization")["Organization"]
    yield Item(found["Arn"], found, name=found["Id"])


@collects(
    "organizations.account", call="organizations:ListAccounts", scope=GLOBAL, absent=NOT_IN_USE
)
def accounts(reader: Reader) -> Iterator[Item]:
    """Readable only from the management account and from delegated administrators."""
    for account in reader.pages("list_accounts", "Accounts"):
        yield Item(account["Arn"], account, name=account.get("Name", account["Id"]))


@collects(
    "organizations.policy",
    call="organizations:ListPolicies",
    actions=("organizations:DescribePolicy", "organizations:ListTargetsForPolicy"),
    scope=GLOBAL,
    absent=NOT_IN_USE,
)
def policies(reader: Reader) -> Iterator[Item]:
    """The customer's own, with `Content` (decoded) and `Targets`; AWS's allow everything.

    Readable only from the management account and from delegated administrators.
    """
    found = [
        policy
        for kind in POLICY_TYPES
        for policy in reader.pages("list_policies", "Policies", Filter=kind)
        if not policy.get("AwsManaged")
    ]
    yield from reader.spread(lambda each: _policy(reader, each), found)


def _policy(reader: Reader, policy: dict[str, Any]) -> Item:
    more = reader.aspects(policy)
    identity = policy["Id"]
    more.read("Content", "describe_policy", pick="Policy", PolicyId=identity)
    more.change("Content", lambda found: json.loads(found.get("Content") or "{}"))
    more.listed("Targets", "list_targets_for_policy", "Targets", PolicyId=identity)
    return Item(policy["Arn"], more.data, name=policy["Name"], unread=more.unread)
