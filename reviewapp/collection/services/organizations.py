"""Organizations: the organisation that the account belongs to."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import GLOBAL, Item, collects

NOT_IN_USE = ("AWSOrganizationsNotInUseException",)


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
