"""Resource Groups: what the groups that a workload's scope names contain."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects

GONE = "NotFoundException"


@collects(
    "resourcegroups.group",
    client="resource-groups",
    call="resource-groups:ListGroupResources",
    # AWS works out a group's members with the caller's rights.
    actions=(
        "tag:GetResources",
        "cloudformation:DescribeStacks",
        "cloudformation:ListStackResources",
    ),
)
def groups(reader: Reader) -> Iterator[Item]:
    """One item for each group that the scope names, with no members where it is not here."""
    for name in reader.scope.groups:
        members: list[dict[str, str]] = []
        unread: dict[str, str] = {}
        if reader.may_hold(name):
            members, unread = _members(reader, name)
        data = {"Asked": name, "Members": members}
        arn = reader.arn("resource-groups", f"members/{name}")
        yield Item(arn, data, name=name, unread=unread)


def _members(reader: Reader, name: str) -> tuple[list[dict[str, str]], dict[str, str]]:
    """The ARNs, and why AWS could not work out all of them, if so."""
    found: dict[str, None] = {}
    errors: dict[str, None] = {}
    for page in reader.answers_of_what_may_be_gone("list_group_resources", (GONE,), Group=name):
        for each in page.get("Resources") or ():
            found[each["Identifier"]["ResourceArn"]] = None
        for error in page.get("QueryErrors") or ():
            errors[f"{error.get('ErrorCode')}: {error.get('Message')}"] = None
    unread = {"Members": f"list_group_resources: {'; '.join(errors)}"} if errors else {}
    return [{"Arn": arn} for arn in found], unread
