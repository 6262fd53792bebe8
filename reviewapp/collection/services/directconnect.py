"""Direct Connect: lines between AWS and one's own premises."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map


@collects("directconnect.connection", call="directconnect:DescribeConnections")
def connections(reader: Reader) -> Iterator[Item]:
    for connection in reader.pages("describe_connections", "connections"):
        identity = connection["connectionId"]
        yield Item(
            reader.arn("directconnect", f"dxcon/{identity}"),
            {key: value for key, value in connection.items() if key != "macSecKeys"},
            name=connection.get("connectionName") or identity,
            tags=tag_map(connection.get("tags")),
        )
