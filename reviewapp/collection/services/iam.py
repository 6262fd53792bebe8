"""IAM: who may do what, from the one call that describes all principals and policies."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import GLOBAL, Item, collects
from ..tags import tag_map

DETAILS = "iam:GetAccountAuthorizationDetails"
# Asked for by name: without a filter AWS is free to leave managed policies out.
FILTER = ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"]
LISTS = ("UserDetailList", "RoleDetailList", "GroupDetailList", "Policies")


@collects("iam.user", call=DETAILS, scope=GLOBAL)
def users(reader: Reader) -> Iterator[Item]:
    for user in _details(reader)["UserDetailList"]:
        yield Item(user["Arn"], user, name=user["UserName"], tags=tag_map(user.get("Tags")))


@collects("iam.role", call=DETAILS, scope=GLOBAL)
def roles(reader: Reader) -> Iterator[Item]:
    for role in _details(reader)["RoleDetailList"]:
        yield Item(role["Arn"], role, name=role["RoleName"], tags=tag_map(role.get("Tags")))


@collects("iam.group", call=DETAILS, scope=GLOBAL)
def groups(reader: Reader) -> Iterator[Item]:
    for group in _details(reader)["GroupDetailList"]:
        yield Item(group["Arn"], group, name=group["GroupName"])


@collects("iam.policy", call=DETAILS, scope=GLOBAL)
def policies(reader: Reader) -> Iterator[Item]:
    """The account's own policies, and those of AWS that something here uses."""
    for policy in _details(reader)["Policies"]:
        if _own(policy, reader.account) or _in_use(policy):
            yield Item(policy["Arn"], policy, name=policy["Arn"].rpartition("/")[2])


def _own(policy: dict[str, Any], account: str) -> bool:
    return policy["Arn"].split(":")[4] == account


def _in_use(policy: dict[str, Any]) -> bool:
    return bool(policy.get("AttachmentCount") or policy.get("PermissionsBoundaryUsageCount"))


def _details(reader: Reader) -> dict[str, list[dict[str, Any]]]:
    """The four lists of the answer; botocore has already decoded the policy documents."""
    return reader.once("iam.details", lambda: _read_details(reader))


def _read_details(reader: Reader) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTS}
    for page in reader.answers("get_account_authorization_details", Filter=FILTER):
        for name in LISTS:
            found[name].extend(page.get(name, ()))
    return found
