"""CloudWatch Synthetics: canaries that walk through an application as a user would."""

from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects

# The rest is code and where its results lie.
KEPT = ("Id", "Name", "Schedule", "Status", "Timeline", "RuntimeVersion", "VpcConfig")


@collects("synthetics.canary", call="synthetics:DescribeCanaries")
def canaries(reader: Reader) -> Iterator[Item]:
    for canary in reader.pages("describe_canaries", "Canaries"):
        name = canary["Name"]
        yield Item(reader.arn("synthetics", f"canary:{name}"), _kept(canary), name=name)


def _kept(canary: dict[str, Any]) -> dict[str, Any]:
    return {key: canary[key] for key in KEPT if key in canary}
