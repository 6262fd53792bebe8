"""Resource Explorer: stores of data that no other collector reads, whether they have tags or not.

An index adds and proves nothing: what it does not list may exist all the same
(docs/decisions/0010).
"""

from collections.abc import Iterator
from typing import Any

from pillars.unread import STORES, type_of

from ..reader import Reader
from ..registry import Item, collects

SERVICES = sorted({name.partition(":")[0] for name in STORES})
KEPT = ("ResourceType", "LastReportedAt")


@collects(
    "resourceexplorer.resource",
    client="resource-explorer-2",
    call="resource-explorer-2:ListIndexes",
    actions=("resource-explorer-2:GetDefaultView", "resource-explorer-2:Search"),
)
def unread_stores(reader: Reader) -> Iterator[Item]:
    """Nothing where the region has no index, or nobody chose a view of it as the default."""
    if not list(reader.pages("list_indexes", "Indexes", Regions=[reader.region])):
        return
    view = reader.call("get_default_view").get("ViewArn")
    for found in _listed(reader, view) if view else ():
        if type_of(found["Arn"]) in STORES:
            kept = {name: found[name] for name in KEPT if name in found}
            yield Item(found["Arn"], kept, name=found["Arn"].split(":", 5)[-1])


def _listed(reader: Reader, view: str) -> Iterator[dict[str, Any]]:
    """AWS gives the first thousand. An index of all regions is asked for its own alone."""
    wanted = f"region:{reader.region} service:{','.join(SERVICES)}"
    return reader.pages("search", "Resources", ViewArn=view, QueryString=wanted)
