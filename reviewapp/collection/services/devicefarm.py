"""Device Farm: projects that test on real phones and browsers."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import GLOBAL, Item, collects

# The service lives in this region only.
HOME = "us-west-2"
KEPT = ("arn", "name", "created")


@collects("devicefarm.project", call="devicefarm:ListProjects", scope=GLOBAL)
def projects(reader: Reader) -> Iterator[Item]:
    for project in reader.pages("list_projects", "projects", region=HOME):
        yield Item(project["arn"], _kept(project), name=project["name"])


def _kept(project: dict[str, Any]) -> dict[str, Any]:
    return {key: project[key] for key in KEPT if key in project}
