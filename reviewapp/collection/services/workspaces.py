"""WorkSpaces: virtual desktops, how they run, and when somebody last sat before them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..reader import Reader
from ..registry import Item, collects

# Whose desktop it is, is nobody's business here.
KEPT = ("WorkspaceId", "BundleId", "State", "WorkspaceProperties")


@collects(
    "workspaces.workspace",
    call="workspaces:DescribeWorkspaces",
    actions=("workspaces:DescribeWorkspacesConnectionStatus",),
)
def workspaces(reader: Reader) -> Iterator[Item]:
    found = list(reader.pages("describe_workspaces", "Workspaces"))
    if found:
        used = reader.listing("describe_workspaces_connection_status", "WorkspacesConnectionStatus")
    for workspace in found:
        identity = workspace["WorkspaceId"]
        more = reader.aspects({key: workspace[key] for key in KEPT if key in workspace})
        more.join("Connection", used, partial(_of, identity))
        arn = reader.arn("workspaces", f"workspace/{identity}")
        yield Item(arn, more.data, name=identity, unread=more.unread)


def _of(identity: str, found: list[dict[str, Any]]) -> dict[str, Any] | None:
    return next((each for each in found if each.get("WorkspaceId") == identity), None)
