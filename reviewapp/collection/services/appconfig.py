"""AppConfig: configurations that change without a deployment, feature flags among them."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects

GONE = ("ResourceNotFoundException",)


@collects(
    "appconfig.profile",
    call="appconfig:ListApplications",
    actions=("appconfig:ListConfigurationProfiles",),
)
def profiles(reader: Reader) -> Iterator[Item]:
    applications = reader.pages("list_applications", "Items")
    for found in reader.spread(lambda each: _profiles(reader, each), applications):
        yield from found


def _profiles(reader: Reader, application: dict[str, Any]) -> list[Item]:
    identity = application["Id"]
    found = reader.pages("list_configuration_profiles", "Items", gone=GONE, ApplicationId=identity)
    return [
        Item(
            reader.arn("appconfig", f"application/{identity}/configurationprofile/{profile['Id']}"),
            {**profile, "ApplicationName": application["Name"]},
            name=profile["Name"],
        )
        for profile in found
    ]
