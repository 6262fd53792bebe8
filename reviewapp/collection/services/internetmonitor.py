"""Internet Monitor: how users' networks reach the application."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects


@collects("internetmonitor.monitor", call="internetmonitor:ListMonitors")
def monitors(reader: Reader) -> Iterator[Item]:
    for monitor in reader.pages("list_monitors", "Monitors"):
        yield Item(monitor["MonitorArn"], monitor, name=monitor["MonitorName"])
