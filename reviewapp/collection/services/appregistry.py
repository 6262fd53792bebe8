"""AppRegistry: what the applications that a workload's scope names contain."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from .cloudformation import CALL, Member, members_of_stack

STACK, TAG_VALUE = "CFN_STACK", "RESOURCE_TAG_VALUE"
# The key whose value stands for the association of a tag with an application.
ASSOCIATING_TAG = "EnableAWSServiceCatalogAppRegistry"


@collects(
    "appregistry.application",
    client="servicecatalog-appregistry",
    call="servicecatalog:ListApplications",
    actions=("servicecatalog:GetApplication", "servicecatalog:ListAssociatedResources", CALL),
)
def applications(reader: Reader) -> Iterator[Item]:
    """One item for each application that the scope names; of one that is not here without members.

    `Tags` is what each of its resources carries; `Members` is what its stacks made.
    """
    if not reader.scope.applications:
        return
    known = list(reader.pages("list_applications", "applications"))
    for name in reader.scope.applications:
        found = next((app for app in known if name in _names(app)), None)
        data = {"Asked": name, **(_contents(reader, found) if found else {"Members": []})}
        yield Item(reader.arn("servicecatalog", f"members/{name}"), data, name=name)


def _names(application: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(application.get(key)) for key in ("id", "arn", "name"))


def _contents(reader: Reader, application: dict[str, Any]) -> dict[str, Any]:
    identity = application["id"]
    told = reader.call("get_application", application=identity)
    members: list[Member] = []
    associated: list[str] = []
    for each in reader.pages("list_associated_resources", "resources", application=identity):
        if each.get("resourceType") == STACK:
            members += members_of_stack(reader, each.get("arn") or each["name"])
        elif each.get("resourceType") == TAG_VALUE:
            details = each.get("resourceDetails") or {}
            associated.append(details.get("tagValue") or each["name"])
    return {
        "Tags": told.get("applicationTag") or {},
        "OtherTags": [{ASSOCIATING_TAG: value} for value in associated],
        "Members": members,
    }
